"""The gateway serves HTTP/1.1 both ways, bounded, in time and without loss: keep-alive, pipelining, chunks, 100-continue,
slow peers, strange backends, backends that die, reloads and the end under load.

serving_test.py GATEWAY COMMAND TESTS
"""
import json
import os
import resource
import socket
import threading
import time

import rig
from rig import Backend, answers, call, exchange, raw, request

report = rig.Report()
check = report.check
IS_SANITIZED = b"__asan_init" in open(rig.GATEWAY, "rb").read()


def check_memory(holds, complaint):
    """The address sanitizer keeps what is freed and pads the rest: its build tells nothing of the gateway's memory."""
    if IS_SANITIZED:
        report.skip()
    else:
        check(holds, complaint)


def plain(gateway, backend):
    got = answers(exchange(gateway.port, request("GET", "/echo/1") + request("HEAD", "/echo/2") +
                           request("POST", "/echo/3", body=b"abc") + request("GET", "/echo/4", [("Connection", "close")])),
                  ["GET", "HEAD", "POST", "GET"])
    check([a[2] for a in got] == [b"GET /echo/1 0", b"", b"POST /echo/3 3", b"GET /echo/4 0"], "pipelined: %s" % got)
    check(len({a[1]["x-request-id"] for a in got}) == 4, "each request has an id of its own")
    chunked = request("PUT", "/echo/c", [("Transfer-Encoding", "chunked"), ("Connection", "close")])
    got = answers(exchange(gateway.port, chunked, b"3\r\nabc\r\n", b"4\r\ndefg\r\n0\r\n\r\n", pause=0.02))
    check(got[-1][2] == b"PUT /echo/c 7" and backend.seen[-1]["body"] == b"abcdefg", "chunked in: %s" % got)
    got = answers(exchange(gateway.port, request("GET", "/chunked") + request("GET", "/chunked", version="1.0")))
    check([a[2] for a in got] == [b"abcdef"] * 2 and "transfer-encoding" not in got[1][1], "chunked out: %s" % got)
    got = exchange(gateway.port, request("GET", "/echo/k", [("Connection", "keep-alive")], version="1.0") +
                   request("GET", "/echo/l", version="1.0"))
    check(len(answers(got)) == 2 and b"keep-alive" in got, "HTTP/1.0 keep-alive: %r" % got)
    check(call(gateway.port, "GET", "/until")[2] == b"until it closes", "a body that lasts until the backend closes")
    check(call(gateway.port, "GET", "/none")[0] == 204, "204")
    big = os.urandom(3 << 20)
    check(call(gateway.port, "POST", "/mirror", body=big)[2] == big, "3 MiB there and back")


def expectations(gateway):
    with rig.connect(gateway.port) as c:
        c.sendall(request("POST", "/echo/e", [("Expect", "100-continue"), ("Content-Length", "3")]))
        first = c.recv(1000)
        check(first == b"HTTP/1.1 100 Continue\r\n\r\n", "100 before the body: %r" % first)
        c.sendall(b"abc")
        check(b"POST /echo/e 3" in c.recv(1000), "then the answer")
    refused = exchange(gateway.port, request("POST", "/nix", [("Expect", "100-continue"), ("Content-Length", "3")]))
    check(b"100 Continue" not in refused and b" 404 " in refused and b"Connection: close" in refused,
          "a refused head gets no 100: %r" % refused)


def signatures(gateway, backend):
    body = os.urandom(200000) + b"z"
    fields = rig.sign("POST", "/signed", body)
    check(call(gateway.port, "POST", "/signed", fields, body)[0] == 200 and backend.seen[-1]["body"] == body, "signed")
    seen = len(backend.seen)
    wrong = call(gateway.port, "POST", "/signed", fields, body[:-1] + b"x")
    check(wrong[0] == 401 and len(backend.seen) == seen, "another body: nothing of it reaches the backend (%s)" % (wrong,))
    many = [threading.Thread(target=call, args=(gateway.port, "POST", "/signed", fields, body[:-1] + b"y"))
            for _ in range(8)]
    for each in many:
        each.start()
    for each in many:
        each.join()
    check(len(backend.seen) == seen, "eight of them neither")
    check(rig.until(lambda: gateway.counters()["sluice_held_body_bytes"] == 0), "no held body is left")


def settled(gateway):
    """Resident KiB once the queues of what goes on are full."""
    seen = [0, gateway.memory()]

    def stands():
        time.sleep(0.1)
        seen.append(gateway.memory())
        return seen[-1] == seen[-2] == seen[-3]

    rig.until(stands, 3)
    return seen[-1]


