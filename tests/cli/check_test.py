"""`sluice check` and `sluice routes`: findings with their place, and the APIs in the order of matching."""
import json
import tempfile
from pathlib import Path

from command import check, equal, finish, run

SESSIONS = Path(__file__).parent / 'decide'
folder = tempfile.TemporaryDirectory()


def file_of(document):
    path = Path(folder.name) / 'configuration.json'
    path.write_text(document if isinstance(document, str) else json.dumps(document))
    return path


def findings(document, *options):
    status, out, err = run('check', file_of(document), '--jsonl', *options)
    return status, [json.loads(line) for line in out.decode().splitlines()]


def api(name, uri, **more):
    return {'id': name, 'name': 'api_' + name, 'req_method': 'GET', 'req_uri': uri, 'auth_type': 'NONE',
            'backend_type': 'HOST', 'published': ['RELEASE']} | more


def group(*apis, **more):
    return {'id': 'g1', 'name': 'orders', 'url_domains': [{'url_domain': 'api.example.com'}], 'apis': list(apis)} | more


for session in sorted(SESSIONS.glob('*.json')):
    status, out, err = run('check', *(['--lenient'] if session.stem == 'lenient' else []), session)
    check(f'{session.name} has no error', status == 0 and b'error\t' not in out, (status, out, err))

status, got = findings({'groups': [group(api('a', '/x'), api('b', '/x'))]})
check('two APIs of one route', status == 1 and any(
    f['code'] == 'APIG.3301' and f['pointer'].startswith('/groups/0/apis/1') and f['other'].startswith('/groups/0/apis/0')
    for f in got), got)
equal('members of a finding', list(got[0]), ['severity', 'pointer', 'code', 'status', 'message', 'other'])
status, out, err = run('check', file_of({'groups': [group(api('a', '/x'), api('b', '/x'))]}))
check('the same as text', status == 1 and any(
    line.split('\t')[0] == 'error' and line.split('\t')[2] == 'APIG.3301' for line in out.decode().splitlines()), out)
status, got = findings({'groups': [group(api('a', '/{'), api('b', 'x'), name='')]})
check('all findings at once', status == 1 and len(got) >= 3, got)
status, got = findings('{"groups": [}')
check('a syntax error stands alone', status == 1 and len(got) == 1 and got[0]['severity'] == 'error', got)
status, got = findings({'colour': 'red'})
check('an unknown key is an error', status == 1 and got[0]['pointer'] == '/colour', got)
status, got = findings({'colour': 'red'}, '--lenient')
check('or a warning', status == 0 and [f['severity'] for f in got] == ['warning'], got)
equal('an empty configuration', findings({}), (0, []))
status, got = findings({'apps': [{'name': 'shop', 'app_key': 'shopkey001', 'app_secret': 'se'}]})
check('findings keep secrets', status == 1 and '"se"' not in json.dumps(got), got)

status, out, err = run('check', file_of({'a\n\tb': 1}))
check('a key cannot make a line of its own', status == 1 and out.count(b'\n') == 1, out)

# Routes.
document = {'environments': [{'name': 'BETA'}], 'groups': [group(
    api('p1', '/a', match_mode='SWA'), api('p2', '/a/b', match_mode='SWA'), api('n1', '/a/{x}'), api('n2', '/a/b'),
    api('n3', '/a/{x+}'), api('any', '/a/b', req_method='ANY'), api('off', '/off', published=[]),
    api('both', '/both', published=['RELEASE', 'BETA']))],
    'versions': [{'api': 'off', 'version_id': 'v7', 'definition': api('off', '/off7', published=[]), 'published': ['BETA']}]}
for one in document['groups'][0]['apis'][2], document['groups'][0]['apis'][4]:
    one['req_params'] = [{'name': 'x', 'location': 'PATH'}]
for one in [*document['groups'][0]['apis'], document['versions'][0]['definition']]:
    if not one['published']:
        del one['published']
status, out, err = run('routes', file_of(document))
wanted = [['g1', 'BETA', 'GET', 'NORMAL', '/both', 'both', 'api_both', '-'],
          ['g1', 'BETA', 'GET', 'NORMAL', '/off7', 'off', 'api_off', 'v7'],
          ['g1', 'RELEASE', 'GET', 'NORMAL', '/a/b', 'n2', 'api_n2', '-'],
          ['g1', 'RELEASE', 'ANY', 'NORMAL', '/a/b', 'any', 'api_any', '-'],
          ['g1', 'RELEASE', 'GET', 'NORMAL', '/a/{x}', 'n1', 'api_n1', '-'],
          ['g1', 'RELEASE', 'GET', 'NORMAL', '/a/{x+}', 'n3', 'api_n3', '-'],
          ['g1', 'RELEASE', 'GET', 'NORMAL', '/both', 'both', 'api_both', '-'],
          ['g1', 'RELEASE', 'GET', 'SWA', '/a/b', 'p2', 'api_p2', '-'],
          ['g1', 'RELEASE', 'GET', 'SWA', '/a', 'p1', 'api_p1', '-']]
equal('the order of matching', [line.split('\t') for line in out.decode().splitlines()][:len(wanted)], wanted)
equal('and its exit status', status, 0)
marked = '\ufeff' + json.dumps(document)
equal('a byte order mark changes nothing', run('routes', file_of(marked)), (status, out, err))
status, out, err = run('routes', file_of(document), '--jsonl')
equal('the same as objects', json.loads(out.splitlines()[1]),
      {'group': 'g1', 'env': 'BETA', 'method': 'GET', 'match_mode': 'NORMAL', 'uri': '/off7', 'api': 'off',
       'name': 'api_off', 'version': 'v7', 'protocol': 'HTTPS'})
status, out, err = run('routes', file_of(document), '--json')
whole = json.loads(out)
equal('the same as one object', (status, len(whole['routes']), len(whole['conflicts'])), (0, len(wanted), 1))
status, out, err = run('routes', file_of({'groups': [group(api('a', '/x'), api('b', '/x'))]}))
check('a conflict', status == 1 and b'APIG.3301' in out and err != b'', (status, out, err))
for form in ('--dot', '--html'):
    status, out, err = run('routes', file_of({'groups': [group(api('a', '/x'), api('b', '/x'))]}), form)
    check(f'no picture of a conflict {form}', status == 1 and out == b'' and err != b'', (status, out, err))
equal('one form at a time', run('routes', file_of(document), '--dot', '--html')[0], 2)

for command in ('check', 'routes'):
    for arguments in ((), ('none.json',), (SESSIONS / 'access.json', 'x'), (SESSIONS,)):
        status, out, err = run(command, *arguments)
        check(f'wrong usage {command} {arguments}', status == 2 and out == b'' and err != b'', (status, out, err))
    equal(f'{command} --help', run(command, '--help')[0], 0)
finish()
