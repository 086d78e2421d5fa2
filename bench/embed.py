#!/usr/bin/env python3
"""What embedding costs: CPU microseconds a request of the cpp-httplib server with sluice minus without.

embed.py GUARDED PLAIN     prints one line of JSON

Both servers stand side by side and are asked in turns over loopback, so that both meet the same load; the CPU time is
that of all threads of the server (user and system, by the scheduler's own count), and what is told is the median turn.
"""
import glob
import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile

CONFIGURATION = {
    "gateway": {"default_limit": 0},
    "groups": [{"id": "g", "name": "orders", "url_domains": [{"url_domain": "api.example.com"}], "apis": [
        {"id": "a", "name": "get_order", "req_protocol": "BOTH", "req_method": "GET", "req_uri": "/orders/{id}",
         "req_params": [{"name": "id", "location": "PATH"}], "auth_type": "NONE", "backend_type": "HOST",
         "published": ["RELEASE"]}]}],
    "throttles": [{"id": "t", "name": "plenty", "time_interval": 1, "time_unit": "SECOND", "api_call_limits": 1000000,
                   "bindings": [{"api": "a", "env": "RELEASE"}]}],
    "acls": [{"id": "l", "acl_name": "loopback", "entity_type": "IP", "acl_type": "PERMIT", "acl_value": "127.0.0.0/8",
              "bindings": [{"api": "a", "env": "RELEASE"}]}],
}
REQUEST = b"GET /orders/4711 HTTP/1.1\r\nHost: api.example.com\r\nAccept: */*\r\nUser-Agent: bench\r\n\r\n"
TURNS = 9
REQUESTS = 100


class Server:
    def __init__(self, *command):
        self.log = tempfile.NamedTemporaryFile("w+")  # its own file: a pipe would have to be read in time
        self.process = subprocess.Popen(command, stdout=self.log)
        self.port = None
        self.turns = []

    def wait(self):
        while self.port is None:
            if self.process.poll() is not None:
                sys.exit("the server ended")
            with open(self.log.name, encoding="utf-8") as lines:
                first = lines.readline()
            if first.endswith("\n"):
                self.port = int(first.split()[-1])

    def cpu_ns(self):
        total = 0
        for file in glob.glob(f"/proc/{self.process.pid}/task/*/schedstat"):
            with open(file, encoding="utf-8") as text:
                total += int(text.read().split()[0])
        return total

    def ask(self, count):
        connection = None
        for _ in range(count):
            if connection is None:
                connection = socket.create_connection(("127.0.0.1", self.port), timeout=10)
                connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            connection.sendall(REQUEST)
            answer = read_answer(connection)
            if not answer.startswith(b"HTTP/1.1 200 ") or b"4711" not in answer:
                sys.exit(f"wrong answer: {answer!r}")
            if b"connection: close" in answer.lower():
                connection.close()
                connection = None
        if connection is not None:
            connection.close()

    def turn(self):
        before = self.cpu_ns()
        self.ask(REQUESTS)
        self.turns.append((self.cpu_ns() - before) / REQUESTS)

    def end(self):
        self.process.kill()
        self.process.wait()


def read_answer(connection):
    answer = b""
    while b"\r\n\r\n" not in answer:
        answer += receive(connection)
    head, _, body = answer.partition(b"\r\n\r\n")
    size = next(int(line.split(b":")[1]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:"))
    while len(body) < size:
        body += receive(connection)
    return head + b"\r\n\r\n" + body


def receive(connection):
    part = connection.recv(65536)
    if not part:
        sys.exit("the server closed the connection")
    return part


def main():
    with tempfile.NamedTemporaryFile("w", suffix=".json") as configuration:
        json.dump(CONFIGURATION, configuration)
        configuration.flush()
        guarded, plain = Server(sys.argv[1], configuration.name), Server(sys.argv[2])
        try:
            for server in (guarded, plain):
                server.wait()
                server.ask(REQUESTS)
            for _ in range(TURNS):
                guarded.turn()
                plain.turn()
        finally:
            guarded.end()
            plain.end()
    cost = statistics.median(a - b for a, b in zip(guarded.turns, plain.turns))
    with_ns, without_ns = statistics.median(guarded.turns), statistics.median(plain.turns)
    print(json.dumps({"name": "embed/httplib", "ns": cost, "with_ns": with_ns, "without_ns": without_ns,
                      "note": f"CPU a request: {with_ns / 1000:.1f} us with, {without_ns / 1000:.1f} us without"}))


if __name__ == "__main__":
    main()
