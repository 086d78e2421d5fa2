"""Real peers: nginx as the backend, curl as a client, and wrk for a short load. What is not installed is skipped, and said.

peers_test.py GATEWAY COMMAND TESTS
"""
import pathlib
import re
import shutil
import socket
import subprocess
import tempfile

import rig

report = rig.Report()
check = report.check

NGINX = """daemon off; master_process off; pid %(folder)s/nginx.pid; error_log %(folder)s/error.log warn;
events { worker_connections 1024; }
http { access_log off; keepalive_requests 100000; client_max_body_size 16m; client_body_temp_path %(folder)s;
proxy_temp_path %(folder)s; fastcgi_temp_path %(folder)s; uwsgi_temp_path %(folder)s; scgi_temp_path %(folder)s;
server { listen 127.0.0.1:%(port)d;
  location /text { return 200 "$request_method $request_uri $http_x_from\\n"; }
  location /big { alias %(folder)s/big; } } }
"""


def start_nginx(folder):
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        port = s.getsockname()[1]
    (folder / "big").write_bytes(bytes(range(256)) * 20000)
    file = folder / "nginx.conf"
    file.write_text(NGINX % {"folder": folder, "port": port})
    process = subprocess.Popen(["nginx", "-c", str(file), "-e", str(folder / "error.log")], stderr=subprocess.DEVNULL)

    def is_up():
        try:
            return bool(rig.exchange(port, rig.request("GET", "/text", [("Connection", "close")])))
        except OSError:
            return False

    if not rig.until(is_up, 20):
        raise SystemExit("nginx did not start: " + (folder / "error.log").read_text())
    return process, port


def curl(gateway, target, *arguments):
    return subprocess.run(["curl", "-sS", "-m", "20", "-H", "Host: " + rig.HOST, *arguments,
                           "http://127.0.0.1:%d%s" % (gateway.port, target)], capture_output=True).stdout


def load(gateway):
    """Two seconds of wrk: every answer is a success, and connections to the backend are used again."""
    said = subprocess.run(["wrk", "-t1", "-c16", "-d2s", "--timeout", "20s", "-H", "Host: " + rig.HOST,
                           "http://127.0.0.1:%d/text/7?a=1" % gateway.port], capture_output=True, text=True).stdout
    found = re.search(r"(\d+) requests in", said)
    check(found is not None and int(found.group(1)) > 0, "wrk: %s" % said)
    check("Non-2xx" not in said and "Socket errors" not in said, "a load without a fault: %s" % said)
    counters = gateway.counters()
    check(counters["sluice_backend_connections_reused_total"] > counters["sluice_backend_connections_opened_total"],
          "connections are used again")


def main():
    for tool in ("nginx", "curl"):
        if shutil.which(tool) is None:
            rig.skip("%s is missing: apt-get install %s" % (tool, {"nginx": "nginx-light"}.get(tool, tool)))
    folder = tempfile.TemporaryDirectory()
    nginx, port = start_nginx(pathlib.Path(folder.name))
    sent = [{"origin": "CONSTANT", "name": "X-From", "location": "HEADER", "value": "sluice"}]
    gateway = rig.Gateway(rig.configuration([rig.http_api("text", port, backend_params=sent), rig.http_api("big", port)]),
                          workers=2)
    try:
        check(curl(gateway, "/text/a?b=c") == b"GET /text/a?b=c sluice\n", "nginx says what it was asked")
        big = curl(gateway, "/big")
        check(len(big) == 5120000 and big == bytes(range(256)) * 20000, "a file of nginx's: %d bytes" % len(big))
        head = curl(gateway, "/big", "-I")
        check(b"Content-Length: 5120000" in head, "its head: %r" % head)
        if shutil.which("wrk") is None:
            print("no load: wrk is missing: apt-get install wrk")
        else:
            load(gateway)
        check(gateway.stop() == 0, "ends in order")
    finally:
        nginx.terminate()
        nginx.wait()
    report.finish()


main()
