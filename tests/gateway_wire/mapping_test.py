"""What a backend receives, byte for byte: the rows of the mapping table, each an API of a host of its own, sent through the
running gateway. Rows that a configuration refuses, and those that depend on the address of the caller or on what an
authorizer said, stay with the library's own test.

mapping_test.py GATEWAY COMMAND TESTS
"""
import re
import subprocess

import rig

report = rig.Report()
OWN = ("x-forwarded-for", "x-request-id", "x-apig-depth", "host", "content-length")


def unescape(cell):
    return re.sub(r"\\(x[0-9A-Fa-f]{2}|.)", lambda m: chr(int(m[1][1:], 16)) if m[1][0] == "x" and len(m[1]) == 3 else
                  {"t": "\t"}.get(m[1], m[1]), cell)


def rows():
    for line in (rig.TESTS / "backend" / "mapping_cases.tsv").read_text(encoding="latin-1").splitlines():
        if line and not line.startswith("#"):
            row = [unescape(cell) for cell in line.split("\t")]
            if not row[8].startswith("spec") and "SYSTEM(" not in row[5] and can_be_sent(row):
                yield row


def can_be_sent(row):
    """No client can send control bytes in a field; and the table's walk over a pattern that is the root alone leaves a
    slash that the router takes."""
    return not re.search(r"[\x00-\x08\x0a-\x1f\x7f]", row[7]) and row[0] != "prefix: front root, root called"


def declared(text):
    made = []
    for part in filter(None, (p.strip() for p in text.split(", "))):
        place, name = part.split(":", 1)
        spec = {"location": place.upper(), "type": "STRING"}
        if name.endswith("!"):
            name, spec["pass_through"] = name[:-1], 2
        if "=" in name:
            name, spec["default_value"] = name.split("=", 1)
        spec["name"] = name.rstrip("*")
        made.append(spec)
    return made


def mapped(text):
    made = []
    for part in filter(None, (p.strip() for p in text.split(";"))):
        found = re.fullmatch(r"(\w+):([^=]*)=(\w+)\((.*)\)", part, re.S)
        if found is None:
            return None
        place, name, origin, value = found.groups()
        made.append({"location": place.upper(), "name": name, "origin": origin,
                     "value": value.encode("latin-1").decode("utf-8", "replace")})
    return made


def group(number, row, port):
    _, _, front, params, path, backend_params, *_ = row
    is_prefix = front.endswith("/*")
    api = rig.http_api("a%d" % number, port, req_uri=(front[:-2] or "/") if is_prefix else front,
                       match_mode="SWA" if is_prefix else "NORMAL", req_params=declared(params),
                       backend_api={"req_uri": path})
    api["name"] = "api%d" % number
    api["backend_params"] = mapped(backend_params)
    return {"id": "g%d" % number, "name": "group%d" % number, "url_domains": [{"url_domain": host(number)}], "apis": [api]}


def host(number):
    return "m%d.example.com" % number


def accepted(document):
    """Leaves out the groups that the configuration's checks refuse."""
    while True:
        file = rig.tempfile.NamedTemporaryFile("w", suffix=".json")
        file.write(rig.json.dumps(document))
        file.flush()
        said = subprocess.run([rig.COMMAND, "check", file.name], capture_output=True, text=True).stdout
        bad = {int(n) for kind, n in re.findall(r"(?m)^.*?(error|warning).*?/groups/(\d+)\b", said) if kind == "error"}
        if not bad:
            return document
        document["groups"] = [g for i, g in enumerate(document["groups"]) if i not in bad]


def compare(gateway, backend, number, row):
    name, _, _, _, _, _, target, fields, expected, further = row
    sent = [tuple(f.split(":", 1)) for f in fields.split(" | ") if f]
    seen = len(backend.seen)
    data = rig.request("GET", target, [(n, v.strip(" ")) for n, v in sent] + [("Connection", "close")], host=host(number))
    found = rig.answers(rig.exchange(gateway.port, data))
    if not found:
        return report.check(False, "%s: no answer" % name)
    if expected == "0106":
        return report.check(found[0][0] == 400 and len(backend.seen) == seen, "%s: %s" % (name, found))
    if found[0][0] != 200 or len(backend.seen) != seen + 1:
        return report.check(False, "%s: %s" % (name, found))
    got = backend.seen[-1]
    left = " | ".join("%s: %s" % tuple(f) for f in got["fields"] if f[0].lower() not in OWN)
    wanted = " | ".join(f for f in further.split(" | ") if f and f.split(":")[0].lower() not in OWN)
    report.check(got["target"] == expected, "%s: %r instead of %r" % (name, got["target"], expected))
    report.check(left == wanted, "%s: %r instead of %r" % (name, left, wanted))


def main():
    backend = rig.Backend()
    compared = 0
    for mode in ("strict", "apig", "raw"):
        mine = [row for row in rows() if row[1] == mode and mapped(row[5]) is not None and "onnection:" not in row[7]]
        document = rig.configuration([], gateway={"path_mode": mode})
        document["groups"] = [group(i, row, backend.port) for i, row in enumerate(mine)]
        document = accepted(document)
        gateway = rig.Gateway(document)
        for made in document["groups"]:
            number = int(made["id"][1:])
            compare(gateway, backend, number, mine[number])
            compared += 1
        report.check(gateway.stop() == 0, "ends in order")
    report.check(compared >= 200, "%d rows were compared" % compared)
    report.finish()


main()
