"""`sluice sign` and `sluice verify`: every published vector in both roles, changed requests, bad lines, forms."""
import base64
import copy
import json
import subprocess

from command import COMMAND, answers, check, equal, finish, run, vectors

SDK = vectors('sdk-hmac-sha256.jsonl')
V11 = vectors('v11-hmac-sha256.jsonl')
RESULTS = ('canonical_request', 'string_to_sign', 'signature', 'authorization')
FIELDS = ('method', 'scheme', 'host', 'path', 'query', 'headers', 'body_base64', 'access_key', 'secret_key', 'date',
          'signed_headers', 'region', 'service')


def bare(vector, **more):
    """The input fields of a vector alone."""
    return {name: vector[name] for name in FIELDS if name in vector} | more


def signs(name, objects, wanted, *options):
    status, got = answers('sign', '--jsonl', *options, objects=objects)
    equal(f'{name}: exit status', status, 0)
    equal(f'{name}: one answer a line', len(got), len(wanted))
    for vector, answer in zip(wanted, got):
        for result in RESULTS:
            equal(f'{name} {vector["name"]} {result}', answer.get(result), vector[result])
        sent = [h for h in answer.get('headers', []) if h[0].lower() != 'authorization']
        equal(f'{name} {vector["name"]} headers', sent, vector['headers'])
        equal(f'{name} {vector["name"]} Authorization', answer['headers'][-1], ['Authorization', vector['authorization']])


signs('vectors as they are', SDK + V11, SDK + V11)
signs('input fields alone', [bare(v) for v in SDK], SDK)
signs('V11 by option', [bare(v) for v in V11], V11, '--algorithm', 'v11')
signs('target for path and query', [
    {k: x for k, x in bare(v).items() if k not in ('path', 'query')}
    | {'target': (v['path'] or '/') + ('?' + v['query'] if v['query'] else '')} for v in SDK], SDK)


def verifies(name, objects, *options):
    status, got = answers('verify', '--jsonl', *options, objects=objects)
    equal(f'{name}: exit status', status, 0)
    for given, answer in zip(objects, got, strict=True):
        equal(f'{name} {given["path"]}', answer, {'ok': True, 'access_key': given['access_key']})


verifies('vectors as they are', [v | {'now': v['date']} for v in SDK + V11])
verifies('input fields alone', [bare(v, authorization=v['authorization'], now=v['date']) for v in SDK + V11])
verifies('no access key', [bare(v, authorization=v['authorization'], now=v['date'], access_key=v['access_key'])
                           for v in SDK[:3]])


def refuses(name, objects, reason, *options):
    status, got = answers('verify', '--jsonl', *options, objects=objects)
    equal(f'{name}: exit status', status, 0)
    for given, answer in zip(objects, got, strict=True):
        equal(f'{name} {given["path"]}: members', list(answer), ['ok', 'reason', 'error_code', 'status', 'detail'])
        check(f'{name} {given["path"]}', answer['ok'] is False and answer['reason'] in reason, answer)


def changed(vector, **members):
    return bare(vector, authorization=vector['authorization'], now=vector['date']) | members


def flip(text):
    return ('B' if text[:1] == 'A' else 'A') + text[1:]


def flip_body(vector):
    body = base64.b64decode(vector['body_base64'])
    return base64.b64encode(bytes([(body[0] if body else 0) ^ 1]) + body[1:]).decode()


def flip_header(vector, name):
    headers = copy.deepcopy(vector['headers'])
    for header in headers:
        if header[0].lower() == name:
            header[1] = flip(header[1].strip())
            return headers
    raise KeyError(name)


plain = [v for v in SDK if not any(h[0].lower() == 'x-sdk-content-sha256' for h in v['headers'])]
wrong = ('signature_wrong',)
refuses('a changed secret', [changed(v, secret_key=flip(v['secret_key'])) for v in SDK + V11], wrong)
refuses('another method', [changed(v, method='PUT' if v['method'] != 'PUT' else 'GET') for v in SDK + V11], wrong)
refuses('a longer path', [changed(v, path=v['path'] + '/x') for v in SDK + V11], wrong)
refuses('another parameter', [changed(v, query=v['query'] + '&zz=1') for v in SDK + V11], wrong)
refuses('a changed body', [changed(v, body_base64=flip_body(v)) for v in plain], wrong)
refuses('a changed signature', [changed(v, authorization=v['authorization'][:-1] + ('0' if v['authorization'][-1] != '0' else '1'))
                                for v in SDK + V11], wrong)
