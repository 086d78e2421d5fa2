"""`sluice explain signature`: the causes that the library proves, as lines and for people."""
import hashlib
import hmac
import json

from command import answers, check, equal, finish, run, vectors

GOOD = vectors('sdk-hmac-sha256.jsonl')
FIELDS = ('method', 'scheme', 'host', 'path', 'query', 'headers', 'body_base64', 'access_key', 'secret_key')
example = GOOD[0]


def received(vector, canonical=None, **more):
    """The request of a vector, signed over `canonical` in the place of the right text."""
    canonical = canonical or vector['canonical_request']
    text = '\n'.join(['SDK-HMAC-SHA256', vector['date'], hashlib.sha256(canonical.encode()).hexdigest()])
    signature = hmac.new(vector['secret_key'].encode(), text.encode(), hashlib.sha256).hexdigest()
    authorization = vector['authorization'][:-64] + signature
    return {name: vector[name] for name in FIELDS} | {'authorization': authorization, 'now': vector['date']} | more


status, got = answers('explain', 'signature', '--jsonl', objects=[received(v) for v in GOOD])
equal('status', status, 0)
for vector, answer in zip(GOOD, got, strict=True):
    check(f'{vector["name"]} is well', answer['ok'] and answer['signature_right'], answer)
    equal(f'{vector["name"]} canonical', answer['canonical_request'], vector['canonical_request'])

lines = example['canonical_request'].split('\n')
SWAPPED = '&'.join(reversed(lines[2].split('&')))
mistakes = [
    ('path_without_final_slash', [lines[0], lines[1].rstrip('/')] + lines[2:]),
    ('query_unsorted', lines[:2] + [SWAPPED] + lines[3:]),
    ('query_left_out', lines[:2] + [''] + lines[3:]),
    ('trailing_line_end', lines + ['']),
]
for cause, canonical in mistakes:
    _, [answer] = answers('explain', 'signature', '--jsonl', objects=[received(example | {'query': SWAPPED}, '\n'.join(canonical))])
    found = [(f['cause'], f['proved']) for f in answer['findings']]
    check(cause, (cause, True) in found and not answer['ok'], answer)
    check(f'{cause} keeps the secret', example['secret_key'] not in json.dumps(answer), answer)
wrong = received(example, '\n'.join(mistakes[0][1]))
no_secret = {k: v for k, v in wrong.items() if k != 'secret_key'}
for member, text in (('canonical_request', '\n'.join(mistakes[0][1])),
                     ('error_body', '{"error_msg":"... verify signature fail, canonicalRequest:' + '|'.join(mistakes[0][1]) + '"}')):
    _, [answer] = answers('explain', 'signature', '--jsonl', objects=[no_secret | {member: text}])
    check(f'by {member}', [f['cause'] for f in answer['findings']] == ['path_without_final_slash'], answer)
_, [answer] = answers('explain', 'signature', '--jsonl', objects=[wrong | {'authorization': 'SDK-HMAC-SHA256 x'}])
check('what cannot be read', answer['unreadable'] == 'authorization_illegal' and not answer['ok'], answer)

status, got = answers('explain', 'signature', '--jsonl', objects=[b'{', wrong | {'x': 1}, wrong | {'error_body': 1}, wrong])
equal('bad lines', (status, [a.get('error', {}).get('code') for a in got]), (1, ['json_syntax', 'unknown_member', 'wrong_type', None]))
status, out, err = run('explain', 'signature', stdin=json.dumps(wrong))
check('for people', status == 1 and b'path_without_final_slash (proved): ' in out and b'  client: ' in out and b'  right : ' in out, out)
status, out, err = run('explain', 'signature', stdin=json.dumps(received(example)))
equal('for people, well', (status, out), (0, b'the signature is right\n'))
for arguments in ((), ('nothing',), ('signature', 'x')):
    equal(f'wrong usage {arguments}', run('explain', *arguments)[0], 2)
equal('help', run('explain', 'signature', '--help')[0], 0)
finish()
