#!/usr/bin/env python3
"""The GitHub route set as a workload in the form of gen_routes.py: shuffled hits and misses, always the same bytes.
usage: gen_github.py github-routes.tsv OUTPREFIX
Hits are the examples; misses are per route one of A: path prefixed with /zz9, C: method OPTIONS, E: path + /zz/yy/xx/ww/vv.
"""
import sys

MASK = (1 << 64) - 1
HOST = "api.github.com"


def splitmix64(x):
    while True:
        x = (x + 0x9E3779B97F4A7C15) & MASK
        z = ((x ^ (x >> 30)) * 0xBF58476D1CE4E5B9) & MASK
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
        yield z ^ (z >> 31)


def shuffle(numbers, rows):
    for i in range(len(rows) - 1, 0, -1):
        j = next(numbers) % (i + 1)
        rows[i], rows[j] = rows[j], rows[i]


def main():
    routes = [line.rstrip("\n").split("\t") for line in open(sys.argv[1])]
    numbers = splitmix64(0x6769746875620001)
    hits = [(str(i), HOST, method, path) for i, (method, _, path) in enumerate(routes)]
    shuffle(numbers, hits)
    misses = []
    for method, _, path in routes:
        kind = "ACE"[next(numbers) % 3]
        misses.append((kind, HOST, "OPTIONS" if kind == "C" else method,
                       "/zz9" + path if kind == "A" else path + "/zz/yy/xx/ww/vv" if kind == "E" else path))
    shuffle(numbers, misses)
    tables = {"routes": [(str(i), HOST, m, p) for i, (m, p, _) in enumerate(routes)], "hits": hits, "misses": misses}
    for name, rows in tables.items():
        with open(f"{sys.argv[2]}.{name}.tsv", "w") as out:
            out.writelines("\t".join(row) + "\n" for row in rows)


main()
