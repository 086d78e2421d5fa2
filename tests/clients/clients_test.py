"""Real clients against the embedding server over loopback: the vendor's SDK from npm, and curl.

What the SDK signs passes, sent by the SDK or by curl; one changed byte of path, query, header or body is refused; every
other refusal answers its row of the error table in the exact envelope.

clients_test.py ROOT BUILD
"""
import http.server
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "checks"))
from report import Report, skip  # noqa: E402

root, build = (pathlib.Path(argument).resolve() for argument in sys.argv[1:])
here = root / "tests" / "clients"
HOST = "http://api.example.com"
SHOP = {"key": "shopkey001", "secret": "shopsecret001"}
FROZEN = {"key": "frozenkey1", "secret": "frozensecret1"}
STRANGER = {"key": "strangerkey", "secret": "strangersecret"}
UNKNOWN = {"key": "nobody", "secret": "shopsecret001"}
INSTALL_SECONDS = 120


def install_sdk():
    """The SDK, in the build folder; from the registry once."""
    folder = build / "tests" / "clients" / "npm"
    folder.mkdir(parents=True, exist_ok=True)
    if not (folder / "node_modules" / "@huaweicloud").is_dir():
        for name in ("package.json", "package-lock.json"):
            shutil.copy(here / name, folder / name)
        command = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
        try:
            done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=INSTALL_SECONDS)
        except subprocess.TimeoutExpired:
            skip("npm could not fetch the SDK: no answer from the registry")
        if done.returncode:
            skip("npm could not fetch the SDK: " + done.stderr.strip().splitlines()[-1])
    shutil.copy(here / "sdk.cjs", folder / "sdk.cjs")
    return folder


class Sdk:
    """The SDK's process: an order in, what it signed (and got) out."""

    def __init__(self, folder):
        self.process = subprocess.Popen(["node", "sdk.cjs"], cwd=folder, text=True, stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE)

    def ask(self, method, path, who=SHOP, query=None, headers=None, data=None, send_to=None):
        order = {"method": method, "url": HOST + path, "query": query, "headers": headers or {}, "data": data,
                 "send_to": send_to, **who}
        self.process.stdin.write(json.dumps(order) + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())

    def sign(self, *order, **more):
        return self.ask(*order, **more)["headers"]


class Server:
    def __init__(self):
        self.process = subprocess.Popen([str(build / "examples" / "embed_httplib"), str(here / "gateway.json")],
                                        stdout=subprocess.PIPE, text=True)
        self.port = int(self.process.stdout.readline().split()[-1])
        self.url = "http://127.0.0.1:%d" % self.port

    def curl(self, method, target, headers, body=None):
        """(status, header fields in lower case, body) as curl sees them; the bytes are sent as they are given."""
        command = ["curl", "-sS", "-i", "--path-as-is", "--globoff", "-X", method, self.url + target]
        for name, value in {"Host": "api.example.com", **headers}.items():
            command += ["-H", "%s: %s" % (name, value)]
        if body is not None:
            command += ["--data-binary", body]
        said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        head, _, rest = said.partition("\n\n") if "\r\n" not in said else said.partition("\r\n\r\n")
        lines = head.splitlines()
        fields = dict(line.lower().split(": ", 1) for line in lines[1:])
        return int(lines[0].split()[1]), fields, rest


def error_rows():
    """(code, status): messages, of answers to calls."""
    rows = {}
    for line in (root / "lib" / "error" / "errors.tsv").read_text(encoding="utf-8").splitlines()[1:]:
        table, code, status, message = line.split("\t")[:4]
        if table == "call":
            rows.setdefault((code, int(status)), []).append(message)
    return rows


ROWS = error_rows()


def expect_row(report, what, answer, code, status):
    """The answer is a row of the table in its envelope: three members in order, the id that the header tells too."""
    got, fields, body = answer
    identity = fields.get("x-request-id", "none")
    envelopes = ['{"error_code": "%s", "error_msg": "%s", "request_id": "%s"}' % (code, message, identity)
                 for message in ROWS[code, status]]
    report.check(got == status and body in envelopes, "%s: %d %s" % (what, got, body))
    report.check(fields.get("content-type", "").startswith("application/json"), "%s: not JSON" % what)


