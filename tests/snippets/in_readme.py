#!/usr/bin/env python3
"""Every snippet between `README: NAME` and `README: end` stands in README.md, line for line."""
import os
import pathlib
import re
import sys
import textwrap

root = pathlib.Path(os.environ["SLUICE_ROOT"])
readme = (root / "README.md").read_text()
passed = failed = 0
for source in sorted((root / "tests" / "snippets").glob("*.c*")):
    for name, code in re.findall(r"README: (\w+ in C(?:\+\+)?)(?: \*/)?\n(.*?)\n *(?://|/\*) README: end", source.read_text(), re.S):
        if textwrap.dedent(code) in readme:
            passed += 1
        else:
            failed += 1
            print(f"README.md lacks the snippet '{name}' of {source.name}")
print(f"{passed} passed, {failed} failed")
sys.exit(1 if failed or passed < 20 else 0)
