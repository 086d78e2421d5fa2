"""`sluice decide`: sessions as golden files, and the command around them.

decide/NAME.json is a configuration, decide/NAME.jsonl what one run over it must say: `in` is the line that goes in,
`out` the members that must come out. In `out`, `+x` wants the pairs of `x` to hold these, `-x` none of these names;
objects may have more members than are wanted, arrays may not.
"""
import json
from pathlib import Path

from command import answers, check, equal, finish, run

SESSIONS = Path(__file__).parent / 'decide'


def fits(got, wanted):
    if isinstance(wanted, dict):
        return isinstance(got, dict) and all(fits_member(got, name, value) for name, value in wanted.items())
    if isinstance(wanted, list):
        return isinstance(got, list) and len(got) == len(wanted) and all(map(fits, got, wanted))
    return type(got) is type(wanted) and got == wanted


def fits_member(got, name, wanted):
    if name[0] == '+':
        return all(pair in got.get(name[1:], []) for pair in wanted)
    if name[0] == '-':
        return not any(pair[0].lower() == name_.lower() for pair in got.get(name[1:], []) for name_ in wanted)
    return name in got and fits(got[name], wanted)


told = set()
for session in sorted(SESSIONS.glob('*.jsonl')):
    cases = [json.loads(line) for line in session.read_text().splitlines()]
    options = ['--lenient', '--jsonl'] if session.stem == 'lenient' else ['--jsonl']
    status, got = answers('decide', session.with_suffix('.json'), *options, objects=[case['in'] for case in cases])
    told |= {(answer['error_code'], answer['status'], answer['error_msg']) for answer in got if answer['verdict'] == 'reject'}
    equal(f'{session.name}: exit status', status, 0)
    for case, answer in zip(cases, got, strict=True):
        check(f'{session.name}: {case["case"]}', fits(answer, case['out']), {'got': answer, 'wanted': case['out']})
    again = answers('decide', session.with_suffix('.json'), *options, objects=[case['in'] for case in cases])
    equal(f'{session.name}: a second run says the same', again, (status, got))

MEMBERS = ['verdict', 'request_id', 'group', 'env', 'api', 'path_params', 'app', 'user', 'account', 'client_ip', 'error_code', 'status',
           'error_msg', 'reason', 'detail', 'backend_policy', 'backend', 'response', 'response_headers', 'limits', 'observed']
matching = SESSIONS / 'matching.json'
fine = {'method': 'GET', 'scheme': 'https', 'host': 'api.example.com', 'target': '/', 'client_ip': '203.0.114.9', 'now': 0}
_, [got] = answers('decide', matching, '--jsonl', objects=[fine])
equal('the members of an answer', list(got), MEMBERS)

# Every row of the call table that a library can give has a case; plug-ins (0104) are out of scope.
_, [unloaded] = answers('decide', '--unloaded', '--jsonl', objects=[fine])
equal('before any configuration is loaded', (unloaded['error_code'], unloaded['status']), ('APIG.0606', 500))
told.add(('APIG.0606', 500, unloaded['error_msg']))
_, out, _ = run('errors', '--json')
for row in json.loads(out):
    if row['table'] != 'call' or row['code'] == 'APIG.0104':
        continue
    base = row['message'].removesuffix('{xxx}').removesuffix('TLSv1.1')
    is_whole = base == row['message']
    reached = any(code == row['code'] and status == row['http_status'] and
                  (message == base or message.startswith(base.removesuffix('.') + ': ' if is_whole else base))
                  for code, status, message in told)
    check(f'row {row["code"]} {row["http_status"]} {row["message"]} is reached', reached)
status, out, err = run('check', '--lenient', SESSIONS / 'lenient.json')
check('what is gone is a warning in a lenient check', status == 0 and out.count(b'warning') == 3, (status, out))
status, out, err = run('check', SESSIONS / 'lenient.json')
check('and an error in a strict one', status == 1 and out.count(b'error') == 3, (status, out))

# The least input, and a made request id.
_, got = answers('decide', matching, '--jsonl', objects=[{'method': 'GET', 'host': 'api.example.com', 'target': '/'}] * 2)
check('two requests have two ids', got[0]['request_id'] != got[1]['request_id'] and len(got[0]['request_id']) == 32, got)

