"""`sluice parse`: every row of the corpora, the escapes, and lines that are odd as lines."""
from command import TESTS, check, equal, finish, lines, rows, run


def holds(kind, table, given, wanted, options=()):
    """Every row of a table: its cells `given` in, its cells `wanted` out, `-` cells of a refusal left out."""
    table_rows = rows(f'corpora/{table}.tsv')
    stdin = ''.join('\t'.join(row[i] for i in given) + '\n' for row in table_rows)
    got = lines('parse', kind, *options, stdin=stdin)
    equal(f'{kind} answers each line', len(got), len(table_rows))
    for row, line in zip(table_rows, got):
        cells = [row[i] for i in wanted]
        if cells[0] == 'open':
            continue
        equal(f'{kind} {options} {row}', line, 'reject' if cells[0] == 'reject' else '\t'.join(cells))


holds('path', 'paths', [0], [1])
holds('path', 'paths', [0], [1], ['--mode', 'strict'])
holds('path', 'paths', [0], [2], ['--mode', 'apig'])
holds('host', 'hosts', [0], [1, 2, 3])
holds('ip', 'ips', [0], [1])
holds('cidr', 'cidrs', [0], [1, 2, 3])
holds('date', 'dates', [0, 1], [2])
holds('xff', 'xff', [0, 1, 2], [3])
holds('authorization', 'authorization', [0], [1, 2, 3, 4])

# Canonical text reads as itself.
for kind in ('ip', 'host'):
    table = {'ip': 'ips', 'host': 'hosts'}[kind]
    cell = {'ip': 1, 'host': 2}[kind]
    canonical = [row[cell] for row in rows(f'corpora/{table}.tsv') if row[1] != 'reject']
    again = [line.split('\t')[cell - 1] for line in lines('parse', kind, stdin=''.join(c + '\n' for c in canonical))]
    equal(f'{kind} is idempotent', again, canonical)

# Lines: an empty one is an empty value, '#' is no comment, the last may lack its end.
equal('an empty line is a value', lines('parse', 'ip', stdin='\n\n::1\n'), ['reject', 'reject', '::1'])
equal('# is a value', lines('parse', 'path', stdin='# no comment\n/a\n'), ['reject', '/a'])
equal('no end of the last line', lines('parse', 'ip', stdin='1.2.3.4'), ['1.2.3.4'])
equal('no input, no output', lines('parse', 'ip', stdin=''), [])
equal('a raw NUL', lines('parse', 'ip', stdin=b'1.2.3.4\0\n1.2.3.4\n'), ['reject', '1.2.3.4'])
equal('raw bytes over 7F', lines('parse', 'path', '--mode', 'strict', stdin=b'/\xff\n'), ['reject'])
equal('CR belongs to the value', lines('parse', 'ip', stdin='1.2.3.4\r\n'), ['reject'])
equal('a raw tab belongs to a value', lines('parse', 'host', stdin='\texample.com\t\n'), ['name\texample.com\t-'])
for bad in ('\\', '\\x', '\\x4', '\\xzz', '\\q', '/a\\'):
    equal(f'no escape: {bad}', lines('parse', 'path', stdin=bad + '\n/a\n'), ['reject', '/a'])
equal('spaces at both ends are escaped', lines('parse', 'path', '--mode', 'apig', stdin='/a%20b%20\n/%20\n'),
      ['/a b\\x20', '/\\x20'])
equal('bytes are escaped', lines('parse', 'path', '--mode', 'apig', stdin='/%09%5c%7f%80%0a\n'),
      ['/\\t\\\\\\x7f\\x80\\x0a'])
equal('raw mode keeps escapes', lines('parse', 'path', '--mode', 'raw', stdin='/a%2Fb/../c\n'), ['/c'])
equal('too few and too many cells', lines('parse', 'date', stdin='20210224T100000Z\n1\t2\t3\n'), ['reject', 'reject'])
equal('xff with a wrong index', lines('parse', 'xff', stdin='1.2.3.4\t-\tx\n1.2.3.4\t-\n'), ['unknown', 'unknown'])
huge = '/' + 'a' * 5_000_000
equal('a line of 5 MB', lines('parse', 'path', stdin=huge + '\n/b\n'), [huge, '/b'])
many = ''.join(f'/v1/users/{i}\n' for i in range(200_000))
equal('200,000 lines', lines('parse', 'path', stdin=many), many.split('\n')[:-1])

# Raw streams, whole and cut.
streams = rows('corpora/http-raw/index.tsv')
folder = TESTS / 'corpora/http-raw'
for split in ((), ('--split', 1), ('--split', 7), ('--split', 4096)):
    got = lines('parse', 'http', *(folder / row[0] for row in streams), *split)
    for row, line in zip(streams, got, strict=True):
        equal(f'{row[0]} {split}', line, '\t'.join([str(folder / row[0]), *row[1:5]]))
status, out, err = run('parse', 'http', folder / 'none.raw', folder / streams[0][0])
check('a file that is not there', status == 2 and out.count(b'\n') == 1 and b'none.raw' in err, (status, out, err))

# Wrong usage.
for arguments in ((), ('parse',), ('parse', 'nothing'), ('parse', 'path', '--mode', 'x'), ('parse', 'ip', 'x'),
                  ('nothing',), ('parse', 'ip', '--mode', 'raw'), ('parse', 'http'), ('parse', 'http', '--split', '0', 'x')):
    status, out, err = run(*arguments)
    check(f'wrong usage {arguments}', status == 2 and out == b'' and err != b'', (status, out, err))
for arguments in ((), ('errors',), ('parse',), ('parse', 'path'), ('parse', 'xff')):
    status, out, err = run(*arguments, '--help')
    check(f'help of {arguments}', status == 0 and b'Usage' in out and err == b'', (status, out, err))
finish()