refuses('another key id', [changed(v, access_key=flip(v['access_key'])) for v in SDK], ('key_unknown',))
refuses('a changed host', [changed(v, host='a' + v['host']) for v in SDK], ('authority_mismatch',))
refuses('a changed host everywhere', [
    changed(v, host=flip(v['host']), headers=flip_header(v, 'host'))
    for v in SDK if 'host' in v['signed_headers'].split(';')], wrong)
refuses('a signed header taken off', [changed(v, headers=[h for h in v['headers'] if h[0].lower() != 'content-type'])
                                      for v in SDK if 'content-type' in v['signed_headers'].split(';')],
        ('signed_header_missing',))
for name in ('host', 'x-sdk-date'):
    # Their members only say again what the headers said.
    refuses(f'{name} taken off the headers', [
        changed(v, headers=[h for h in v['headers'] if h[0].lower() != name])
        for v in SDK if name in v['signed_headers'].split(';')], ('signed_header_missing', 'date_missing'))
refuses('no credential', [changed(v, authorization='') for v in SDK[:5]], ('credential_missing',))
refuses('V11 where it is not asked for', [
    {k: x for k, x in changed(v).items() if k not in ('region', 'service')} for v in V11], ('authorization_illegal',))
refuses('another region', [changed(v, region='elsewhere') for v in V11], ('authorization_illegal',))
hashed = [v for v in SDK if v['name'].startswith('content-sha256-')
          and not any(h[1].strip() == 'UNSIGNED-PAYLOAD' for h in v['headers'])]
refuses('a body that is not the hashed one', [changed(v, body_base64='eA==') for v in hashed], ('body_hash_wrong',))

# The clock: 900 seconds are in time, one more is late; dates and seconds say the same.
example = SDK[0]
for now, reason in (('20191115T035155Z', None), ('20191115T035156Z', 'signature_expired'), (1573789015, None),
                    (1573789015 + 900, None), (1573789015 + 901, 'signature_expired'), ('1573789015.999', None),
                    (1573789915.999, None), (1573788115, None), (1573788114.999, 'signature_expired'),
                    (1.573789015e9, None), (-1, 'signature_expired'), (9223372036854775807, 'signature_expired')):
    _, got = answers('verify', '--jsonl', objects=[changed(example, now=now)])
    equal(f'now {now}', got[0].get('reason'), reason)
for now in ('', 'x', '20191315T035155Z', '1e99', '1.', '-', True, None, [], '1573789015 ', 92233720368547758070):
    _, got = answers('verify', '--jsonl', objects=[changed(example, now=now)])
    check(f'now {now!r} is none', got[0].get('error', {}).get('member') == '/now', got)
_, got = answers('verify', '--jsonl', objects=[changed(example, now='20191115T035156Z')])
equal('what an expired signature says', got[0],
      {'ok': False, 'reason': 'signature_expired', 'error_code': 'APIG.0303', 'status': 401,
       'detail': 'signature expired, signature time:20191115T033655Z,server time:20191115T035156Z'})
_, got = answers('verify', '--jsonl', objects=[changed(example, query='limit=3')])
check('what a wrong signature says', got[0]['detail'].startswith(
    'verify signature fail, canonicalRequest:GET|/v1/77b6a44cba5143ab91d13ab9a8ff44fd/vpcs/|limit=3|content-type:'), got)

# A hash of a body that is elsewhere is signed as it stands; the verifier compares it with the body it has.
elsewhere = bare(example, headers=example['headers'] + [['X-Sdk-Content-Sha256', '0123456789ABCDEFabcdef' + '0' * 42 + ' ']], signed_headers='')
_, [got] = answers('sign', '--jsonl', objects=[elsewhere])
equal('a hash that is given', got['canonical_request'].split('\n')[-1], '0123456789ABCDEFabcdef' + '0' * 42)
_, [again] = answers('verify', '--jsonl', objects=[elsewhere | {'authorization': got['authorization'], 'now': example['date']}])
equal('a hash that is not the body\'s', again.get('reason'), 'body_hash_wrong')

# What is not given is made: Host, the date, the list of signed headers.
least = {'method': 'GET', 'target': 'https://api.example.com:443/a?b=1', 'access_key': 'k1', 'secret_key': 'topsecret',
         'date': '20210224T100000Z'}
_, [got] = answers('sign', '--jsonl', objects=[least])
equal('the least input', (got['headers'][:2], got['signed_headers'], got['date']),
      ([['Host', 'api.example.com'], ['X-Sdk-Date', '20210224T100000Z']], 'host;x-sdk-date', '20210224T100000Z'))
