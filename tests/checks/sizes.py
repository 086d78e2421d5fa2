"""Sizes of files and functions: 300 lines a .cpp, 120 a .hpp, 200 a public header, 60 a function. Only warns, since a
table or a state machine may be longer when its comment says how to read it.

sizes.py ROOT
"""
import pathlib
import re
import sys

from report import Report
from sources import code, files

FUNCTION_LINES = 60
root = pathlib.Path(sys.argv[1])


def limit(place):
    if place.parts[0] == "include":
        return 200
    return 120 if place.suffix == ".hpp" else 300


OPENS = re.compile(r"^\S.*\)\s*(const|noexcept|override|->\s*[\w:<>, ]+|\s)*\{$|^\s*[^=;]*\)\s*(const|noexcept|\s)*\{$")


def long_functions(text):
    """(line, length) of blocks that begin behind a parameter list at namespace or class level and are too long."""
    begun = []
    for number, line in enumerate(text.splitlines(), 1):
        opened, closed = line.count("{"), line.count("}")
        if opened > closed and OPENS.match(line) and not re.match(r"\s*(if|for|while|switch|else|namespace)\b", line):
            begun.append((number, len(line) - len(line.lstrip())))
        elif begun and line.startswith(" " * begun[-1][1] + "}"):
            start, _ = begun.pop()
            if number - start + 1 > FUNCTION_LINES:
                yield start, number - start + 1


report = Report()
for path in files(root, "include", "lib", "capi", "examples"):
    place = path.relative_to(root)
    lines = path.read_text(encoding="utf-8").count("\n")
    report.passed += 1
    if lines > limit(place):
        print("warning: %s has %d lines (%d)" % (place, lines, limit(place)))
    for line, length in long_functions(code(path)):
        print("warning: %s:%d: a function of %d lines (%d)" % (place, line, length, FUNCTION_LINES))
report.finish()
