"""Counts test cases in meson's log of a test run: count.py NAME TESTLOG SUMS

A doctest program tells its test cases. Any other program may end with `N passed, N failed, N skipped`, or counts as
one by its exit status. Prints a line a program, what the failed ones said, and appends the three sums to SUMS.
"""
import json
import re
import sys

DOCTEST = re.compile(r"test cases:\s*\d+\s*\|\s*(\d+) passed\s*\|\s*(\d+) failed\s*\|\s*(\d+) skipped")
PLAIN = re.compile(r"^(\d+) passed, (\d+) failed(?:, (\d+) skipped)?$", re.MULTILINE)
LINES_SHOWN = 60


def counts(test):
    """(passed, failed, skipped) of one program; one that died has one failure at least."""
    said = re.sub(r"\x1b\[[0-9;]*m", "", test.get("stdout", ""))
    found = DOCTEST.findall(said) or PLAIN.findall(said)
    passed, failed, skipped = (int(n or 0) for n in found[-1]) if found else (0, 0, 0)
    if test["result"] == "SKIP":
        return passed, failed, max(skipped, 1)
    if test["result"] not in ("OK", "EXPECTEDFAIL"):
        return passed, max(failed, 1), skipped
    return (passed, failed, skipped) if found else (1, 0, 0)


def main(name, log, sums):
    total = [0, 0, 0]
    try:
        tests = [json.loads(line) for line in open(log, encoding="utf-8", errors="replace")]
    except FileNotFoundError:
        tests = []
    for test in tests:
        one = counts(test)
        total = [a + b for a, b in zip(total, one)]
        words = "%d passed, %d failed, %d skipped" % one
        print("%-10s %-28s %-36s %6.1f s" % (name, test["name"].split(" / ")[-1], words, test.get("duration", 0)))
        if one[1] or test["result"] == "SKIP":
            said = (test.get("stdout", "") + test.get("stderr", "")).strip().splitlines()
            print("\n".join("    " + line for line in said[-LINES_SHOWN if one[1] else -1:]))
    with open(sums, "a", encoding="utf-8") as out:
        print(*total, file=out)


main(*sys.argv[1:])
