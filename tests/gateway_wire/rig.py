"""What the tests of the running gateway share: a gateway process, a backend that does as it is told, raw sockets."""
import base64
import json
import os
import pathlib
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "checks"))
from report import Report, skip  # noqa: E402,F401

HOST = "api.example.com"
GATEWAY, COMMAND, TESTS = sys.argv[1], sys.argv[2], pathlib.Path(sys.argv[3])


def read_request(stream):
    """Head lines, body and raw bytes of the next request, or None."""
    raw = b""
    lines = []
    while True:
        line = stream.readline()
        if not line:
            return None
        raw += line
        if line == b"\r\n":
            break
        lines.append(line[:-2].decode("latin-1"))
    fields = [line.split(": ", 1) for line in lines[1:]]
    known = {name.lower(): value for name, value in fields}
    body = b""
    if known.get("transfer-encoding") == "chunked":
        while True:
            line = stream.readline()
            size = int(line, 16)
            body += stream.read(size)
            stream.readline()
            if size == 0:
                break
    elif "content-length" in known:
        body = stream.read(int(known["content-length"]))
    method, target, _ = lines[0].split(" ")
    return {"method": method, "target": target, "fields": fields, "known": known, "body": body}


class Backend:
    """Serves on loopback. `acts` maps the beginning of a target to what is done with (connection, request); it gives
    False to end the connection. What was received stands in `seen`."""

    def __init__(self, port=0):
        self.acts = {}
        self.seen = []
        self.connections = 0
        self.open = set()
        self.listener = socket.socket()
        self.listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.listener.bind(("127.0.0.1", port))
        self.listener.listen(512)
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self.run, daemon=True).start()

    def run(self):
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            self.connections += 1
            self.open.add(connection)
            threading.Thread(target=self.serve, args=(connection,), daemon=True).start()

    def serve(self, connection):
        stream = connection.makefile("rb")
        try:
            while True:
                request = read_request(stream)
                if request is None:
                    break
                request["stream"] = stream
                self.seen.append(request)
                act = next((a for p, a in self.acts.items() if request["target"].startswith(p)), answer_ok)
                if act(connection, request) is False:
                    break
        except (OSError, ValueError):
            pass
        self.open.discard(connection)
        try:
            connection.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass
        connection.close()

    def kill(self):
        """Closes the listener and every connection, as a process that dies would."""
        try:
            self.listener.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass
        self.listener.close()
        for connection in list(self.open):
            try:
                connection.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass


def answer_ok(connection, request):
    body = request["method"].encode() + b" " + request["target"].encode() + b" %d" % len(request["body"])
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body) +
                       (b"" if request["method"] == "HEAD" else body))


def raw(data, closes=True, wait=0):
    def act(connection, _):
        time.sleep(wait)
        connection.sendall(data)
        return not closes
    return act


def http_api(name, port, path="/{}", **more):
    """An API that anybody may call and that is forwarded to a channel whose only member is that port."""
    api = {"id": name, "name": name, "req_protocol": "BOTH", "req_method": "ANY", "req_uri": "/" + name,
           "match_mode": "SWA", "auth_type": "NONE", "backend_type": "HTTP", "published": ["RELEASE"],
           "backend_api": {"req_protocol": "HTTP", "req_method": "ANY", "req_uri": "/" + name, "timeout": 1500,
                           "retry_count": 0, "url_domain": "127.0.0.1:%d" % port}}
    backend = more.pop("backend_api", {})
    api.update(more)
    api["backend_api"].update(backend)
    return api


def configuration(apis, **more):
    document = {"gateway": {"allow_private_backends": True, "default_limit": 0},
                "groups": [{"id": "g1", "name": "wire", "url_domains": [{"url_domain": HOST}], "apis": apis}]}
    gateway = more.pop("gateway", {})
    document["gateway"].update(gateway)
    document.update(more)
    return document


