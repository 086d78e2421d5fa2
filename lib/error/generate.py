#!/usr/bin/env python3
"""Turns errors.tsv and row_names.tsv into error_rows.hpp (the enum) and table.inc (the constants).

usage: generate.py errors.tsv row_names.tsv {error_rows.hpp | table.inc}
Stops when a row has no name, a name no row, or a name stands twice.
"""
import sys


def cells(path):
    with open(path, encoding="utf-8", newline="\n") as file:
        return [line.rstrip("\n").split("\t") for line in file if line.strip() and not line.startswith("#")]


def quoted(text):
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def enumeration(rows, named):
    yield ("/// Made by lib/error/generate.py from lib/error/errors.tsv: one enumerator an error row, in its order.\n"
           "#pragma once\n\n#include <cstddef>\n#include <cstdint>\n\nnamespace sluice::error {\n\n"
           "enum class Row : std::uint16_t {\n")
    for name, row in zip(named, rows):
        yield f"  {name[3]},  ///< {row[1]} {row[2]} {row[3]}\n"
    yield f"}};\n\ninline constexpr std::size_t kRowCount = {len(rows)};\n\n}}  // namespace sluice::error\n"


def entries(rows, named):
    for name, row in zip(named, rows):
        texts = ", ".join(map(quoted, (row[1], *row[3:6])))
        yield f"Entry{{Row::{name[3]}, Table::{row[0].capitalize()}, {row[2]}, {texts}}},\n"


def main():
    table, names, target = sys.argv[1:]
    rows = cells(table)[1:]
    named = cells(names)
    if [row[:3] for row in rows] != [name[:3] for name in named]:
        sys.exit("row_names.tsv does not name the rows of errors.tsv in their order")
    if len({name[3] for name in named}) != len(named):
        sys.exit("a name stands twice in row_names.tsv")
    with open(target, "w", encoding="utf-8", newline="\n") as out:
        out.writelines((enumeration if target.endswith(".hpp") else entries)(rows, named))


main()
