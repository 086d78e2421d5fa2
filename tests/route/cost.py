"""Hostile paths and sets of APIs beside a plain path of their length, in instructions.

Three times a plain one is the aim (threat PA12). What is over it has its own bound here, so that it can only get better.

cost.py PROGRAM FOLDER      runs the program under callgrind; its dumps go to the folder
"""
import glob
import os
import re
import subprocess
import sys

MOST = 3.0
BOUNDS = [("path raw ", 3.7), ("path /a/%2e%2e", 3.3),
          ("path /./.", 1.6), ("path /.a", 1.5), ("path /;a", 1.5), ("path /~!", 1.5), ("path 10^4", 1.5), ("path one", 1.5),
          ("path ", 3.0), ("set every mix, end missed", 3.0), ("set every mix of tails, missed", 3.0),
          ("set one place each, missed", 3.0), ("set ", 4.2)]
program, folder = sys.argv[1:]
os.makedirs(folder, exist_ok=True)
for old in glob.glob(folder + "/cost.*"):
    os.remove(old)
run = subprocess.run(["valgrind", "--tool=callgrind", "--callgrind-out-file=" + folder + "/cost", program],
                     capture_output=True, text=True, check=True)

costs = {}
for file in glob.glob(folder + "/cost.*"):
    with open(file, encoding="utf-8", errors="replace") as dump:
        text = dump.read()
    name = re.search(r"^desc: Trigger: Client Request: (.*)$", text, re.M)
    if name:
        costs[name[1]] = int(re.search(r"^(?:totals|summary): (\d+)", text, re.M)[1])

failed = run.stdout.count("wrong")
print(run.stdout, end="")
for name, cost in costs.items():
    if name.startswith("set plain ") or name == "path":
        continue
    plain = costs["set plain " + name[4:] if name.startswith("set ") else "path"]
    bound = next((most for start, most in BOUNDS if name.startswith(start)), MOST)
    is_dear = cost > bound * plain
    failed += is_dear
    print("%-40s %8d instructions, %5.2f times %d%s" % (name, cost, cost / plain, plain, "  TOO MANY" if is_dear else ""))
print("%d passed, %d failed" % (len(costs) - failed, failed))
sys.exit(1 if failed or len(costs) < 30 else 0)
