#!/usr/bin/env python3
"""What a program links that uses one stage: the libraries it needs, and its size when stripped.

link.py BUILD      a release build; prints a line of JSON for each of tests/snippets/*.cpp
"""
import glob
import json
import os
import re
import shlex
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


def run(*command):
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout


def flags_of(build, package):
    """What the library's own pkg-config file says that it needs, without the library itself."""
    with open(f"{build}/meson-private/{package}.pc", encoding="utf-8") as text:
        lines = dict(line.rstrip("\n").split(": ", 1) for line in text if ": " in line)
    names = re.findall(r"[\w.+-]+", re.sub(r"[<>=]+\s*[\w.]+", "", lines.get("Requires", "")))
    flags = shlex.split(lines["Libs"]) + (shlex.split(run("pkg-config", "--libs", *names)) if names else [])
    return [flag for flag in flags if not flag.startswith(("-L$", "-l:"))]


def link(build, source):
    stage = os.path.splitext(os.path.basename(source))[0]
    folder = f"{build}/link"
    os.makedirs(folder, exist_ok=True)
    program = f"{folder}/{stage}"
    library = "sluice-sign" if stage == "sign" else "sluice"
    subprocess.run(["c++", "-std=c++20", "-O2", "-ffunction-sections", f"-I{ROOT}/include", f"-I{build}/include", source,
                    f"{build}/lib/lib{library}.a", "-o", program, "-Wl,--gc-sections,--as-needed",
                    *flags_of(build, library)], check=True)
    subprocess.run([program], check=True)
    subprocess.run(["strip", program], check=True)
    libraries = re.findall(r"\(NEEDED\).*\[(.*)\]", run("readelf", "-dW", program))
    beside = [name for name in libraries if not re.match(r"lib(c|m|stdc\+\+|gcc_s)\.so|ld-linux", name)]
    size = os.path.getsize(program)
    return {"name": f"link/{stage}", "bytes": size, "libraries": libraries,
            "note": f"{size:,} bytes, {' '.join(beside) or 'no library but the C++ one'}"}


def main():
    build = sys.argv[1]
    sources = sorted(glob.glob(f"{ROOT}/tests/snippets/*.cpp"))
    if not sources:
        sys.exit("tests/snippets holds no program")
    for source in sources:
        print(json.dumps(link(build, source)), flush=True)


if __name__ == "__main__":
    main()
