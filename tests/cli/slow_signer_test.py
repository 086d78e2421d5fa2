"""Odd requests at random, signed by a second signer that is written from the published description alone.

`sluice sign` must give the same canonical request, text to sign and signature, `sluice verify` must accept what
the second signer signed, and refuse it after one change. Repeatable from the seed that is printed.
"""
import base64
import hashlib
import hmac
import random
import string

from command import answers, check, equal, finish

SEED = 20210224
COUNT = 3000
UNRESERVED = (string.ascii_letters + string.digits + '-_.~').encode()
ODD = '!$&\'()*+,;=:@/[]{}|\\^`"<>é文\U0001f600'
HASH = 'x-sdk-content-sha256'


def encode(text, also=b''):
    return ''.join(chr(byte) if byte in UNRESERVED + also else f'%{byte:02X}' for byte in text)


def decode(text, plus):
    out, at = bytearray(), 0
    while at < len(text):
        if text[at:at + 1] == b'%':
            out.append(int(text[at + 1:at + 3], 16))
            at += 3
        else:
            out.append(32 if plus and text[at] == 43 else text[at])
            at += 1
    return bytes(out)


def sha256(data):
    return hashlib.sha256(data).hexdigest()


def canonical_query(query):
    pairs = []
    for part in query.encode().split(b'&'):
        name, _, value = part.partition(b'=')
        if name:
            pairs.append((decode(name, True), decode(value, True)))
    return '&'.join(f'{encode(name)}={encode(value)}' for name, value in sorted(pairs))


def canonical_request(given, signed):
    path = encode(decode(given['path'].encode(), False), b'/')
    lines = [given['method'].upper(), path if path.endswith('/') else path + '/', canonical_query(given['query'])]
    for name in signed:
        values = sorted(value.strip(' \t').encode() for n, value in given['headers'] if n.lower() == name)
        lines += [f'{name}:{value.decode()}' for value in values]
    hashes = [value.strip(' \t') for name, value in given['headers'] if name.lower() == HASH]
    return '\n'.join(lines + ['', ';'.join(signed), (hashes or [sha256(base64.b64decode(given['body_base64']))])[0]])


def results(given, signed):
    canonical = canonical_request(given, signed)
    key = given['secret_key'].encode()
    scope = []
    access = f'Access={given["access_key"]}'
    if given['algorithm'].startswith('V11'):
        scope = [f'{given["date"][:8]}/{given["region"]}/{given["service"]}']
        extracted = hmac.digest(given['access_key'].encode(), key, 'sha256')
        key = hmac.digest(extracted, scope[0].encode() + b'\1', 'sha256').hex().encode()
        access = f'Credential={given["access_key"]}/{scope[0]}'
    text = '\n'.join([given['algorithm'], given['date'], *scope, sha256(canonical.encode())])
    signature = hmac.digest(key, text.encode(), 'sha256').hex()
    return {'canonical_request': canonical, 'string_to_sign': text, 'signature': signature,
            'authorization': f'{given["algorithm"]} {access}, SignedHeaders={";".join(signed)}, Signature={signature}'}


source = random.Random(SEED)
chance, choice = (lambda share: source.random() < share), source.choice


def word(letters, low, high):
    return ''.join(choice(letters) for _ in range(source.randint(low, high)))


def url_text(odd, longest):
    kinds = (lambda: choice('abzAZ09-_.~'), lambda: choice('abzAZ09-_.~'), lambda: choice(odd),
             lambda: choice(('%{:02X}', '%{:02x}')).format(source.randrange(256)))
    return ''.join(choice(kinds)() for _ in range(source.randint(0, longest)))


def header_value():
    kinds = (lambda: '', lambda: word(' \t', 1, 3), lambda: word('abc \t,;:"\'=é文\xa0\x85', 0, 20),
             lambda: f' \t{word("ab ", 1, 9)} ', lambda: 'v' * source.randint(1, 9000))
    return choice(kinds)()


def query():
    pairs = []
    for _ in range(choice((0, 1, 3, 8, 70))):
        name = choice((url_text(ODD.replace('&', '').replace('=', '') + '?', 4), choice('ab[~')))
        pairs.append(name + choice(('', '=', '=' + url_text(ODD.replace('&', '') + '?', 8))))
    return '&'.join(pairs)


