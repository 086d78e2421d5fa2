"""`sluice errors`: the table as published, whole and by code."""
import json

from command import TESTS, check, equal, finish, lines, run

wanted = (TESTS.parent / 'lib/error/errors.tsv').read_text().split('\n')[1:-1]
equal('227 rows', len(wanted), 227)
equal('the table as text', lines('errors'), wanted)

columns = ['table', 'code', 'http_status', 'message', 'meaning', 'remedy']
objects = json.loads('\n'.join(lines('errors', '--json')))
equal('members of a row', list(objects[0]), columns)
equal('the table as JSON', ['\t'.join(str(row[c]) for c in columns) for row in objects], wanted)

for code in ('APIG.0201', '0201'):
    equal(f'rows of {code}', lines('errors', code), [row for row in wanted if row.split('\t')[1] == 'APIG.0201'])
equal('one code as JSON', [row['http_status'] for row in json.loads('\n'.join(lines('errors', '0308', '--json')))], [429])
for code in ('APIG.4711', '', 'x', 'APIG.', '030'):
    status, out, err = run('errors', code) if code else (1, b'', b'.')
    check(f'no code {code}', status == 1 and out == b'' and err != b'', (status, out, err))
equal('wrong usage', run('errors', '0308', '0309')[0], 2)
finish()
