"""Bodies that a signature covers: held until their hash held, or, where the API says `stream_body` and the head proves its
caller, passed on as they come, but for the last piece.

body_test.py GATEWAY COMMAND TESTS
"""
import hashlib
import os
import socket
import threading

import rig
from rig import answers, request

report = rig.Report()
check = report.check


class Watcher:
    """A backend that lets the test see each byte when it comes, and answers when it is told."""

    def __init__(self):
        self.listener = socket.socket()
        self.listener.bind(("127.0.0.1", 0))
        self.listener.listen(16)
        self.port = self.listener.getsockname()[1]
        self.got, self.connections, self.ended, self.connection = b"", 0, 0, None
        threading.Thread(target=self.run, daemon=True).start()

    def run(self):
        while True:
            self.connection, _ = self.listener.accept()
            self.connections += 1
            try:
                while more := self.connection.recv(65536):
                    self.got += more
            except OSError:
                pass
            self.ended += 1
            self.connection.close()

    def body(self):
        return self.got.partition(b"\r\n\r\n")[2]

    def forget(self):
        self.got = b""

    def answer(self, text=b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"):
        self.connection.sendall(text)


def answers_on(connection):
    connection.settimeout(20)
    return answers(rig.read_all(connection))


def proven(target, body):
    """A signature that the head alone proves."""
    return rig.sign("POST", target, body, fields=[("X-Sdk-Content-Sha256", hashlib.sha256(body).hexdigest())])


def send_head(gateway, target, fields, size):
    connection = rig.connect(gateway.port)
    connection.sendall(request("POST", target, [*fields, ("Content-Length", str(size)), ("Connection", "close")]))
    return connection


def streamed(gateway, watcher):
    body = os.urandom(3 * 65536)
    fields = proven("/stream", body)
    c = send_head(gateway, "/stream", fields, len(body))
    c.sendall(body[:65536])
    check(rig.until(lambda: b"POST /stream" in watcher.got), "the head goes on before the body is whole")
    c.sendall(body[65536:2 * 65536])
    check(rig.until(lambda: len(watcher.body()) >= 65536), "so do its pieces: %d" % len(watcher.body()))
    check(len(watcher.body()) < 2 * 65536 and body.startswith(watcher.body()), "but for the last")
    c.sendall(body[2 * 65536:])
    check(rig.until(lambda: watcher.body() == body), "at its end all of it: %d" % len(watcher.body()))
    check(b"X-Sdk-Content-Sha256" not in watcher.got, "what proved the caller stays here")
    watcher.answer()
    got = answers_on(c)
    check(got and got[-1][0] == 200 and got[-1][2] == b"ok", "and the answer comes back: %s" % got)
    watcher.forget()


def changed(gateway, watcher):
    """Another body: the backend's connection is broken off before the end, and the caller told."""
    body = os.urandom(2 * 65536)
    other = body[:-1] + bytes([body[-1] ^ 1])
    fields = proven("/stream", body)
    ended = watcher.ended
    c = send_head(gateway, "/stream", fields, len(body))
    c.sendall(other[:65536])
    check(rig.until(lambda: b"POST /stream" in watcher.got), "it begins alike")
    c.sendall(other[65536:])
    got = answers_on(c)
    check(got and got[-1][0] == 401 and b"APIG.0303" in got[-1][2], "a changed body: %s" % got)
    check(rig.until(lambda: watcher.ended > ended), "the call is broken off")
    check(len(watcher.body()) < len(body), "and nobody has the whole of it: %d" % len(watcher.body()))
    watcher.forget()


def early(gateway, watcher):
    """A backend that answers before the end of the body; one that goes away."""
    body = os.urandom(1 << 20)
    c = send_head(gateway, "/stream", proven("/stream", body), len(body))
    c.sendall(body[:65536])
    check(rig.until(lambda: b"POST /stream" in watcher.got), "it begins alike")
    watcher.answer(b"HTTP/1.1 413 Content Too Large\r\nContent-Length: 4\r\n\r\nmuch")
    got = answers_on(c)
    check(got and got[-1][0] == 413 and got[-1][1].get("connection") == "close", "an early answer: %s" % got)
    watcher.forget()
    c = send_head(gateway, "/stream", proven("/stream", body), len(body))
    c.sendall(body[:300000])
    check(rig.until(lambda: len(watcher.body()) > 65536), "some of it is there")
    watcher.connection.shutdown(socket.SHUT_RDWR)
    got = answers_on(c)
    check(got and got[-1][0] == 502, "a backend that goes away in the middle: %s" % got)
    watcher.forget()


def held(gateway, watcher):
    """Without the mark, or without a head that proves its caller, the backend hears of nothing before the hash."""
    body = os.urandom(100000)
    for target, fields in (("/held", proven("/held", body)), ("/stream", rig.sign("POST", "/stream", body))):
        connections = watcher.connections
        c = send_head(gateway, target, fields, len(body))
        c.sendall(body[:-1])
        check(rig.until(lambda: gateway.counters()["sluice_held_body_bytes"] == len(body) - 1), "%s is held" % target)
        check(watcher.connections == connections and not watcher.got, "%s: the backend was called" % target)
        c.sendall(body[-1:])
        check(rig.until(lambda: watcher.body() == body), "%s: then it has all of it" % target)
        watcher.answer()
        got = answers_on(c)
        check(got and got[-1][0] == 200, "%s: %s" % (target, got))
        watcher.forget()


def down(gateway):
    """A backend that is down is tried again when the body is whole, as without streaming."""
    body = os.urandom(100000)
    got = rig.call(gateway.port, "POST", "/down", proven("/down", body), body)
    check(got[0] == 502 and b"APIG.0201" in got[2], "a backend that is down: %s" % (got,))
    got = rig.call(gateway.port, "POST", "/down", proven("/down", body), body[:-1] + b"?")
    check(got[0] in (401, 502), "and another body: %s" % (got,))


def main():
    watcher = Watcher()
    long = {"timeout": 20000}
    apis = [rig.http_api("stream", watcher.port, auth_type="APP", stream_body=True, backend_api=long),
            rig.http_api("held", watcher.port, auth_type="APP", backend_api=long),
            rig.http_api("down", 1, auth_type="APP", stream_body=True)]
    document = rig.configuration(
        apis, apps=[{"id": "app1", "name": "shop", "app_key": "shopkey001", "app_secret": "shopsecret001"}],
        authorizations=[{"app": "app1", "api": api["id"], "env": "RELEASE"} for api in apis])
    # No connection to the backend is kept: the watcher serves one at a time.
    gateway = rig.Gateway(document, "--bound", "kept=0")
    streamed(gateway, watcher)
    changed(gateway, watcher)
    early(gateway, watcher)
    held(gateway, watcher)
    down(gateway)
    check(rig.until(lambda: gateway.counters()["sluice_held_body_bytes"] == 0), "no held body is left")
    check(gateway.stop() == 0, "ends in order")
    report.finish()


main()