class Echo(http.server.BaseHTTPRequestHandler):
    """A backend that says what it received."""
    protocol_version = "HTTP/1.1"

    def answer(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        said = json.dumps({"method": self.command, "target": self.path, "body": body.decode(),
                           "credential": self.headers.get("Authorization")}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(said)))
        self.end_headers()
        self.wfile.write(said)

    do_GET = do_POST = do_PUT = answer

    def log_message(self, *_):
        pass


def check_gateway(report, sdk):
    """The SDK in front of the reference gateway, a backend behind it: what is signed is forwarded, without its credential."""
    program = build / "examples" / "gateway" / "gateway"
    if not program.exists():
        print("no gateway: it was not built")
        return
    backend = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Echo)
    threading.Thread(target=backend.serve_forever, daemon=True).start()
    api = {"id": "a1", "name": "all", "req_protocol": "BOTH", "req_method": "ANY", "req_uri": "/front", "match_mode": "SWA",
           "auth_type": "APP", "backend_type": "HTTP", "published": ["RELEASE"],
           "backend_api": {"req_method": "ANY", "req_uri": "/back", "url_domain": "127.0.0.1:%d" % backend.server_port,
                           "timeout": 10000}}
    document = {"gateway": {"allow_private_backends": True},
                "groups": [{"id": "g1", "name": "sdk", "url_domains": [{"url_domain": "api.example.com"}], "apis": [api]}],
                "apps": [{"id": "app1", "name": "shop", "app_key": SHOP["key"], "app_secret": SHOP["secret"]}],
                "authorizations": [{"app": "app1", "api": "a1", "env": "RELEASE"}]}
    with tempfile.TemporaryDirectory() as folder:
        file = pathlib.Path(folder) / "gateway.json"
        file.write_text(json.dumps(document))
        process = subprocess.Popen([str(program), str(file), "--listen", "127.0.0.1:0"], stdout=subprocess.PIPE, text=True)
        try:
            url = "http://127.0.0.1:%d" % int(process.stdout.readline().split()[-1])
            for method, data, query in (("GET", None, None), ("GET", None, {"b": "2", "a": "x y"}), ("POST", {"item": "tea"}, None),
                                        ("PUT", {"item": "tea" * 10000}, None)):
                answer = sdk.ask(method, "/front/7", send_to=url, data=data, query=query)
                said = json.loads(answer["body"]) if answer["status"] == 200 else answer
                report.check(said.get("method") == method and said["target"].startswith("/back/7") and said["credential"] is None and
                             said["body"] == (json.dumps(data, separators=(",", ":")) if data else ""),
                             "%s by the SDK through the gateway: %s" % (method, str(said)[:300]))
            answer = sdk.ask("POST", "/front/7", send_to=url, data={"item": "tea"}, who=UNKNOWN)
            report.check(answer["status"] == 401 and "APIG.0303" in answer["body"], "an unknown key: %s" % answer)
        finally:
            process.terminate()
            process.wait(20)
            backend.shutdown()


def check_passing(report, sdk, server):
    answer = sdk.ask("GET", "/orders/7", send_to=server.url)
    report.check((answer["status"], answer["body"]) == (200, '{"order":"7"}\n'), "GET by the SDK: %s" % answer)
    answer = sdk.ask("GET", "/orders/7", send_to=server.url, query={"b": "2", "a": "x y", "empty": ""})
    report.check(answer["status"] == 200, "GET with a query by the SDK: %s" % answer)
    answer = sdk.ask("POST", "/orders", send_to=server.url, data={"item": "tea", "n": 3},
                     headers={"content-type": "application/json"})
    report.check((answer["status"], answer["body"]) == (201, '{"stored_bytes":20}\n'), "POST by the SDK: %s" % answer)

    headers = sdk.sign("GET", "/orders/7", query={"b": ["2", "1"], "a": "ü&="}, headers={"X-Tag": "one"})
    status, fields, body = server.curl("GET", "/orders/7?b=2&a=%C3%BC%26%3D&b=1", headers)
    report.check((status, body) == (200, '{"order":"7"}\n'), "GET by curl: %d %s" % (status, body))
    report.check(len(fields.get("x-request-id", "")) == 32, "a passing answer carries its request id")
    headers = sdk.sign("POST", "/orders", data={"item": "tea"})
    status, _, body = server.curl("POST", "/orders", headers, '{"item":"tea"}')
    report.check((status, body) == (201, '{"stored_bytes":14}\n'), "POST by curl: %d %s" % (status, body))


