"""The generated route sets are byte for byte those that the bench and these tests are about.

sums.py FOLDER
"""
import hashlib
import sys

SUMS = {"s10k": ("5e3c88336c7ef894", "c7061b9c46daa6b3", "7b64ed7033020cd5"),
        "s100k": ("0741cab9ecfac1aa", "eedfe353db0830f0", "66cb55108664032d")}

failed = 0
for name, sums in SUMS.items():
    for part, expected in zip(("routes", "hits", "misses"), sums):
        with open("%s/%s.%s.tsv" % (sys.argv[1], name, part), "rb") as file:
            found = hashlib.sha256(file.read()).hexdigest()[:16]
        if found != expected:
            print("%s.%s: %s, not %s" % (name, part, found, expected))
            failed += 1
print("%d passed, %d failed" % (6 - failed, failed))
sys.exit(1 if failed else 0)
