"""Runs the command `sluice` and counts what holds.

Each test program here is `python3 x_test.py PATH_OF_SLUICE TESTS_FOLDER`, needs only the standard library, and
ends with a line `N passed, N failed`.
"""
import json
import subprocess
import sys
import tempfile
from pathlib import Path

COMMAND = sys.argv[1]
TESTS = Path(sys.argv[2]).resolve()

passed = 0
skipped = 0
failures = []


def check(name, holds, evidence=''):
    """Counts one claim; a failure is told at once with its evidence."""
    global passed
    if holds:
        passed += 1
        return
    failures.append(name)
    print(f'FAIL {name}: {evidence!r}'[:2000])


def skip(why):
    """Counts something that cannot be tested here, and says why."""
    global skipped
    skipped += 1
    print(f'SKIP {why}')


def equal(name, got, wanted):
    check(name, got == wanted, {'got': got, 'wanted': wanted})


def run(*arguments, stdin=b''):
    """Gives (exit status, standard output, standard error)."""
    if isinstance(stdin, str):
        stdin = stdin.encode()
    done = subprocess.run([COMMAND, *map(str, arguments)], input=stdin, capture_output=True, timeout=120)
    return done.returncode, done.stdout, done.stderr


def lines(*arguments, stdin=b''):
    """The lines of standard output of a run that must succeed."""
    status, out, err = run(*arguments, stdin=stdin)
    check(f'{arguments} succeeds', status == 0, (status, err))
    return out.decode().split('\n')[:-1]


def decide_all(configuration, requests):
    """What `decide` answers to each request in turn under a configuration of its own."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / 'gateway.json'
        file.write_text(json.dumps(configuration))
        answers = lines('decide', file, '--jsonl', stdin='\n'.join(map(json.dumps, requests)))
    equal('every request is answered', len(answers), len(requests))
    return [json.loads(line) for line in answers]


def answers(*arguments, objects):
    """One JSON answer for each object; a string or bytes stands for itself. Gives (exit status, answers)."""
    def line(one):
        return one if isinstance(one, bytes) else (one if isinstance(one, str) else json.dumps(one)).encode()
    status, out, _ = run(*arguments, stdin=b''.join(line(one) + b'\n' for one in objects))
    return status, [json.loads(text) for text in out.decode().split('\n')[:-1]]


def rows(name):
    """The rows of a table under tests/, cells as they stand."""
    text = (TESTS / name).read_text()
    return [line.split('\t') for line in text.split('\n')[:-1] if not line.startswith('#')]


def vectors(name):
    text = (TESTS / 'vectors' / name).read_text()
    return [json.loads(line) for line in text.split('\n')[:-1]]


def finish():
    print(f'{passed} passed, {len(failures)} failed' + (f', {skipped} skipped' if skipped else ''))
    sys.exit(1 if failures else 0)