def slow_peers(gateway):
    """SV1: slow heads, slow bodies, slow readers, the idle; all at once, while others are served."""
    started = time.time()
    head, body, idle = (rig.connect(gateway.port) for _ in range(3))
    head.sendall(b"GET / HT")
    body.sendall(request("POST", "/echo/s", [("Content-Length", "10")]) + b"abc")
    reader = socket.socket()
    reader.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    reader.connect(("127.0.0.1", gateway.port))
    reader.sendall(request("GET", "/endless"))
    many = min(int(os.environ.get("SLUICE_IDLE_CONNECTIONS", "500")), resource.getrlimit(resource.RLIMIT_NOFILE)[0] - 200)
    before = settled(gateway)
    crowd = [rig.connect(gateway.port) for _ in range(many)]
    for c in crowd:
        c.sendall(request("GET", "/nix"))
    for c in crowd:
        c.recv(1000)
    each = (gateway.memory() - before) / many
    check_memory(each < 24, "%d idle connections take %.1f KiB each" % (many, each))
    check(call(gateway.port, "GET", "/echo/1")[0] == 200, "others are served meanwhile")
    for name, c in (("head", head), ("body", body), ("idle", idle)):
        c.settimeout(8)
        try:
            got = c.recv(1000)
        except ConnectionError:
            got = b""
        except TimeoutError:
            got = b"still open"
        check(got == b"" and time.time() - started < 8, "slow %s: %r" % (name, got))
    check(rig.until(lambda: gateway.counters()["sluice_cut_off_total"] + gateway.counters()["sluice_timed_out_total"] >= 3),
          "slow peers are counted")
    check_memory(gateway.memory() - before < 100000 + each * many, "an endless answer to a reader that does not read is bounded")
    crowd[0].settimeout(8)
    check(crowd[0].recv(10) == b"", "the idle are closed in time")
    for c in crowd + [head, body, idle, reader]:
        c.close()


