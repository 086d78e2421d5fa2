"""TLS on both sides: the certificate by the client's server name, versions, garbage and handshakes that never end (SV3);
HTTPS backends, verified; WebSocket tunnels, ws and wss.

tls_test.py GATEWAY COMMAND TESTS
"""
import pathlib
import shutil
import socket
import ssl
import subprocess
import tempfile
import threading
import time

import rig
from rig import HOST, answers, request

report = rig.Report()
check = report.check
folder = pathlib.Path(tempfile.mkdtemp())


def certificate(name, host):
    """A certificate that vouches for itself: (chain, key)."""
    chain, key = folder / (name + ".pem"), folder / (name + ".key")
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", chain, "-days", "2",
                    "-subj", "/CN=" + host, "-addext", "subjectAltName=DNS:" + host], check=True, capture_output=True)
    return str(chain), str(key)


def shake(port, trusted, name, **more):
    context = ssl.create_default_context(cafile=trusted)
    for key, value in more.items():
        setattr(context, key, value)
    return context.wrap_socket(rig.connect(port), server_hostname=name)


def talk(connection, *data):
    got = b""
    with connection:
        for piece in data:
            connection.sendall(piece)
        try:
            while more := connection.recv(65536):
                got += more
        except OSError:
            pass
    return got


def clients(gateway, first, second):
    close = [("Connection", "close")]
    for (chain, _), name in ((first, HOST), (second, "other.example.com")):
        got = answers(talk(shake(gateway.tls_port, chain, name), request("GET", "/echo", close)))
        check(got and got[0][2] == b"GET /echo 0", "%s gets its certificate and its answer: %s" % (name, got))
    big = b"x" * 300000
    got = answers(talk(shake(gateway.tls_port, first[0], HOST), request("POST", "/mirror", close, big)))
    check(got and got[0][2] == big, "a body over TLS")
    with shake(gateway.tls_port, first[0], HOST) as c:
        check(c.version() == "TLSv1.2", "TLS 1.2: %s" % c.version())
        for i in range(5):
            c.sendall(request("GET", "/echo/%d" % i))
            got = b""
            while not got.endswith(b"GET /echo/%d 0" % i) and (more := c.recv(4096)):
                got += more
            check(got.endswith(b"GET /echo/%d 0" % i), "kept alive over TLS: %r" % got)
    try:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        context.minimum_version = context.maximum_version = ssl.TLSVersion.TLSv1_3
        context.wrap_socket(rig.connect(gateway.tls_port), server_hostname=HOST)
        check(False, "TLS 1.3 is not offered")
    except (ssl.SSLError, OSError):
        check(True, "")
    got = answers(talk(shake(gateway.tls_port, first[0], HOST), request("GET", "/only", close)))
    check(got and got[0][0] == 200, "an API for HTTPS alone")
    check(rig.call(gateway.port, "GET", "/only")[0] == 400, "is refused over HTTP")


def bad_clients(gateway):
    """SV3."""
    started = time.time()
    silent = rig.connect(gateway.tls_port)
    half = rig.connect(gateway.tls_port)
    half.sendall(b"\x16\x03\x01\x00\x80\x01\x00\x00")
    check(rig.exchange(gateway.tls_port, b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")[:1] != b"H", "HTTP to the port of TLS")
    check(len(rig.exchange(gateway.tls_port, bytes(range(256)) * 20)) < 100, "garbage")
    for name, c in (("silent", silent), ("half", half)):
        c.settimeout(6)
        try:
            ended = c.recv(100) == b""
        except ConnectionError:
            ended = True
        except TimeoutError:
            ended = False
        check(ended and time.time() - started < 6, "%s: the handshake has a time limit" % name)
    left = rig.connect(gateway.tls_port)
    left.close()


def secure_backend(chain, key):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(chain, key)
    backend = rig.Backend()
    serve = backend.serve

    def shaken(connection):
        try:
            serve(context.wrap_socket(connection, server_side=True))
        except (ssl.SSLError, OSError):
            connection.close()

    backend.serve = shaken
    return backend


def frames(connection, n):
    """A WebSocket handshake, then n frames there and back."""
    connection.sendall(request("GET", "/chat", [("Upgrade", "websocket"), ("Connection", "Upgrade"),
                                                ("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="),
                                                ("Sec-WebSocket-Version", "13")]))
    stream = connection.makefile("rb")
    status = stream.readline()
    while stream.readline() not in (b"\r\n", b""):
        pass
    echoed = 0
    for i in range(n):
        frame = b"\x82\x7e\x20\x00" + bytes([i % 256]) * 8192
        connection.sendall(frame)
        echoed += stream.read(len(frame)) == frame
    return status, echoed


def echo(connection, r):
    if r["known"].get("upgrade") != "websocket":
        connection.sendall(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")
        return False
    connection.sendall(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                       b"Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n")
    while data := r["stream"].read1(65536):
        connection.sendall(data)
    return False


def mirror(connection, r):
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(r["body"]) + r["body"])


def main():
    first, second = certificate("first", HOST), certificate("second", "other.example.com")
    good, bad = certificate("good", "localhost"), certificate("bad", "elsewhere.example.com")
    authorities = folder / "authorities.pem"
    authorities.write_text(pathlib.Path(good[0]).read_text() + pathlib.Path(bad[0]).read_text())
    backend = rig.Backend()
    backend.acts = {"/chat": echo, "/mirror": mirror}
    verified, misnamed, unknown = secure_backend(*good), secure_backend(*bad), secure_backend(*second)

    def secure(name, port):
        return rig.http_api(name, port, backend_api={"req_protocol": "HTTPS", "url_domain": "localhost:%d" % port})

    document = rig.configuration([rig.http_api("echo", backend.port), rig.http_api("mirror", backend.port),
                                  rig.http_api("chat", backend.port, req_method="GET"), rig.http_api("only", backend.port, req_protocol="HTTPS"),
                                  secure("verified", verified.port), secure("misnamed", misnamed.port),
                                  secure("unknown", unknown.port)])
    document["groups"][0]["url_domains"].append({"url_domain": "other.example.com"})
    gateway = rig.Gateway(document, "--tls", "0", "--certificate", ",".join(first), "--certificate", ",".join(second),
                          "--authorities", str(authorities), "--time", "head=2000")
    clients(gateway, first, second)
    for _ in range(3):
        check(rig.call(gateway.port, "GET", "/verified")[2] == b"GET /verified 0", "an HTTPS backend")
    check(verified.connections == 1, "over one connection")
    check(rig.call(gateway.port, "GET", "/misnamed")[0] == 502, "whose certificate bears another name: refused")
    check(rig.call(gateway.port, "GET", "/unknown")[0] == 502, "whose certificate nobody vouches for: refused")
    with rig.connect(gateway.port) as c:
        check(frames(c, 40) == (b"HTTP/1.1 101 Switching Protocols\r\n", 40), "ws")
    with shake(gateway.tls_port, first[0], HOST) as c:
        check(frames(c, 40) == (b"HTTP/1.1 101 Switching Protocols\r\n", 40), "wss")
    bad_clients(gateway)
    check(rig.call(gateway.port, "GET", "/echo")[0] == 200, "serves on")
    check(gateway.stop() == 0, "ends in order")
    shutil.rmtree(folder)
    report.finish()


main()
