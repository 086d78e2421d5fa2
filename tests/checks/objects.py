"""No code of the library runs before main; the shared libraries export C names that begin with sluice_ and no others (AB12),
and that of signing needs a crypto library and nothing else.

objects.py LIBSLUICE.A [LIBSLUICE.SO...]
"""
import os
import re
import subprocess
import sys

from report import Report, skip

report = Report()
archive = sys.argv[1]
if not os.path.exists(archive):
    skip("no " + archive)

sections = subprocess.run(["readelf", "-SW", archive], capture_output=True, text=True, check=True).stdout
member = ""
members = 0
for line in sections.splitlines():
    if line.startswith("File: "):
        member = line[6:]
        members += 1
    found = re.search(r"\.(init_array|ctors|preinit_array)\b", line)
    if found:
        report.check(False, "%s runs code before main: section %s" % (member, found.group(0)))
report.check(members > 10, "%s has %d members: is it a thin archive?" % (archive, members))

for library in sys.argv[2:]:
    if not os.path.exists(library):
        continue
    names = subprocess.run(["nm", "-D", "--defined-only", "--format=posix", library],
                           capture_output=True, text=True, check=True).stdout
    for line in names.splitlines():
        name = line.split()[0].split("@")[0]
        report.check(name.startswith("sluice_"), "%s exports %s" % (library, name))
    dynamic = subprocess.run(["readelf", "-dW", library], capture_output=True, text=True, check=True).stdout
    soname = re.search(r"\(SONAME\).*\[(.*)\]", dynamic)
    report.check(soname and soname.group(1) == os.path.basename(library) + ".0", "%s: soname is not 0" % library)
    if os.path.basename(library) != "libsluice-sign.so":
        continue
    report.check("sluice_sign " in names and "sluice_decide " not in names, "%s is not about signing alone" % library)
    for needed in re.findall(r"\(NEEDED\).*\[(.*)\]", dynamic):
        allowed = re.match(r"(libmbedcrypto|libcrypto|libstdc\+\+|libm|libgcc_s|libc|ld-linux[^.]*|libasan|libubsan)\.so", needed)
        report.check(allowed, "%s needs %s" % (library, needed))
report.finish()