_, [again] = answers('verify', '--jsonl', objects=[
    {'method': 'GET', 'path': '/a', 'query': 'b=1', 'headers': got['headers'], 'secret_key': 'topsecret', 'now': '20210224T100000Z'}])
equal('what was signed verifies', again, {'ok': True, 'access_key': 'k1'})
_, [got] = answers('sign', '--jsonl', objects=[{k: v for k, v in least.items() if k != 'date'}])
_, [again] = answers('verify', '--jsonl', objects=[
    {'method': 'GET', 'target': '/a?b=1', 'headers': got['headers'], 'secret_key': 'topsecret'}])
equal("the machine's clock on both sides", again, {'ok': True, 'access_key': 'k1'})

# Bad lines are answered where they stand, and never repeat a secret.
SECRET = 'MFyfvK41ba2giqM7Uio6PznpdUKGpownRZlmVmHc'


def without(name):
    return {k: v for k, v in bare(example).items() if k != name}


bad = [
    (b'', 'json_syntax', None), (b'   ', 'json_syntax', None), (b'{', 'json_syntax', None), (b'null', 'wrong_type', None),
    (b'[]', 'wrong_type', None), (b'"x"', 'wrong_type', None), (b'{}{}', 'json_syntax', None), (b'{"a":1,}', 'json_syntax', None),
    (b'\xef\xbb\xbf{}', 'json_syntax', None), (b'{"a":"\xff"}', 'json_syntax', None), (b'{"a":"\\ud800"}', 'json_syntax', None),
    (b'{"a":"\\udc00x"}', 'json_syntax', None), (b'{}\x00', 'json_syntax', None), (b'{}\x00{"x":1}', 'json_syntax', None),
    (b'{"a":NaN}', 'json_syntax', None), (b'{"a":01}', 'json_syntax', None), (b"{'a':1}", 'json_syntax', None),
    (b'[' * 100000, 'json_depth', None), (b'{"a":' * 65 + b'1' + b'}' * 65, 'json_depth', None),
    (b'{"method":"GET","method":"GET"}', 'duplicate_member', '/method'),
    (bare(example, colour='red'), 'unknown_member', '/colour'), (bare(example, **{'a/b~': 1}), 'unknown_member', '/a~1b~0'),
    (bare(example, method=1), 'wrong_type', '/method'), (bare(example, secret_key=[SECRET]), 'wrong_type', '/secret_key'),
    (bare(example, headers={}), 'wrong_type', '/headers'), (bare(example, headers=[['a']]), 'wrong_type', '/headers/0'),
    (bare(example, headers=[['a', 'b', 'c']]), 'wrong_type', '/headers/0'), (bare(example, headers=[['a', None]]), 'wrong_type', '/headers/0/1'),
    (bare(example, scheme='ftp'), 'bad_value', '/scheme'),
    (bare(example, path='/a?b'), 'bad_value', '/path'), (bare(example, target='/'), 'contradiction', '/target'),
    (bare(example, algorithm='MD5'), 'bad_value', '/algorithm'), (bare(example, agree='npm'), 'wrong_type', '/agree'),
    (without('method'), 'missing_member', '/method'), (without('path'), 'missing_member', '/path'),
    (without('secret_key'), 'missing_member', '/secret_key'),
]
for text in ('e', 'eA', 'eA=', 'eA===', 'eB==', 'eHh=', 'e A==', 'eA==\n', '====', 'e-_=', 'eA==eA=='):
    bad.append((bare(example, body_base64=text), 'bad_base64', '/body_base64'))
for command in ('sign', 'verify'):
    status, got = answers(command, '--jsonl', objects=[line for line, _, _ in bad] + [bare(example)])
    equal(f'{command}: status after bad lines', status, 1)
    equal(f'{command}: every line is answered', len(got), len(bad) + 1)
    check(f'{command}: goes on behind bad lines', 'error' not in got[-1], got[-1])
    for (line, code, member), answer in zip(bad, got):
        error = answer.get('error', {})
        check(f'{command} {line!r:.60}', (error.get('code'), error.get('member')) == (code, member), answer)
        check(f'{command} {line!r:.60} has a message', bool(error.get('message')), answer)
        check(f'{command} {line!r:.60} has a place', ('position' in error) == code.startswith('json_'), answer)
        check(f'{command} {line!r:.60} keeps the secret', SECRET not in json.dumps(answer), answer)
# A date that is none cannot be signed for; of a request that came with one it is the reason of the refusal.
_, [got] = answers('sign', '--jsonl', objects=[bare(example, date='2021')])
equal('sign: a date that is none', (got['error']['code'], got['error'].get('member')), ('bad_value', '/date'))
came = bare(example, date='2021', authorization=example['authorization'], now=example['date'],
            headers=[[name, '2021' if name.lower() == 'x-sdk-date' else value] for name, value in example['headers']])
