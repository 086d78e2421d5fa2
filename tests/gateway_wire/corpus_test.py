"""Every raw request of the corpus http-raw, sent to the socket of the gateway: whole, and in pieces of 1, 7 and 100 bytes.
What is refused is answered with 0201 and its status, and the connection ends; what is accepted is answered for every
request that it holds.

corpus_test.py GATEWAY COMMAND TESTS
"""
import concurrent.futures
import json

import rig

STEPS = (None, 1, 7, 100)


def corpus():
    folder = rig.TESTS / "corpora" / "http-raw"
    for line in (folder / "index.tsv").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            cells = line.split("\t")
            yield cells[0], cells[1], cells[2], int(cells[3]), (folder / cells[0]).read_bytes()


def pieces(data, step):
    if step is None:
        return [data]
    cut = [data[i:i + step] for i in range(0, min(len(data), 3000), step)]
    return cut + [data[len(cut) * step:]]


def verdict(port, data, step):
    """Statuses of the answers, the code of the last, whether the gateway closed by itself."""
    got = rig.exchange(port, *pieces(data, step), shut=True)
    found = rig.answers(got, [w.split(b" ")[0].decode("latin-1") for w in [data.lstrip(b"\r\n")]])
    statuses = [status for status, _, _ in found if status >= 200]
    code = None
    if found and found[-1][2].startswith(b"{"):
        code = json.loads(found[-1][2]).get("error_code")
    return statuses, code


def main():
    report = rig.Report()
    # An API takes all of the corpus' host and its backend reads every body; what fits no API is answered with 404.
    backend = rig.Backend()
    document = rig.configuration([rig.http_api("all", backend.port, req_uri="/", backend_api={"req_uri": "/"})])
    document["groups"][0]["url_domains"][0]["url_domain"] = "h.example"
    gateway = rig.Gateway(document, "--time", "head=4000", "--time", "body=4000", "--time", "idle=4000")
    cases = [(*case, step) for case in corpus() for step in STEPS]
    with concurrent.futures.ThreadPoolExecutor(16) as pool:
        verdicts = list(pool.map(lambda c: verdict(gateway.port, c[4], c[5]), cases))
    for (name, expected, status, requests, _, step), (statuses, code) in zip(cases, verdicts):
        what = "%s in pieces of %s: expected %s %s after %d requests, got %s %s" % (
            name, step, expected, status, requests, statuses, code)
        if name == "103-close-then-more.raw":  # what follows a close is no request any more
            holds = statuses == [200]
        elif expected == "reject":
            holds = len(statuses) == requests + 1 and statuses[-1] == int(status) and code == "APIG.0201"
        elif expected == "accept":
            holds = len(statuses) == requests and all(s in (200, 404) for s in statuses)
        else:  # incomplete: whoever sends no more is not answered, or with 400
            holds = len(statuses) <= requests + 1 and all(s in (200, 404, 400) for s in statuses)
        report.check(holds, what)
    report.check(rig.call(gateway.port, "GET", "/")[0] == 404, "it serves on")
    report.check(gateway.stop() == 0, "it ends in order")
    report.finish()


main()
