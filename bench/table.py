#!/usr/bin/env python3
"""The table of bench/run.sh.

table.py wants PATTERN PART             succeeds if a row that PATTERN names needs that program or peer
table.py filter PATTERN                 PATTERN for --benchmark_filter: peers that are rows run too
table.py print PATTERN FOLDER [FILE]    prints the table of a folder of results, and writes it as JSON
"""
import glob
import json
import os
import re
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
# What the names of a program's rows begin with.
ROWS = {
    "http_bench": ["http_path/plain/41", "http_path/32k", "http_target/56", "http_host/name", "http_query/find_fourth",
                   "http_forwarded/3/last"],
    "address_bench": ["address_read/v4", "address_read/v6", "address_write/v4", "address_set/10/v4", "address_set/1k/v4",
                      "address_set/100k/v4", "address_set/1m/v4", "address_set/100k/v6", "address_set/10/v6",
                      "address_set/1k/v6", "address_set/1m/v6", "address_set_build/1m", "address_set_build/100k",
                      "acl_compile/100k"],
    "route_bench": [f"{kind}/{name}/{answers}" for kind in ("route_find", "route_request", "route_build")
                    for name in ("github", "s10k", "s100k") for answers in ("hits", "misses")],
    "backend_bench": ["params_check/5", "backend_build/params/5", "policy_choose/exact/5", "channel_pick/round_robin",
                      "error_respond/default"],
    "sign_bench": [f"sign/{what}/headers:{count}/body:{size}" for what in ("raw_digests", "sign", "verify")
                   for count in (3, 12) for size in (0, 1024, 65536, 12582912)]
                  + ["sign/prepare_key", "sign/unsorted_query/10", "sign/doctor/three_mistakes"],
    "decide_bench": ["decide/github/hits", "decide/github/misses", "decide/signed", "decide/mapped", "decide_c/github/hits",
                     "decide_c/github/misses", "decide_c/signed", "decide_c/mapped", "sign_verify/signed",
                     "sign_verify/mapped", "decide/s10k/million", "decide/s100k/million",
                     "plan_bytes/host", "plan_bytes/http"],
    "throttle_bench": ["throttle_word/nanoseconds", "throttle_cell/hot", "throttle_cell/hot/own_clock", "throttle_cell/hot/threads:2",
                       "throttle_ledger/hot", "throttle_ledger/million/min_time:2.000",
                       "throttle_ledger/million/min_time:2.000/threads:2", "throttle_ledger/flood",
                       "throttle_admission/four"],
    "lease_bench": ["lease_take/leased", "lease_decide/redis_1000_a_second/iterations:3000/manual_time",
                    "lease_redis/script_each/real_time"],
    "link": [f"link/{stage}" for stage in ("match", "acl", "bucket", "errors", "sign", "decide")],
    "embed": ["embed/httplib"],
    "sign_from_python": [f"sign_from_python/headers:{count}/body:{size}" for count in (3, 12)
                         for size in (0, 1024, 65536, 12582912)],
}
ROWS["openssl/sign_bench"] = ["openssl/" + name for name in ROWS["sign_bench"]]


def pairs():
    with open(os.path.join(HERE, "pairs.tsv"), encoding="utf-8") as lines:
        return [line.rstrip("\n").split("\t") for line in lines if not line.startswith("#")]


def is_wanted(pattern, part):
    names = ROWS.get(part) or [name for name, peer, _ in pairs() if peer == part]
    return any(re.search(pattern, name) for name in names)


def row_filter(pattern):
    """Rows of our programs that wanted rows are compared with run too."""
    also = [row for name, peer, row in pairs() if peer == "row" and re.search(pattern, name)]
    shorter = pattern.replace("openssl/", "")
    return "|".join([shorter] + [re.escape(row.replace("openssl/", "")) for row in also])


def read_ours(folder):
    """The median of each row: CPU time in nanoseconds, and allocations; of plans, what an API takes."""
    ours = {}
    scale = {"ns": 1, "us": 1e3, "ms": 1e6, "s": 1e9}
    for file in sorted(glob.glob(folder + "/*.gb.json")):
        prefix = "openssl/" if os.path.basename(file).startswith("openssl.") else ""
        with open(file, encoding="utf-8") as text:
            rows = json.load(text)["benchmarks"]
        for row in rows:
            if row.get("aggregate_name") == "median":
                name = prefix + re.sub(r"/repeats:\d+", "", row["run_name"])
                is_waiting = name.endswith(("real_time", "manual_time"))  # CPU time would leave out the other side
                time = row["real_time" if is_waiting else "cpu_time"]
                ours[name] = {"name": name, "ns": time * scale[row["time_unit"]], "allocations": row.get("allocs")}
                if "bytes_an_api" in row:
                    ours[name]["note"] = f"{row['bytes_an_api']:.0f} bytes an API, of 10,000"
    return ours


def read_lines(files):
    for file in sorted(glob.glob(files)):
        with open(file, encoding="utf-8") as lines:
            yield from (json.loads(line) for line in lines if line.startswith("{"))


def compared(row, peer, version, peer_ns):
    return {**row, "peer": peer, "peer_version": version, "peer_ns": peer_ns,
            "ratio": row["ns"] / peer_ns if peer_ns else None}


def table(pattern, folder):
    ours = read_ours(folder)
    peers = {(line["peer"], line["row"]): line for line in read_lines(folder + "/*.peer.jsonl")}

    def partners_of(row_name):
        found = []
        for name, peer, other in pairs():
            if name == row_name and peer == "row" and other in ours:
                found.append((other, None, ours[other]["ns"]))
            elif name == row_name and (peer, other) in peers:
                line = peers[peer, other]
                found.append((f"{peer}: {other}", line["version"], line["ns"]))
        return found or [(None, None, None)]

    for name, row in ours.items():
        if re.search(pattern, name):
            yield from (compared(row, *partner) for partner in partners_of(name))
    for row in read_lines(folder + "/*.rows.jsonl"):
        row = {"ns": None, "allocations": None, **row}
        if re.search(pattern, row["name"]):
            yield from (compared(row, *partner) for partner in partners_of(row["name"]))


def number(value):
    return "" if value is None else f"{value:.3g}" if abs(value) < 100 else f"{value:,.0f}"


def show(rows):
    form = "{:<42} {:>12} {:>6}  {:<44} {:<12} {:>12} {:>7}"
    print(form.format("row", "ns", "allocs", "peer", "version", "peer ns", "ratio"))
    for row in rows:
        print(form.format(row["name"], number(row["ns"]), number(row["allocations"]), row["peer"] or row.get("note", ""),
                          row["peer_version"] or "", number(row["peer_ns"]), number(row["ratio"])).rstrip())
    print("load:", " ".join(f"{load:.1f}" for load in os.getloadavg()), "on", os.cpu_count(), "CPUs")


def main():
    command, pattern, *rest = sys.argv[1:]
    if command == "wants":
        sys.exit(0 if is_wanted(pattern, rest[0]) else 1)
    if command == "filter":
        print(row_filter(pattern))
        return
    rows = list(table(pattern, rest[0]))
    show(rows)
    if len(rest) > 1:
        with open(rest[1], "w", encoding="utf-8") as out:
            json.dump(rows, out, indent=1)
            out.write("\n")


if __name__ == "__main__":
    main()