# Bad lines.
bad = [
    (b'', 'json_syntax', None), (b'{"method":', 'json_syntax', None), (b'[]', 'wrong_type', None),
    ({k: v for k, v in fine.items() if k != 'target'}, 'missing_member', '/target'),
    ({k: v for k, v in fine.items() if k != 'method'}, 'missing_member', '/method'),
    (fine | {'path': '/'}, 'unknown_member', '/path'), (fine | {'target': None}, 'wrong_type', '/target'),
    (fine | {'tls': 'TLSv9'}, 'bad_value', '/tls'), (fine | {'scheme': 'HTTPS'}, 'bad_value', '/scheme'),
    (fine | {'now': 'soon'}, 'bad_value', '/now'), (fine | {'body_base64': '?'}, 'bad_base64', '/body_base64'),
    (fine | {'client_ip': 4}, 'wrong_type', '/client_ip'), (fine | {'headers': [{'a': 'b'}]}, 'wrong_type', '/headers/0'),
    (fine | {'resolved': {'a': 'b'}}, 'wrong_type', '/resolved/a'), (fine | {'resolved': {'a': ['x']}}, 'bad_value', '/resolved/a/0'),
    (fine | {'secrets': {'k': ['secret4711']}}, 'wrong_type', '/secrets/k'), (fine | {'secrets': []}, 'wrong_type', '/secrets'),
    (fine | {'outcome': {}}, 'missing_member', '/outcome/result'), (fine | {'outcome': {'result': 'x'}}, 'bad_value', '/outcome/result'),
    (fine | {'outcome': {'result': 'response', 'status': '200'}}, 'wrong_type', '/outcome/status'),
    (fine | {'outcome': {'result': 'response', 'status': 2.5}}, 'bad_value', '/outcome/status'),
    (fine | {'outcome': {'result': 'response', 'x': 1}}, 'unknown_member', '/outcome/x'),
    (fine | {'iam': {'result': 1}}, 'wrong_type', '/iam/result'), (fine | {'iam': {'result': 'ok', 'x': 1}}, 'unknown_member', '/iam/x'),
    (fine | {'iam': {'result': 'fine'}}, 'bad_value', '/iam/result'), (fine | {'iam': {}}, 'missing_member', '/iam/result'),
    (fine | {'authorizers': {'z1': {'status': 'x'}}}, 'wrong_type', '/authorizers/z1/status'),
    (fine | {'authorizers': {'z1': {'code': 1}}}, 'unknown_member', '/authorizers/z1/code'),
]
status, got = answers('decide', matching, '--jsonl', objects=[line for line, _, _ in bad] + [fine])
equal('status after bad lines', status, 1)
equal('goes on behind bad lines', got[-1]['verdict'], 'pass')
for (line, code, member), answer in zip(bad, got[:-1], strict=True):
    error = answer.get('error', {})
    check(f'{line!r:.80}', (error.get('code'), error.get('member')) == (code, member), answer)
    check(f'{line!r:.80} keeps secrets', 'secret4711' not in json.dumps(answer), answer)

# Around the lines.
plain = json.dumps(fine)
status, out, err = run('decide', matching, stdin=plain)
check('one object', status == 0 and json.loads(out)['verdict'] == 'pass', (status, out, err))
status, out, err = run('decide', matching, stdin=json.dumps(fine | {'target': '/none'}))
check('one object, rejected', status == 1 and json.loads(out)['error_code'] == 'APIG.0101', (status, out, err))
late = {k: v for k, v in json.loads((SESSIONS / 'signature.jsonl').read_text().splitlines()[0])['in'].items() if k != 'now'}
for now, reason in (('1614160800', None), ('20210224T101500Z', None), ('1614161701', 'signature_expired'), (None, 'signature_expired')):
    options = [] if now is None else ['--now', now]
    _, [got] = answers('decide', SESSIONS / 'signature.json', '--jsonl', *options, objects=[late])
    equal(f'--now {now}', got['reason'], reason)
for arguments in (('decide',), ('decide', '--unloaded', matching), ('decide', SESSIONS / 'none.json'), ('decide', matching, '--now', 'soon'), ('decide', matching, 'x')):
    status, out, err = run(*arguments, stdin=plain)
    check(f'wrong usage {arguments}', status == 2 and out == b'' and err != b'', (status, out, err))
status, out, err = run('decide', SESSIONS / 'matching.jsonl', stdin=plain)
check('a configuration that is none', status == 1 and out == b'' and err != b'', (status, out, err))
many = (plain + '\n') * 20_000
status, out, err = run('decide', matching, '--jsonl', stdin=many)
equal('20,000 lines', (status, out.count(b'"verdict":"pass"')), (0, 20_000))
finish()
