"""`sluice explain route`: the API that answers, or the nearest and what failed first; text and lines of JSON."""
import json
import re
import tempfile
from pathlib import Path

from command import answers, check, equal, finish, run

SESSIONS = Path(__file__).parent / 'decide'


def api(name, uri, method='GET', **more):
    params = [{'name': one, 'location': 'PATH'} for one in re.findall(r'\{([^}+]+)\+?\}', uri)]
    return {'id': name, 'name': 'api_' + name, 'req_method': method, 'req_uri': uri, 'auth_type': 'NONE', 'req_protocol': 'BOTH',
            'backend_type': 'HOST', 'req_params': params, 'published': ['RELEASE']} | more


document = {'gateway': {'subdomain_suffixes': ['gw.example.com']}, 'environments': [{'name': 'BETA'}], 'groups': [
    {'id': 'g1', 'name': 'orders', 'url_domains': [{'url_domain': 'api.example.com'}], 'apis': [
        api('get', '/orders/{id}', published=['RELEASE', 'BETA']), api('any', '/orders/{id}', 'ANY', req_protocol='HTTPS'),
        api('items', '/orders/{id}/items'), api('post', '/orders/{id}/items', 'POST', req_protocol='HTTPS'), api('slash', '/carts/'),
        api('tail', '/files/{path+}'), api('prefix', '/static', match_mode='SWA'), api('beta', '/new', published=['BETA'])]},
    {'id': 'g2', 'name': 'other', 'url_domains': [{'url_domain': 'other.example.com'}], 'apis': [api('there', '/only/there')]}]}
folder = tempfile.TemporaryDirectory()
config = Path(folder.name) / 'config.json'
config.write_text(json.dumps(document))


def ask(line):
    _, [answer] = answers('explain', 'route', config, '--jsonl', objects=[line])
    return answer


def short(answer):
    nearest = answer['losers'][0] if answer['losers'] else {}
    return (answer['chosen'] and answer['chosen']['api'], answer['reason'],
            nearest.get('api'), nearest.get('failed'), nearest.get('segment'), nearest.get('wanted'), nearest.get('got'))


ANY, GET = 'ANY /orders/{id}', 'GET /orders/{id}'
table = [
    ('GET https://api.example.com/orders/7', ('get', None, 'any', 'rank', None, ANY, GET)),
    ('GET http://API.example.com.:8080/orders/7?x=1', ('get', None, 'any', 'rank', None, ANY, GET)),
    ('GET https://g1.gw.example.com/orders/%37', ('get', None, 'any', 'rank', None, ANY, GET)),
    ('DELETE https://api.example.com/orders/7', ('any', None, 'get', 'method', None, 'GET', 'DELETE')),
    ('DELETE http://api.example.com/orders/7', (None, 'protocol_refused', 'any', 'protocol', None, 'HTTPS', 'HTTP')),
    ('GET https://api.example.com/orders/7/lines', (None, 'path_unknown', 'items', 'path', 3, 'items', 'lines')),
    ('GET https://api.example.com/orders/7/items/', (None, 'path_unknown', 'items', 'path', 4, None, '')),
    ('PUT https://api.example.com/orders/7/items', (None, 'method_unknown', 'items', 'method', None, 'GET', 'PUT')),
    ('GET https://api.example.com/carts', (None, 'path_unknown', 'slash', 'path', 2, '', None)),
    ('GET https://api.example.com/files/', (None, 'path_unknown', 'tail', 'path', 2, '{path+}', '')),
    ('GET https://api.example.com/only/there', (None, 'path_unknown', None, None, None, None, None)),
    ('GET https://nowhere.example.com/only/there', (None, 'host_unknown', 'there', 'host', None, 'g2.gw.example.com, other.example.com', 'nowhere.example.com')),
    ('GET https://api.example.com/new', (None, 'path_unknown', None, None, None, None, None)),
    ('GET https://api.example.com/a/%2e%2e/%2e%2e', (None, 'path_climbs', None, None, None, None, None)),
    ('TRACE https://api.example.com/', (None, 'method_illegal', None, None, None, None, None)),
]
for line, wanted in table:
    answer = ask(line)
    got = short(answer)
    check(line, got[:2] == wanted[:2] and (wanted[2] is None or got == wanted), {'got': got, 'wanted': wanted})
    check(f'{line}: code', (answer['error_code'] is None) == answer['ok'] == (answer['chosen'] is not None), answer)
