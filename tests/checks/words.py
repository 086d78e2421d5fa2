"""The library talks to nobody and reads no clock: the words for that do not occur in its code.

words.py ROOT
"""
import re
import sys

from report import Report
from sources import code, files

WORDS = ["stdout", "stderr", "stdin", "printf", "puts", "cout", "cerr", "clog", "abort", "exit", "_Exit", "quick_exit",
         "terminate", "getenv", "setenv", "system_clock", "steady_clock", "high_resolution_clock", "clock_gettime",
         "gettimeofday", "time", "localtime", "gmtime", "setlocale", "errno", "rand", "srand", "random_device", "typeid",
         "dynamic_cast", "socket", "fopen", "ifstream", "ofstream", "thread_local"]
# A call or a name, not a member or a longer word: `time(` is the C clock, `.time` and `sluice/time.hpp` are not.
CALLS = {"time", "exit", "abort", "rand", "puts", "socket", "terminate"}


def pattern(word):
    ends = r"\s*\(" if word in CALLS else r"\b"
    return re.compile(r"(?<![\w.>])%s%s" % (re.escape(word), ends))


report = Report()
for path in files(sys.argv[1], "include", "lib", "capi"):
    if path.parent.name == "redis":  # an optional library whose purpose is to talk to a server, in time
        continue
    text = re.sub(r"^\s*#.*$", "", code(path), flags=re.MULTILINE)
    for word in WORDS:
        found = pattern(word).search(text)
        line = text[:found.start()].count("\n") + 1 if found else 0
        report.check(not found, "%s:%d: names %s" % (path, line, word))
report.finish()
