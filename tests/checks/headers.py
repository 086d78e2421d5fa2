"""Every public header compiles alone, under both compilers; sluice.h as C99, C11 and C++11 as well (AB12), and
no function of a caller is ever called through it, so that none can enter again, throw or jump out (AB8).

headers.py ROOT BUILT-INCLUDES
"""
import concurrent.futures
import pathlib
import re
import shutil
import subprocess
import sys

from report import Report

root, built = sys.argv[1:]
WARNINGS = ["-fsyntax-only", "-Wall", "-Wextra", "-Wpedantic", "-Wshadow", "-Werror"]
CPP = [("g++", ["-x", "c++", "-std=c++20"]), ("clang++", ["-x", "c++", "-std=c++20"])]
C = [("gcc", ["-x", "c", "-std=c99"]), ("gcc", ["-x", "c", "-std=c11"]), ("gcc", ["-x", "c++", "-std=c++11"]),
     ("clang", ["-x", "c", "-std=c99"]), ("clang", ["-x", "c++", "-std=c++11"])]


def compile_alone(name, compiler, language):
    """What the compiler says about a file that includes `name` twice: a header without its guard is found too."""
    done = subprocess.run([compiler, *language, *WARNINGS, "-I", root + "/include", "-I", built, "-"],
                          input='#include "%s"\n' % name * 2, capture_output=True, text=True)
    return done.returncode == 0, "%s does not compile alone with %s %s\n%s" % (name, compiler, language[-1], done.stderr)


include = pathlib.Path(root) / "include"
names = {suffix: sorted(str(path.relative_to(include)) for path in include.rglob("*" + suffix)) for suffix in (".hpp", ".h")}
jobs = [(name, *one) for suffix, compilers in ((".hpp", CPP), (".h", C)) for name in names[suffix]
        for one in compilers if shutil.which(one[0])]
report = Report()
with concurrent.futures.ThreadPoolExecutor(2) as pool:
    for answer in pool.map(lambda job: compile_alone(*job), jobs):
        report.check(*answer)
report.check(re.search(r"\(\s*\*\s*\w*\s*\)\s*\(", (include / "sluice.h").read_text()) is None, "sluice.h takes a function of the caller")
report.finish()