def check_tampering(report, sdk, server):
    get = sdk.sign("GET", "/orders/7", query={"a": "1"}, headers={"X-Tag": "one"})
    post = sdk.sign("POST", "/orders", data={"item": "tea"})
    report.check(server.curl("GET", "/orders/7?a=1", get)[0] == 200, "untouched, it passes")
    signature = get["Authorization"]
    other = signature[:-1] + ("0" if signature[-1] != "0" else "1")
    cases = [
        ("path", "GET", "/orders/8?a=1", get, None),
        ("query value", "GET", "/orders/7?a=2", get, None),
        ("query name", "GET", "/orders/7?b=1", get, None),
        ("query dropped", "GET", "/orders/7", get, None),
        ("query added", "GET", "/orders/7?a=1&b=", get, None),
        ("header", "GET", "/orders/7?a=1", {**get, "X-Tag": "onf"}, None),
        ("header dropped", "GET", "/orders/7?a=1", {k: v for k, v in get.items() if k != "X-Tag"}, None),
        ("date", "GET", "/orders/7?a=1", {**get, "X-Sdk-Date": later(get["X-Sdk-Date"])}, None),
        ("signature", "GET", "/orders/7?a=1", {**get, "Authorization": other}, None),
        ("key", "GET", "/orders/7?a=1", {**get, "Authorization": signature.replace("shopkey001", "shopkey002")}, None),
        ("body", "POST", "/orders", post, '{"item":"tee"}'),
        ("body dropped", "POST", "/orders", post, ""),
        ("body longer", "POST", "/orders", post, '{"item":"tea"} '),
        ("no signature", "GET", "/orders/7", {}, None),
        ("unknown key", "GET", "/orders/7", sdk.sign("GET", "/orders/7", who=UNKNOWN), None),
        ("old", "GET", "/orders/7", sdk.sign("GET", "/orders/7", headers={"X-Sdk-Date": stamp(-901)}), None),
        ("early", "GET", "/orders/7", sdk.sign("GET", "/orders/7", headers={"X-Sdk-Date": stamp(+930)}), None),
    ]
    for what, method, target, headers, body in cases:
        expect_row(report, "changed: " + what, server.curl(method, target, headers, body), "APIG.0303", 401)


def stamp(seconds):
    return time.strftime("%Y%m%dT%H%M%SZ", time.gmtime(time.time() + seconds))


def later(date):
    """The date with its last second changed."""
    return date[:-2] + str((int(date[-2]) + 1) % 10) + "Z"


def check_refusals(report, sdk, server):
    frozen = sdk.sign("GET", "/orders/7", who=FROZEN)
    stranger = sdk.sign("GET", "/orders/7", who=STRANGER)
    cases = [
        ("unknown path", "GET", "/nothing", {}, "APIG.0101", 404),
        ("wrong method", "PUT", "/ping", {}, "APIG.0101", 404),
        ("unknown host", "GET", "/ping", {"Host": "other.example.com"}, "APIG.0101", 404),
        ("illegal path", "GET", "/orders/%2e%2e%2f", {}, "APIG.0201", 400),
        ("illegal host", "GET", "/ping", {"Host": "a..b"}, "APIG.0201", 400),
        ("forbidden address", "GET", "/reports", {}, "APIG.0402", 403),
        ("app not authorized", "GET", "/orders/7", stranger, "APIG.0304", 403),
        ("app frozen", "GET", "/orders/7", frozen, "APIG.0502", 405),
    ]
    for what, method, target, headers, code, status in cases:
        expect_row(report, what, server.curl(method, target, headers), code, status)
    status, _, body = server.curl("GET", "/secure", {})
    report.check(status == 400 and "APIG.0607" in body and "supported: HTTPS" in body, "HTTPS only: %d %s" % (status, body))
    for call in range(2):
        report.check(server.curl("GET", "/ping", {})[0] == 200, "call %d is within the limit" % (call + 1))
    expect_row(report, "limit exhausted", server.curl("GET", "/ping", {}), "APIG.0308", 429)


def main():
    for tool in ("node", "npm", "curl"):
        if not shutil.which(tool):
            skip("%s is missing: apt-get install %s" % (tool, {"node": "nodejs"}.get(tool, tool)))
    folder = install_sdk()
    report = Report()
    sdk, server = Sdk(folder), Server()
    try:
        check_passing(report, sdk, server)
        check_tampering(report, sdk, server)
        check_refusals(report, sdk, server)
        check_gateway(report, sdk)
    finally:
        for process in (sdk.process, server.process):
            process.kill()
            process.wait()
    report.finish()


main()
