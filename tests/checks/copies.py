"""Published tables are used unchanged: where the originals stand beside the project, the copies equal them.

copies.py ROOT
"""
import filecmp
import pathlib
import sys

from report import Report, skip

root = pathlib.Path(sys.argv[1])
shared = root.parent / "shared"
PAIRS = [("tests/corpora", "corpora"), ("tests/vectors", "vectors"), ("bench/data", "workloads"),
         ("lib/error/errors.tsv", "spec/errors.tsv")]
DESCRIPTIONS = {"README.md"}

if not shared.is_dir():
    skip("the originals are not here")
report = Report()
for copy, original in PAIRS:
    originals = [shared / original] if (shared / original).is_file() else sorted((shared / original).rglob("*"))
    for source in originals:
        if not source.is_file() or source.name in DESCRIPTIONS:
            continue
        target = root / copy / source.relative_to(shared / original) if source != shared / original else root / copy
        report.check(target.is_file() and filecmp.cmp(source, target, shallow=False),
                     "%s is not a copy of %s" % (target.relative_to(root), source.name))
report.finish()
