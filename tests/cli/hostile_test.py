"""Every command as a hostile or careless user meets it: lines that are no text, deep or long, options that are none,
files that are none, readers that go away. No command stops, hangs, or lets a byte of its input move a terminal.
"""
import json
import re
import subprocess
import tempfile
from pathlib import Path

from command import COMMAND, TESTS, check, equal, run

import command

CONFIG = TESTS.parent / 'examples/orders.json'
folder = Path(tempfile.mkdtemp())
PING = {'method': 'GET', 'scheme': 'https', 'host': 'api.example.com', 'target': '/ping', 'client_ip': '192.0.2.1'}
SIGNED = {'method': 'GET', 'scheme': 'https', 'host': 'api.example.com', 'path': '/', 'access_key': 'key', 'secret_key': 'secret'}
LINES = {('sign', '--jsonl'): SIGNED, ('verify', '--jsonl'): SIGNED | {'authorization': 'x'}, ('explain', 'signature', '--jsonl'): SIGNED,
         ('decide', CONFIG, '--jsonl'): PING, ('explain', 'route', CONFIG, '--jsonl'): PING, ('test', CONFIG, '-', '--jsonl'): PING | {'expect': {}}}
BAD = [b'', b'{', b'[]', b'null', b'"x"', b'1', b'{} {}', b'{"a":1}', b'\xff\xfe{}', b'{"a":"\xc3"}', b'{"method":"\\ud800"}', b'{"a":"\\u0000"}',
       b'\0', b'{"method":"GET"\0}', b'{"method":"GET","method":"GET"}', b'[' * 100_000, b'{"a":' * 100_000, b'{"a":1e99999999999}',
       b'{"method":' + b'"' + b'x' * 1_000_000 + b'"}', b'{"' + b'k' * 1_000_000 + b'":1}', b'x' * 1_000_000, b'{"headers":[[1]]}',
       b'{"now":1e999}', b'{"now":-0}', b'{"now":99999999999999999999}', b'\xef\xbb\xbf{}', b'{"a":NaN}', b"{'a':1}", b'{"a":1,}', b'\x1b[2J']

for arguments, good in LINES.items():
    name = ' '.join(map(str, arguments[:2]))
    lines = BAD + [json.dumps(good).encode()]
    if arguments[0] == 'test':
        lines = [line for line in lines if line.strip()]
    status, out, err = run(*arguments, stdin=b'\n'.join(lines) + b'\n')
    got = out.decode().split('\n')[:-1]
    if arguments[0] == 'test':
        got = got[:-1]
    equal(f'{name}: an answer for each line', len(got), len(lines))
    equal(f'{name}: and exit status 1', status, 1)
    answers = [json.loads(line) for line in got]
    check(f'{name}: a bad line is told as one', all('error' in a for a in answers[:-1]), [a for a in answers[:-1] if 'error' not in a])
    check(f'{name}: each fault has a code', all(re.fullmatch(r'[a-z_0-9]+', a['error']['code']) for a in answers[:-1]), answers)
    check(f'{name}: goes on behind them', 'error' not in answers[-1], answers[-1])
    check(f'{name}: nothing moves a terminal', not re.search(rb'[\x00-\x09\x0b-\x1f\x7f]', out), out[:300])
    check(f'{name}: answers stay short', len(out) < 3_500_000, len(out))

# Plain forms print text: no control byte gets through, whatever the line holds.
for arguments in (('sign',), ('verify',), ('explain', 'signature'), ('decide', CONFIG), ('explain', 'route', CONFIG), ('test', CONFIG, '-')):
    for line in BAD:
        status, out, err = run(*arguments, stdin=line)
        check(f'{arguments} {line[:20]!r}', status in (0, 1) and not re.search(rb'[\x00-\x08\x0b-\x1f\x7f]|\xc2[\x80-\x9f]', out + err), (status, out[:200], err[:200]))

# Configurations that are none.
files = {'empty': b'', 'nul': b'{"groups":\0[]}', 'utf8': b'{"gro\xffups":[]}', 'deep': b'[' * 1_000_000, 'huge': b'{"x":"' + b'y' * 3_000_000 + b'"}',
         'control': b'{"\x1b[31mred":1}', 'escaped': b'{"\\u001b[31mred\\u009b":1}', 'twice': b'{"groups":[],"groups":[]}', 'array': b'[]'}
USERS = [('check',), ('decide',), ('routes',), ('routes', '--html'), ('routes', '--json'), ('explain', 'route'), ('gencases',), ('test',)]
for name, content in files.items():
    (folder / name).write_bytes(content)
    for words in USERS:
        more = ['-'] if words[0] == 'test' else []
        status, out, err = run(*words, folder / name, *more)
        check(f'{words} {name}', status == 1 and not re.search(rb'[\x00-\x08\x0b-\x1f\x7f]|\xc2[\x80-\x9f]', out + err) and len(out + err) < 10_000, (status, (out + err)[:300]))
for words in USERS:
    more = ['-'] if words[0] == 'test' else []
    for path in (folder, folder / 'none', '/proc/self/mem'):
        status, out, err = run(*words, path, *more)
        check(f'{words} {path}: cannot be read', status == 2 and out == b'' and err.startswith(b'sluice '), (status, out[:100], err))
    equal(f'{words} from standard input', run(*words, '-', *(['/dev/null'] if words[0] == 'test' else []), stdin='{}')[0], 0 if words[0] != 'decide' else 1)

# Usage.
COMMANDS = [('errors',), ('parse',), *[('parse', k) for k in ('path', 'host', 'ip', 'cidr', 'date', 'authorization', 'xff', 'http')], ('sign',), ('verify',),
            ('check',), ('decide',), ('routes',), ('explain',), ('explain', 'route'), ('explain', 'signature'), ('test',), ('gencases',)]
for words in COMMANDS:
    status, out, err = run(*words, '--help')
    check(f'{words} --help', status == 0 and len(out) > 80 and err == b'', (status, out, err))
    status, out, err = run(*words, '--no-such-option')
    check(f'{words} with an unknown option', status == 2 and out == b'' and err != b'', (status, out, err))
status, out, err = run('--help')
check('the commands are listed', status == 0 and all(words[0].encode() in out for words in COMMANDS), out)
for words in ((), ('nothing',), ('',), ('\x1b[31m',)):
    status, out, err = run(*words)
    check(f'wrong usage {words}', status == 2 and out == b'' and b'\x1b' not in err, (status, out, err))

# Readers and devices that take nothing.
many = (json.dumps(PING) + '\n').encode() * 20_000
for arguments in (('decide', CONFIG, '--jsonl'), ('explain', 'route', CONFIG, '--jsonl')):
    process = subprocess.Popen([COMMAND, *map(str, arguments)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    process.stdout.close()
    try:
        process.stdin.write(many)
        process.stdin.close()
    except BrokenPipeError:
        pass
    check(f'{arguments}: a reader that goes', process.wait(60) in (0, 1), process.returncode)
    process.stderr.close()
command.finish()
