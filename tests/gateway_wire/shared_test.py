"""Limits that two gateways share over a real Redis on loopback: together they admit what one would; while it is down each
limit's failure policy decides; when it is back they share again.

shared_test.py GATEWAY COMMAND TESTS
"""
import pathlib
import shutil
import subprocess
import tempfile
import time

import rig
from rig import Backend, call

report = rig.Report()
check = report.check


class Redis:
    """A server of its own on a socket file; what it holds dies with it."""

    def __init__(self, folder):
        self.path = str(pathlib.Path(folder) / "redis.sock")
        self.process = None
        self.start()

    def start(self):
        self.process = subprocess.Popen(["redis-server", "--port", "0", "--unixsocket", self.path, "--save", "", "--appendonly",
                                         "no"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        if not rig.until(lambda: pathlib.Path(self.path).exists()):
            raise SystemExit("redis-server did not start")

    def stop(self):
        self.process.terminate()
        self.process.wait(20)
        pathlib.Path(self.path).unlink(missing_ok=True)


def limit(name, calls, failure):
    return {"id": name, "name": name, "time_interval": 1, "time_unit": "MINUTE", "api_call_limits": calls,
            "store": {"shared": True, "instances": 2, "failure": failure, "timeout_ms": 2000},
            "bindings": [{"api": name, "env": "RELEASE"}]}


def admitted(gateways, target, calls):
    return sum(call(gateways[i % len(gateways)].port, "GET", target)[0] == 200 for i in range(calls))


def total(gateways, name):
    return sum(gateway.counters()[name] for gateway in gateways)


def main():
    if shutil.which("redis-server") is None:
        rig.skip("skipped: no redis-server")
    folder = tempfile.TemporaryDirectory()
    redis = Redis(folder.name)
    backend = Backend()
    document = rig.configuration([rig.http_api("shared", backend.port), rig.http_api("closed", backend.port)],
                                 throttles=[limit("shared", 60, "local"), limit("closed", 100000, "closed")])
    gateways = [rig.Gateway(document, "--redis", redis.path, "--time", "store=2000", workers=2) for _ in range(2)]
    started = time.time()
    passed = admitted(gateways, "/shared", 160)
    refilled = (time.time() - started) * 60 / 60
    check(59 <= passed <= 61 + refilled, "60 a minute for both: %d passed, %.1f refilled" % (passed, refilled))
    check(total(gateways, "sluice_store_calls_total") > 0, "nobody asked the store")
    check(total(gateways, "sluice_degraded_total") == 0, "with a store that answers no decision is degraded")
    check(call(gateways[0].port, "GET", "/closed")[0] == 200, "a limit that has not run out")

    redis.stop()
    check(rig.until(lambda: call(gateways[1].port, "GET", "/closed")[0] != 200, 30), "closed: refused while the store is down")
    check(rig.until(lambda: total(gateways, "sluice_store_failures_total") > 0, 30), "the store is given up")
    check(rig.until(lambda: total(gateways, "sluice_degraded_total") > 0, 30), "and decisions say so")

    redis.start()
    for gateway in gateways:
        check(rig.until(lambda g=gateway: call(g.port, "GET", "/closed")[0] == 200, 30), "shared again once it is back")
    for gateway in gateways:
        check(gateway.stop() == 0, "ends in order")
    redis.stop()
    report.finish()


main()