_, [got] = answers('verify', '--jsonl', objects=[came])
equal('verify: a date that is none', (got['ok'], got['reason'], got['error_code']), (False, 'date_illegal', 'APIG.0303'))
unsignable = [({'access_key': ''}, 'missing_member'), ({'access_key': 'a b'}, 'access_illegal'), ({'secret_key': ''}, 'missing_member'),
              ({'path': 'x'}, 'target_illegal'), ({'path': '/a b'}, 'target_illegal'), ({'method': ''}, 'method_illegal'),
              ({'host': 'other.example'}, 'contradiction'), ({'signed_headers': 'x-no'}, 'signed_header_missing'),
              ({'date': '20191115T033656Z'}, 'contradiction'), ({'algorithm': 'V11-HMAC-SHA256'}, 'scope_illegal'),
              ({'headers': [['A\n', 'b'], ['Host', example['host']]], 'signed_headers': ''}, 'header_illegal')]
_, got = answers('sign', '--jsonl', objects=[bare(example) | change for change, _ in unsignable])
for (change, code), answer in zip(unsignable, got, strict=True):
    equal(f'sign with {change}', answer.get('error', {}).get('code'), code)

# The plain forms.
status, out, err = run('sign', stdin=json.dumps(bare(example)))
equal('ready header fields', (status, out.decode().split('\n')),
      (0, [f'{n}: {v}' for n, v in example['headers']] + ['Authorization: ' + example['authorization'], '']))
status, out, err = run('sign', stdin=json.dumps(bare(example, headers=example['headers'] + [['X-A', 'b\r\nX-C: d']], signed_headers='host;x-sdk-date')))
check('no line end gets into a header field', status == 1 and out == b'' and err != b'', (status, out, err))
status, out, err = run('sign', stdin='{')
check('plain: bad input', status == 1 and out == b'' and b'json_syntax' in err, (status, out, err))
status, out, err = run('verify', stdin=json.dumps(changed(example)))
equal('plain: verified', (status, json.loads(out)), (0, {'ok': True, 'access_key': example['access_key']}))
status, out, err = run('verify', stdin=json.dumps(changed(example, query='')))
check('plain: refused', status == 1 and json.loads(out)['reason'] == 'signature_wrong', (status, out, err))
status, out, err = run('sign', '--curl', stdin=json.dumps(bare(example)))
check('a curl command', status == 0 and out.startswith(b'curl ') and example['authorization'].encode() in out, out)
for body in (b'', b"it's $HOME `x` \"q\" \\ \xc3\xa9\n", b'\x00\xff'):
    given = bare(example, method='POST', headers=[['X-Empty', '']], body_base64=base64.b64encode(body).decode(), signed_headers='')
    status, out, err = run('sign', '--curl', stdin=json.dumps(given))
    # A shell function in the place of curl tells what it was given.
    script = 'curl() { for a in "$@"; do printf "%s\\0" "$a"; done; cat; }\n' + out.decode()
    seen = subprocess.run(['sh', '-c', script], capture_output=True, stdin=subprocess.DEVNULL).stdout
    check(f'curl gets the body {body!r}', body in seen and b'X-Empty;' in seen, (out, seen))

# As a partner in a conversation: an answer comes before the next question.
talk = subprocess.Popen([COMMAND, 'verify', '--jsonl'], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
for _ in range(3):
    talk.stdin.write(json.dumps(changed(example)).encode() + b'\n')
    talk.stdin.flush()
    equal('answers at once', json.loads(talk.stdout.readline())['ok'], True)
talk.stdin.close()
equal('ends with its input', talk.wait(10), 0)

many = (json.dumps(changed(example)) + '\n') * 20_000
status, out, err = run('verify', '--jsonl', stdin=many)
equal('20,000 lines', out.count(b'"ok":true'), 20_000)
long_body = base64.b64encode(bytes(12 << 20)).decode()
_, got = answers('sign', '--jsonl', objects=[bare(example, body_base64=long_body)])
check('a body of 12 MiB', 'signature' in got[0], got)
for arguments in (('sign', 'x'), ('sign', '--algorithm', 'x'), ('sign', '--curl', '--jsonl'), ('verify', '--nothing')):
    equal(f'wrong usage {arguments}', run(*arguments)[0], 2)
for command in ('sign', 'verify'):
    status, out, err = run(command, '--help')
    check(f'{command} --help', status == 0 and b'access_key' in out, out)
finish()