def headers(host, date, body):
    fields = [[choice(('Host', 'host', 'HOST')), choice(('', ' ', '\t')) + host],
              [choice(('X-Sdk-Date', 'x-sdk-date', 'X-SDK-DATE')), date + choice(('', ' '))]]
    for _ in range(source.randint(0, 8)):
        fields.append([choice(('X-', 'a', 'Content-Type', 'x_y', "Z!#$%&'*+-.^`|~", word('abAB-1_', 1, 30))), header_value()])
    if chance(0.2):
        fields.append([choice((HASH, 'X-Sdk-Content-Sha256')),
                       choice(('UNSIGNED-PAYLOAD', ' UNSIGNED-PAYLOAD ', sha256(body), sha256(body).upper() + '\t'))])
    source.shuffle(fields)
    return fields


def request():
    """A request, and the names that are to be signed."""
    day = (source.randint(1970, 2099), source.randint(1, 12), source.randint(1, 28))
    date = '{:04d}{:02d}{:02d}T{:02d}{:02d}{:02d}Z'.format(*day, source.randrange(24), source.randrange(60), source.randrange(60))
    host = choice(('a.b', 'API.Example.com:8443', 'api.example.com:443', '[::1]:8080', 'x'))
    body = choice((b'', b'{}', source.randbytes(source.randint(0, 300))))
    given = {'method': choice(('GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'HEAD', 'OPTIONS', 'get', 'X-Y')), 'scheme': 'https',
             'host': host, 'path': '/' + url_text(ODD, choice((5, 20, 200))), 'query': query(),
             'headers': headers(host, date, body), 'body_base64': base64.b64encode(body).decode(), 'date': date,
             'access_key': word('abAB01_.-', 1, 40), 'secret_key': word('abcXYZ019!@#$é %', 1, choice((10, 64, 65, 200))),
             'algorithm': 'SDK-HMAC-SHA256'}
    if chance(0.2):
        given |= {'algorithm': 'V11-HMAC-SHA256', 'region': word('abc-1', 1, 12), 'service': word('abc', 1, 12)}
    names = sorted({name.lower() for name, _ in given['headers']})
    if chance(0.4):
        return given, [name for name in names if '_' not in name]
    signed = [name for name in names if name == 'x-sdk-date' or chance(0.7)]
    given['signed_headers'] = ';'.join(signed if chance(0.9) else reversed([name.upper() for name in signed]))
    return given, signed


def forge(given, signed):
    """The same with one change of what is signed."""
    fields = [list(field) for field in given['headers']]
    kind = choice(('method', 'path', 'query', 'value', 'secret_key', 'gone'))
    if kind in ('value', 'gone'):
        at = choice([i for i, (name, _) in enumerate(fields) if name.lower() in signed])
        fields[at][1] = fields[at][1].strip(' \t') + 'x'
        return given | {'headers': fields if kind == 'value' else fields[:at] + fields[at + 1:]}
    return given | {kind: given[kind] + ('&more=1' if kind == 'query' else 'x')}


print(f'seed {SEED}')
drawn = [request() for _ in range(COUNT)]
wanted = [results(given, signed) for given, signed in drawn]
_, got = answers('sign', '--jsonl', objects=[given for given, _ in drawn])
for (given, _), right, answer in zip(drawn, wanted, got, strict=True):
    equal(f'sign {given}', {name: answer.get(name) for name in right}, right)
sent = [given | {'authorization': right['authorization'], 'now': given['date']} for (given, _), right in zip(drawn, wanted)]
_, got = answers('verify', '--jsonl', objects=sent)
for given, answer in zip(sent, got, strict=True):
    equal(f'verify {given}', answer, {'ok': True, 'access_key': given['access_key']})
_, got = answers('verify', '--jsonl', objects=[forge(given, signed) for given, (_, signed) in zip(sent, drawn)])
for given, answer in zip(sent, got, strict=True):
    check(f'refuse a forgery of {given}', answer.get('ok') is False, answer)
finish()
