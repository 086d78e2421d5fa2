"""Loads nginx and the gateway in turn: see gateway.sh.

The proxy has one worker on the first processor; backend and load share the second. Both match one of 20 paths, count two
limits that never refuse, look the client up among 100 denied addresses, add a request id and write an access log.

gateway.py GATEWAY SECONDS ROUNDS
"""
import json
import os
import pathlib
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import time

PROXY_CPU, OTHER_CPU = "0", "1"
CONNECTIONS = 32
HOST = "api.example.com"
TICK = os.sysconf("SC_CLK_TCK")


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def denied():
    return ["198.51.%d.%d" % (100 + i // 50, i % 50 * 5) for i in range(100)]


BASE = """daemon off; master_process off; pid %(pid)s; error_log %(folder)s/%(name)s.error warn;
events { worker_connections 4096; }
http { access_log %(log)s; keepalive_requests 100000000; client_body_temp_path %(folder)s; proxy_temp_path %(folder)s;
fastcgi_temp_path %(folder)s; uwsgi_temp_path %(folder)s; scgi_temp_path %(folder)s;
%(rest)s }
"""


def nginx(folder, name, rest, log, cpu):
    file = folder / (name + ".conf")
    file.write_text(BASE % {"pid": folder / (name + ".pid"), "folder": folder, "name": name, "rest": rest, "log": log})
    return subprocess.Popen(["taskset", "-c", cpu, "nginx", "-c", str(file), "-e", str(folder / (name + ".error"))])


def start_backend(folder, port):
    return nginx(folder, "backend", "server { listen 127.0.0.1:%d; location / { return 200 '%s'; } }" %
                 (port, "x" * 512), "off", OTHER_CPU)


def start_nginx(folder, port, backend):
    locations = "".join("location /orders%d/ { %s }\n" % (i, "limit_req zone=one burst=100000 nodelay; "
                        "limit_req zone=two burst=100000 nodelay; proxy_pass http://backend/v1/; ") for i in range(20))
    rest = """limit_req_zone $binary_remote_addr zone=one:4m rate=1000000r/s;
    limit_req_zone $server_name zone=two:4m rate=1000000r/s;
    upstream backend { server 127.0.0.1:%d; keepalive 64; keepalive_requests 100000000; }
    server { listen 127.0.0.1:%d; server_name %s; proxy_http_version 1.1; proxy_set_header Connection "";
      proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for; proxy_set_header X-Request-Id $request_id;
      add_header X-Request-Id $request_id; %s allow all;
      %s } """ % (backend, port, HOST, "".join("deny %s; " % a for a in denied()), locations)
    return nginx(folder, "proxy", rest, "%s/proxy.log combined buffer=64k flush=1s" % folder, PROXY_CPU)


def start_gateway(folder, port, counters, backend, program):
    apis = [{"id": "a%d" % i, "name": "orders%d" % i, "req_protocol": "BOTH", "req_method": "ANY",
             "req_uri": "/orders%d" % i, "match_mode": "SWA", "auth_type": "NONE", "backend_type": "HTTP",
             "published": ["RELEASE"], "backend_api": {"req_protocol": "HTTP", "req_method": "ANY", "req_uri": "/v1",
                                                       "url_domain": "127.0.0.1:%d" % backend, "timeout": 5000}}
            for i in range(20)]
    bindings = [{"api": "a%d" % i, "env": "RELEASE"} for i in range(20)]
    document = {"gateway": {"allow_private_backends": True, "default_limit": 0},
                "groups": [{"id": "g1", "name": "bench", "url_domains": [{"url_domain": HOST}], "apis": apis}],
                "throttles": [{"id": "t1", "name": "both", "type": 2, "time_interval": 1, "time_unit": "SECOND",
                               "api_call_limits": 1000000, "ip_call_limits": 1000000, "bindings": bindings}],
                "acls": [{"id": "l1", "acl_name": "denied", "entity_type": "IP", "acl_type": "DENY",
                          "acl_value": ",".join(denied()), "bindings": bindings}]}
    file = folder / "gateway.json"
    file.write_text(json.dumps(document))
    return subprocess.Popen(["taskset", "-c", PROXY_CPU, program, str(file), "--listen", "127.0.0.1:%d" % port,
                             "--workers", "1", "--log", str(folder / "gateway.log"), "--counters", str(counters)],
                            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def processor_seconds(process):
    fields = pathlib.Path("/proc/%d/stat" % process.pid).read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICK


def load(port, seconds, folder, delay_ms=None):
    """(requests, requests a second, p99 in us, failures)"""
    command = ["taskset", "-c", OTHER_CPU, "wrk", "-t1", "-c%d" % CONNECTIONS, "-d%ds" % seconds, "--latency", "-H", "Host: " + HOST]
    if delay_ms is not None:
        script = folder / "delay.lua"
        script.write_text("function delay() return math.random(0, %d) end\n" % max(1, round(2 * delay_ms)))
        command += ["-s", str(script)]
    said = subprocess.run([*command, "http://127.0.0.1:%d/orders7/42?a=1" % port], capture_output=True, text=True, check=True).stdout
    number, unit = re.search(r"99%\s+([\d.]+)(us|ms|s)", said).groups()
    total = int(re.search(r"(\d+) requests in", said).group(1))
    bad = re.search(r"Non-2xx or 3xx responses: (\d+)", said)
    return (total, float(re.search(r"Requests/sec:\s+([\d.]+)", said).group(1)),
            float(number) * {"us": 1, "ms": 1e3, "s": 1e6}[unit], int(bad.group(1)) if bad else 0)


def counters_of(port):
    with socket.create_connection(("127.0.0.1", port)) as c:
        c.sendall(b"GET / HTTP/1.1\r\n\r\n")
        text = b""
        while more := c.recv(65536):
            text += more
    return {line.rsplit(" ", 1)[0]: int(line.rsplit(" ", 1)[1])
            for line in text.decode().split("\r\n\r\n", 1)[1].splitlines() if not line.startswith("#")}


def main(program, seconds, rounds):
    folder = pathlib.Path(tempfile.mkdtemp())
    backend, proxy, ours, counters = (free_port() for _ in range(4))
    processes = [start_backend(folder, backend)]
    try:
        peers = {"nginx": (start_nginx(folder, proxy, backend), proxy),
                 "gateway": (start_gateway(folder, ours, counters, backend, program), ours)}
        processes += [process for process, _ in peers.values()]
        time.sleep(1)
        figures = {name: {"rate": [], "cpu": [], "p99": []} for name in peers}
        for name, (_, port) in peers.items():
            load(port, 1, folder)  # warm
        before = counters_of(counters)
        spent = 0
        for _ in range(rounds):
            for name, (process, port) in peers.items():
                cpu = processor_seconds(process)
                total, rate, _, bad = load(port, seconds, folder)
                cpu = processor_seconds(process) - cpu
                spent += cpu if name == "gateway" else 0
                if bad:
                    raise SystemExit("%s: %d answers were no success" % (name, bad))
                figures[name]["rate"].append(rate)
                figures[name]["cpu"].append(cpu / total * 1e6)
            half = min(statistics.median(figures[name]["rate"]) for name in peers) / 2
            for name, (_, port) in peers.items():
                figures[name]["p99"].append(load(port, seconds, folder, CONNECTIONS / half * 1e3)[2])
        after = counters_of(counters)
        report(figures, after["sluice_decision_nanoseconds_total"] - before["sluice_decision_nanoseconds_total"],
               after['sluice_decisions_total{verdict="forward"}'] - before['sluice_decisions_total{verdict="forward"}'])
    finally:
        for process in processes:
            process.terminate()


def report(figures, decision_ns, decisions):
    median = {name: {key: statistics.median(values) for key, values in each.items()} for name, each in figures.items()}
    print("load average %s" % os.getloadavg()[0])
    print("%-28s %10s %10s %7s" % ("", "gateway", "nginx", "ratio"))
    for key, words in (("rate", "requests a second"), ("cpu", "processor us a request"), ("p99", "p99 us at half load")):
        a, b = median["gateway"][key], median["nginx"][key]
        print("%-28s %10.1f %10.1f %7.2f" % (words, a, b, a / b))
    each = decision_ns / decisions / 1000
    print("%-28s %10.2f us, %.1f%% of a request" % ("deciding", each, 100 * each / median["gateway"]["cpu"]))


main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