answer = ask('GET https://api.example.com/files/a/b')
equal('path values', answer['chosen']['path_params'], {'path': 'a/b'})
equal('the remainder', ask('GET https://api.example.com/static/x/y')['chosen']['remainder'], '/x/y')
equal('the members', list(answer), ['ok', 'reason', 'error_code', 'status', 'request', 'chosen', 'losers'])
equal('as read', ask('GET wss://API.example.com/files/%61/b?q')['request'],
      {'host': 'api.example.com', 'group': 'g1', 'env': 'RELEASE', 'path': '/files/a/b'})
equal('the members of a loser', list(answer['losers'][0]),
      ['group', 'env', 'method', 'match_mode', 'uri', 'api', 'name', 'version', 'protocol', 'failed', 'segment', 'wanted', 'got', 'why'])

# The same requests as decide takes them, and the same answers.
forms = [({'method': 'GET', 'host': 'api.example.com', 'target': '/new', 'headers': [['X-Stage', 'BETA']]}, 'beta'),
         ({'method': 'GET', 'scheme': 'http', 'host': 'api.example.com', 'target': '/orders/1'}, 'get'),
         ({'method': 'GET', 'host': 'api.example.com', 'target': '/new', 'headers': [['X-Stage', 'NONE']]}, None)]
status, got = answers('explain', 'route', config, '--jsonl', objects=[f for f, _ in forms])
equal('objects', [a['chosen'] and a['chosen']['api'] for a in got], [wanted for _, wanted in forms])
equal('an unknown environment', got[2]['reason'], 'environment_unknown')
_, [got] = answers('explain', 'route', config, '--jsonl', '--env', 'BETA', objects=['GET https://api.example.com/new'])
equal('--env', got['chosen']['api'], 'beta')
_, [got] = answers('explain', 'route', config, '--json', '--most', 1, objects=['GET https://api.example.com/new'])
equal('--most', len(got['losers']), 1)
for session in ('matching', 'apig_paths', 'access'):
    lines = [json.loads(line)['in'] for line in (SESSIONS / (session + '.jsonl')).read_text().splitlines()]
    _, decided = answers('decide', SESSIONS / (session + '.json'), '--jsonl', objects=lines)
    _, explained = answers('explain', 'route', SESSIONS / (session + '.json'), '--jsonl', objects=lines)
    for line, one, other in zip(lines, decided, explained, strict=True):
        early = one['error_code'] in ('APIG.0204', 'APIG.0201', 'APIG.0602', 'APIG.0612') and one['api'] is None
        check(f'{session}: as decide', early or (one['api'] or None) == (other['chosen'] and other['chosen']['api'])
              or other['reason'] == 'protocol_refused' == one['reason'], {'line': line, 'decide': one, 'explain': other})

# Bad lines, and text.
status, got = answers('explain', 'route', config, '--jsonl', objects=[b'', b'GET', b'{', b'\xff\xfe', b'\0', {'method': 'GET'}, b'[' * 100_000, 'GET /x', table[0][0]])
equal('bad lines', (status, [a.get('error', {}).get('code') for a in got]),
      (1, ['bad_line', 'bad_line', 'json_syntax', 'bad_line', 'bad_line', 'missing_member', 'json_depth', 'bad_line', None]))
status, out, err = run('explain', 'route', config, stdin=table[0][0] + '\n\nGET https://api.example.com/orders/7/lines\n')
text = out.decode()
check('for people', status == 1 and 'goes to api_get (get)' in text and 'id = 7' in text
      and 'segment 3 is `lines`, not `items`' in text and 'path_unknown (APIG.0101, 404)' in text, text)
equal('a request that is served', run('explain', 'route', config, stdin=table[0][0])[0], 0)
status, out, err = run('explain', 'route', config, stdin='GET https://api.example.com/orders/%1b%5b31m%9b/\x1b[1mx\n'.encode())
check('nothing moves the terminal', not re.search(rb'[\x00-\x09\x0b-\x1f\x7f-\x9f]', out), out)
for arguments in ((), ('none.json',), (config, 'x'), (config, '--most', 'x')):
    status, out, err = run('explain', 'route', *arguments)
    check(f'wrong usage {arguments}', status == 2 and out == b'' and err != b'', (status, out, err))
broken = Path(folder.name) / 'broken.json'
broken.write_text('{"groups": [{}]}')
equal('a configuration with errors', run('explain', 'route', broken)[:2], (1, b''))
equal('help', run('explain', 'route', '--help')[0], 0)
finish()