STRANGE = {  # SV4: what a backend says, and the status that answers it
    "early": (b"", 502), "half": (b"HTTP/1.1 200 OK\r\nContent-Le", 502),
    "folded": (b"HTTP/1.1 200 OK\r\nX-A: 1\r\n 2\r\nContent-Length: 0\r\n\r\n", 502),
    "twice": (b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab", 502),
    "both": (b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 502),
    "switch": (b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\nConnection: Upgrade\r\n\r\n", 502),
    "garbage": (b"\x16\x03\x01 no HTTP at all\r\n\r\n", 502), "lf": (b"HTTP/1.1 200 OK\nContent-Length: 0\n\n", 502),
    "interim": (b"HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", 200),
    "many": (b"HTTP/1.1 102 Processing\r\n\r\n" * 40, 502),
}


def strange_backends(gateway):
    for name, (_, expected) in STRANGE.items():
        status, fields, body = call(gateway.port, "GET", "/strange/" + name)
        check(status == expected, "%s: %d instead of %d: %r" % (name, status, expected, body))
        if expected == 502:
            check(json.loads(body)["error_code"] == "APIG.0201" and "x-request-id" in fields, "%s is 0201" % name)
    started = time.time()
    status, _, body = call(gateway.port, "GET", "/slow")
    check(status == 504 and b"Backend timeout." in body and time.time() - started < 3, "slow: %s" % status)
    cut = exchange(gateway.port, request("GET", "/short"))
    check(cut.endswith(b"only this"), "a body that ends early is not made whole: %r" % cut)


def reuse(gateway, backend):
    """SV5: one connection serves many; none after an exchange that did not end in order."""
    before = backend.connections
    for _ in range(20):
        call(gateway.port, "GET", "/echo/r")
    check(backend.connections - before <= 1, "20 calls over %d connections" % (backend.connections - before))
    with rig.connect(gateway.port) as c:  # leaves while the backend thinks
        c.sendall(request("GET", "/late/secret"))
        time.sleep(0.15)
    for i in range(20):
        _, _, body = call(gateway.port, "GET", "/echo/after%d" % i)
        check(body == b"GET /echo/after%d 0" % i, "the answer of another: %r" % body)
    time.sleep(0.5)
    check(call(gateway.port, "GET", "/extra")[2] == b"ok", "bytes behind an answer")
    check(call(gateway.port, "GET", "/echo/x")[2] == b"GET /echo/x 0", "are not the next answer")


def kinds(backend):
    def mirror(connection, r):
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(r["body"]) + r["body"])

    def endless(connection, _):
        connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
        while True:
            connection.sendall(b"x" * 65536)

    def late(connection, _):
        time.sleep(0.4)
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nsecret")

    backend.acts = {
        "/chunked": raw(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n3\r\ndef\r\n0\r\n\r\n", False),
        "/until": raw(b"HTTP/1.1 200 OK\r\n\r\nuntil it closes"), "/none": raw(b"HTTP/1.1 204 No Content\r\n\r\n", False),
        "/slow": raw(b"", wait=2), "/short": raw(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nonly this"),
        "/extra": raw(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokHTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil", False),
        "/mirror": mirror, "/endless": endless, "/late": late,
        **{"/strange/" + name: raw(data) for name, (data, _) in STRANGE.items()}}


class Load:
    """Keeps calling until it is told to stop; counts what failed."""

    def __init__(self, gateway, target, threads=4):
        self.gateway, self.target, self.stopped = gateway, target, False
        self.good = 0
        self.bad = []
        self.threads = [threading.Thread(target=self.run, daemon=True) for _ in range(threads)]
        for thread in self.threads:
            thread.start()

    def run(self):
        while not self.stopped:
            try:
                status, _, body = call(self.gateway.port, "GET", self.target)
            except OSError as error:
                status, body = 0, str(error).encode()
            if status == 200:
                self.good += 1
            else:
                self.bad.append((status, body))

    def stop(self):
        self.stopped = True
        for thread in self.threads:
            thread.join(15)


def dying_backends(document_of):
    backend = Backend()
    document = document_of(backend.port)
    gateway = rig.Gateway(document)
    load = Load(gateway, "/echo/load")
    for _ in range(3):
        time.sleep(0.3)
        backend.kill()
        time.sleep(0.1)
        backend = Backend(backend.port)
    time.sleep(0.3)
    load.stop()
    check(load.good > 50, "%d calls went well" % load.good)
    check(all(status == 502 for status, _ in load.bad), "while no backend is there: 502 (%s)" % load.bad[:3])
    check(call(gateway.port, "GET", "/echo/1")[0] == 200, "and well again when it is back")
    check(gateway.stop() == 0, "ends in order")


def reloads(document_of, count):
    backend = Backend()
    gateway = rig.Gateway(document_of(backend.port), workers=2)
    call(gateway.port, "GET", "/echo/1")
    load = Load(gateway, "/echo/load")
    memory = 0
    for i in range(count):
        document = document_of(backend.port)
        document["groups"][0]["name"] = "turn%d" % i
        gateway.write(document)
        before = gateway.counters()['sluice_reloads_total{result="ok"}']
        gateway.reload()
        rig.until(lambda: gateway.counters()['sluice_reloads_total{result="ok"}'] > before, 5)
        if i == count // 5:
            memory = gateway.memory()
    gateway.write("{ no configuration")
    gateway.reload()
    check(rig.until(lambda: gateway.counters()['sluice_reloads_total{result="refused"}'] == 1), "a bad one is refused")
    check(call(gateway.port, "GET", "/echo/1")[0] == 200, "and changes nothing")
    load.stop()
    check(gateway.counters()['sluice_reloads_total{result="ok"}'] == count, "%d reloads" % count)
    check(not load.bad and load.good > count // 10, "%d calls, lost: %s" % (load.good, load.bad[:3]))
    check_memory(gateway.memory() < memory * 1.15 + 2000, "memory: %d KiB, then %d" % (memory, gateway.memory()))
    check(gateway.stop() == 0, "ends in order")


def the_end(document_of):
    """SIGTERM: what was sent is answered, also the slow."""
    backend = Backend()
    backend.acts = {"/late": raw(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", wait=0.7)}
    gateway = rig.Gateway(document_of(backend.port), workers=2)
    waiting = [rig.connect(gateway.port) for _ in range(20)]
    silent = rig.connect(gateway.port)
    for c in waiting:
        c.sendall(request("GET", "/late"))
    time.sleep(0.2)
    ended = []
    thread = threading.Thread(target=lambda: ended.append(gateway.stop()))
    thread.start()
    time.sleep(0.1)
    silent.sendall(request("GET", "/late/last"))  # it had connected before
    got = []
    for c in [*waiting, silent]:
        c.settimeout(10)
        text = rig.read_all(c)
        got.append(text.endswith(b"ok") and b"Connection: close" in text)
    check(all(got), "%d of %d answered in the end" % (sum(got), len(got)))
    thread.join()
    check(ended == [0], "ends in order: %s" % ended)
    log = gateway.log_file.read_text().splitlines()
    check(len(log) == 21 and all(" 200 " in line for line in log), "a line a call: %d" % len(log))


def no_descriptors(document_of):
    """SV2: without descriptors new connections are turned away, and it serves on."""
    backend = Backend()
    gateway = rig.Gateway(document_of(backend.port))
    check(call(gateway.port, "GET", "/echo/1")[0] == 200, "serves")
    used = len(os.listdir("/proc/%d/fd" % gateway.process.pid))
    resource.prlimit(gateway.process.pid, resource.RLIMIT_NOFILE, (used + 4, used + 4))
    crowd = [rig.connect(gateway.port) for _ in range(40)]
    time.sleep(0.3)
    before = os.times()
    ticks = sum(map(int, open("/proc/%d/stat" % gateway.process.pid).read().split()[13:15]))
    time.sleep(0.5)
    used_ticks = sum(map(int, open("/proc/%d/stat" % gateway.process.pid).read().split()[13:15])) - ticks
    check(used_ticks < 15, "no busy loop: %d ticks in half a second (%s)" % (used_ticks, before[4]))
    for c in crowd:
        c.close()
    check(rig.until(lambda: call(gateway.port, "GET", "/echo/1")[0] == 200), "serves on")
    for _ in range(30):  # ECONNRESET and EPIPE
        c = rig.connect(gateway.port)
        c.sendall(request("GET", "/echo/reset") * 20)
        c.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\0\0\0\0\0\0\0")
        c.close()
    check(rig.until(lambda: call(gateway.port, "GET", "/echo/1")[0] == 200), "resets do no harm")
    check(gateway.stop() == 0, "ends in order")


def channels():
    """Members of a channel: a failed attempt is tried again at another; members are probed."""
    backend, dead = Backend(), Backend()
    dead.kill()
    api = rig.http_api("pooled", backend.port, backend_api={
        "vpc_channel_status": 1, "vpc_channel_info": {"vpc_channel_id": "c1"}, "retry_count": 1})
    del api["backend_api"]["url_domain"]
    health = {"protocol": "HTTP", "path": "/health", "method": "GET", "http_code": "200", "time_interval": 5, "timeout": 2,
              "threshold_abnormal": 2, "threshold_normal": 2}
    gateway = rig.Gateway(rig.configuration([api], vpc_channels=[
        {"id": "c1", "name": "pool", "port": 80, "member_type": "ip", "vpc_health_config": health,
         "members": [{"host": "127.0.0.1", "port": backend.port}, {"host": "127.0.0.1", "port": dead.port}]}]))
    got = [call(gateway.port, "GET", "/pooled")[0] for _ in range(20)]
    check(got == [200] * 20, "one of two members is down: %s" % got)
    counters = gateway.counters()
    check(1 <= counters["sluice_backend_retries_total"] <= 10, "tried again, and less often once it counts as down: %d" %
          counters["sluice_backend_retries_total"])
    check(rig.until(lambda: any(r["target"] == "/health" for r in backend.seen), 5), "members are probed")
    check(gateway.stop() == 0, "ends in order")
    lines = [line for line in gateway.log_file.read_text().splitlines() if "," in line.split(" ")[-7]]
    check(len(lines) >= 1 and all(" 200 " in line for line in lines), "both attempts stand in the log: %s" % lines[:1])


def main():
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))  # a descriptor a connection, here and in the gateway
    backend = Backend()
    kinds(backend)
    names = ["echo", "chunked", "until", "none", "mirror", "slow", "strange", "short", "endless", "late", "extra"]

    def document_of(port):
        apis = [rig.http_api(name, port) for name in names]
        apis.append(rig.http_api("signed", port, auth_type="APP"))
        return rig.configuration(apis, apps=[{"id": "app1", "name": "shop", "app_key": "shopkey001",
                                              "app_secret": "shopsecret001"}],
                                 authorizations=[{"app": "app1", "api": "signed", "env": "RELEASE"}])

    gateway = rig.Gateway(document_of(backend.port), "--time", "head=1500", "--time", "body=1500", "--time", "idle=3000",
                          "--time", "write=1500")
    plain(gateway, backend)
    expectations(gateway)
    signatures(gateway, backend)
    strange_backends(gateway)
    reuse(gateway, backend)
    slow_peers(gateway)
    check(gateway.stop() == 0, "ends in order")
    channels()
    dying_backends(document_of)
    the_end(document_of)
    no_descriptors(document_of)
    reloads(document_of, int(os.environ.get("SLUICE_RELOADS", "100")))
    report.finish()


main()