class Gateway:
    def __init__(self, document, *options, workers=1):
        self.folder = tempfile.TemporaryDirectory()
        self.file = pathlib.Path(self.folder.name) / "gateway.json"
        self.log_file = pathlib.Path(self.folder.name) / "access.log"
        self.write(document)
        self.process = subprocess.Popen(
            [GATEWAY, str(self.file), "--listen", "127.0.0.1:0", "--counters", "0", "--workers", str(workers), "--log",
             str(self.log_file), *options], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        self.port = self.tls_port = self.counters_port = 0
        for line in self.process.stdout:
            words, number = line.rsplit(" ", 1)
            if words == "counters on":
                self.counters_port = int(number)
            if words == "listening for TLS on":
                self.tls_port = int(number)
            if words == "listening on":
                self.port = int(number)
                break
        if not self.port:
            print(self.process.stderr.read())
            raise SystemExit("the gateway did not start")
        self.said = []
        threading.Thread(target=lambda: self.said.extend(self.process.stderr), daemon=True).start()

    def write(self, document):
        new = self.file.with_suffix(".new")
        new.write_text(document if isinstance(document, str) else json.dumps(document))
        os.replace(new, self.file)

    def reload(self):
        self.process.send_signal(signal.SIGHUP)

    def stop(self):
        """Ends it and gives its exit status."""
        self.process.send_signal(signal.SIGTERM)
        try:
            return self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            return "it had to be killed"

    def counters(self):
        text = exchange(self.counters_port, b"GET / HTTP/1.1\r\n\r\n").decode()
        return {line.rsplit(" ", 1)[0]: int(line.rsplit(" ", 1)[1])
                for line in text.split("\r\n\r\n", 1)[1].splitlines() if not line.startswith("#")}

    def memory(self):
        """Resident KiB."""
        text = pathlib.Path("/proc/%d/status" % self.process.pid).read_text()
        return int(next(line for line in text.splitlines() if line.startswith("VmRSS")).split()[1])


def connect(port):
    connection = socket.create_connection(("127.0.0.1", port), timeout=10)
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return connection


def exchange(port, *pieces, pause=0.0, shut=False):
    """Sends the pieces and gives all that comes until the other side closes, or nothing more comes for 10 s."""
    with connect(port) as connection:
        try:
            for piece in pieces:
                connection.sendall(piece)
                if pause:
                    time.sleep(pause)
            if shut:
                connection.shutdown(socket.SHUT_WR)
        except OSError:
            pass  # closed on us: what it said is read below
        return read_all(connection)


def read_all(connection):
    """What comes until the other side closes, or nothing more comes in time."""
    got = b""
    try:
        while more := connection.recv(65536):
            got += more
    except OSError:
        pass
    return got


def answers(got, methods=()):
    """The answers in a stream: (status, fields, body)."""
    found = []
    methods = list(methods)
    while got:
        head, _, got = got.partition(b"\r\n\r\n")
        lines = head.decode("latin-1").split("\r\n")
        status = int(lines[0].split(" ")[1])
        fields = dict((name.lower(), value) for name, value in (line.split(": ", 1) for line in lines[1:]))
        if status < 200:
            found.append((status, fields, b""))
            continue
        method = methods.pop(0) if methods else "GET"
        body = b""
        if method == "HEAD" or status in (204, 304):
            pass
        elif fields.get("transfer-encoding") == "chunked":
            while True:
                line, _, got = got.partition(b"\r\n")
                size = int(line, 16)
                body += got[:size]
                got = got[size + 2:]
                if size == 0:
                    break
        elif "content-length" in fields:
            size = int(fields["content-length"])
            body, got = got[:size], got[size:]
        else:
            body, got = got, b""
        found.append((status, fields, body))
    return found


def request(method, target, fields=(), body=b"", host=HOST, version="1.1"):
    lines = ["%s %s HTTP/%s" % (method, target, version), "Host: " + host]
    lines += ["%s: %s" % pair for pair in fields]
    if body:
        lines.append("Content-Length: %d" % len(body))
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1") + body


def call(port, method, target, fields=(), body=b""):
    """One request on a connection of its own: (status, fields, body)."""
    got = exchange(port, request(method, target, [*fields, ("Connection", "close")], body))
    found = answers(got, [method])
    return found[-1] if found else (0, {}, b"")


def sign(method, target, body=b"", key="shopkey001", secret="shopsecret001", fields=()):
    """The fields of a signature, by the command; it covers `fields`, which are among them."""
    path, _, query = target.partition("?")
    asked = {"method": method, "scheme": "http", "host": HOST, "path": path, "access_key": key, "secret_key": secret,
             "body_base64": base64.b64encode(body).decode()}
    if query:
        asked["query"] = query
    if fields:
        asked["headers"] = [list(field) for field in fields]
    out = subprocess.run([COMMAND, "sign"], input=json.dumps(asked), capture_output=True, text=True, check=True).stdout
    made = [tuple(line.split(": ", 1)) for line in out.splitlines()
            if ": " in line and not line.lower().startswith("host:")]
    names = {name.lower() for name, _ in made}
    return made + [field for field in fields if field[0].lower() not in names]


def until(condition, seconds=10):
    end = time.time() + seconds
    while time.time() < end:
        if condition():
            return True
        time.sleep(0.02)
    return False
