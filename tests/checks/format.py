"""Everything is formatted as .clang-format says.

format.py ROOT
"""
import shutil
import subprocess
import sys

from report import Report, skip
from sources import files

root = sys.argv[1]
if not shutil.which("clang-format"):
    skip("clang-format is missing: apt-get install clang-format")
paths = [str(path) for path in files(root, "include", "lib", "capi", "examples", "tests", "bench")]
said = subprocess.run(["clang-format", "--dry-run", "-Werror", *paths], capture_output=True, text=True).stderr
report = Report()
for path in paths:
    report.check(path + ":" not in said, "%s is not formatted: clang-format -i it" % path)
report.finish()
