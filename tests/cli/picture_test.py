"""`sluice routes --html` in a real browser, and `--dot` through Graphviz: what a person sees, finds and folds, and that
no name in a configuration becomes markup or script. Without a browser that part is skipped and says so.
"""
import json
import random
import re
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

import browser
from command import check, equal, finish, run, skip

folder = Path(tempfile.mkdtemp())


def api(name, uri, method='GET', **more):
    params = [{'name': one, 'location': 'PATH'} for one in re.findall(r'\{([^}+]+)\+?\}', uri)]
    return {'id': name, 'name': 'api_' + re.sub(r'\W', '', name), 'req_method': method, 'req_uri': uri, 'auth_type': 'NONE',
            'backend_type': 'HOST', 'req_params': params, 'published': ['RELEASE']} | more


def group(name, *apis, **more):
    return {'id': name, 'name': 'group_' + re.sub(r'\W', '', name), 'url_domains': [{'url_domain': re.sub(r'\W', '', name) + '.example.com'}],
            'apis': list(apis)} | more


def picture(name, document):
    file = folder / (name + '.json')
    file.write_text(json.dumps(document))
    status, out, err = run('routes', file, '--html')
    check(f'{name}: a page', status == 0 and out.startswith(b'<!DOCTYPE html>'), (status, err))
    page = folder / (name + '.html')
    page.write_bytes(out)
    status, dot, err = run('routes', file, '--dot')
    check(f'{name}: a graph', status == 0 and dot.startswith(b'digraph'), (status, err))
    return page, dot


def many(count, seed=20210224):
    chosen = random.Random(seed)
    words = [w + str(i) for w in ('orders', 'items', 'users', 'files', 'teams', 'roles') for i in range(9)]
    groups, seen = [group(f'g{i}') for i in range(count // 500)], set()
    while len(seen) < count:
        number = len(seen)
        at = number % len(groups)
        parts = ['{p%d}' % i if chosen.random() < .25 else chosen.choice(words) for i in range(chosen.randint(1, 5))]
        route = (at, chosen.choice(['GET', 'POST', 'PUT', 'DELETE', 'ANY']), '/' + '/'.join(parts))
        if (key := (at, route[1], re.sub(r'\{.*?\}', '{}', route[2]))) not in seen:
            seen.add(key)
            groups[at]['apis'].append(api(f'a{number}', route[2], route[1]))
    return {'groups': groups}


small = {'environments': [{'name': 'BETA'}], 'groups': [
    group('shop', api('get', '/orders/{id}', published=['RELEASE', 'BETA']), api('any', '/orders/{id}', 'ANY'),
          api('list', '/orders'), api('deep', '/files/{path+}'), api('reports', '/reports/{path+}'),
          api('root', '/reports/'), api('old', '/reports/', match_mode='SWA')),
    group('lost', api('alone', '/x'), url_domains=[])]}
EVIL = ['</script><script>window.hacked=1</script>', '<img src=x onerror=window.hacked=1>', '"><svg onload=window.hacked=1>',
        '<!--<script>', "';window.hacked=1//", '${window.hacked=1}', '&lt;b&gt;', '\u2028\u2029', '__proto__', '\\u003c\\"]}', '\x1b[31m']
hostile = {'groups': [group('evil', *[api(text, f'/e{i}') | {'name': f'evil_{i}'} for i, text in enumerate(EVIL)], id=EVIL[0]),
                      group('quotes', api('q', "/a'b;&c"))]}

pages = {'small': picture('small', small), 'many': picture('many', many(10_000)), 'hostile': picture('hostile', hostile)}
pages['empty'] = picture('empty', {})
for name, (page, dot) in pages.items():
    text = page.read_text()
    head, data, script = re.split(r'<script[^>]*>', text)
    check(f'{name}: loads nothing', not re.search(r'(?:src|href|url|@import)\s*[=(]|https?://', head + script), name)
    check(f'{name}: the data are only data', data.count('<') == data.count('</') == 1 and script.count('</script') == 1, name)
    json.loads(data.split('</script>')[0])

dot_command = shutil.which('dot')
if dot_command:
    for name in ('small', 'hostile', 'empty'):
        done = subprocess.run([dot_command, '-Tsvg'], input=pages[name][1], capture_output=True, timeout=60)
        check(f'{name}: Graphviz draws it', done.returncode == 0 and b'</svg>' in done.stdout, done.stderr)
        check(f'{name}: Graphviz has no complaint', b'Error' not in done.stderr and b'syntax' not in done.stderr, done.stderr)
else:
    skip('Graphviz is not there')

path = browser.find()
if not path:
    skip('no Chromium: the page was not looked at')
    finish()
try:
    seen = browser.Browser(path)
except (OSError, TimeoutError, EOFError, RuntimeError) as error:
    skip(f'Chromium does not start: {error!r}')
    finish()


def look(name):
    seen.open(pages[name][0])
    equal(f'{name}: no complaint', seen.errors, [])
    equal(f'{name}: asks for itself alone', [r.rsplit('/', 1)[1] for r in seen.requests], [name + '.html'])
    equal(f'{name}: is drawn', seen.run('document.documentElement.dataset.ready'), 'yes')


def labels():
    return seen.run('[...document.querySelectorAll(".row")].map(r => [...r.querySelectorAll(".label,.method,.name,.warn")].map(e => e.textContent).join(" "))')


def status():
    return seen.run('document.getElementById("status").textContent')


def active():
    return seen.run('(e => e && e.textContent.replace(/\\s+/g, " "))(document.getElementById(tree.getAttribute("aria-activedescendant")))')


def search(text):
    seen.run('find.focus(), find.select()')
    seen.type(text) if text else seen.run('find.value = "", find.dispatchEvent(new Event("input"))')


try:
    look('small')
    rows = labels()
    check('groups and environments', {'group_lost', 'group_shop', 'RELEASE', 'BETA'} <= set(rows), rows)
    check('an API is marked that has no host', '/x GET api_alone no host' in rows, rows)
    seen.run('document.getElementById("open").click()')
    rows = labels()
    check('and one that never answers', 'GET api_old never answers' in rows, rows)
    search('beta get')
    equal('a search counts', (status(), [r for r in labels() if 'GET' in r]), ('1 route of 9 shown', ['/orders/{id} GET api_get']))
    search('nothing fits')
    equal('or says that nothing fits', (labels(), seen.run('document.querySelector(".empty").textContent')), ([], 'Nothing fits the search.'))
    search('')
    # By keyboard alone.
    seen.run('document.activeElement.blur()')
    seen.press('/', '/')
    equal('a slash leads to the search', seen.run('document.activeElement.id'), 'find')
    seen.type('api_root')
    seen.press('ArrowDown')
    equal('the arrow leads to the tree', seen.run('document.activeElement.id'), 'tree')
    seen.press('End')
    check('the last row', 'api_root' in active(), active())
    check('its details', 'api_root' in seen.run('detail.textContent') and 'NORMAL' in seen.run('detail.textContent'), seen.run('detail.textContent'))
    seen.press('ArrowLeft')
    seen.press('ArrowLeft')
    equal('left goes up and folds', labels(), ['group_shop', 'RELEASE', '/reports', '/ GET'])
    seen.press('ArrowRight')
    seen.press('Home')
    equal('home', seen.run('document.querySelectorAll("[role=treeitem][aria-selected=true]").length'), 1)
    roles = seen.run('[...document.querySelectorAll("[role=treeitem]")].every(r => r.ariaLevel && r.ariaSetSize && r.ariaPosInSet)')
    check('rows say where they stand', roles)
    search('')
    seen.run('document.getElementById("silent").click()')
    equal('only those that never answer', status(), '2 routes of 9 shown')
    seen.run('reveal(data.routes.find(r => r.api === "old").leaf)')
    seen.run('document.querySelector(".note button").click()')
    check('leads to the one that answers', 'api_root' in active(), active())

    look('hostile')
    seen.run('foldAll(root, true)')
    for x in range(3):
        seen.run(f'rows.forEach(r => choose(r)), tree.scrollTop = {x * 150}')
    equal('nothing of a name is run', (seen.run('window.hacked'), seen.errors), (None, []))
    texts = seen.run('(foldAll(root, true), data.routes.map(r => (choose(r.leaf), detail.textContent)))')
    check('names stand as they are', all(any(evil in text for text in texts) for evil in EVIL), texts)
    equal('no element out of data', seen.run('document.querySelectorAll("img, svg, b:not(footer b, #summary b), script:not([id]) ~ script").length'), 0)
    equal('the page may run no other script', seen.run('(s => (s.textContent = "window.other = 1", document.body.append(s), window.other))(document.createElement("script"))'), None)
    seen.errors.clear()

    look('many')
    check('few rows are elements', seen.run('document.querySelectorAll(".row").length') < 80)
    for name, script in (('open all', 'foldAll(root, true)'), ('search', 'find.value = "orders1 get", find.dispatchEvent(new Event("input"))'),
                         ('clear', 'find.value = "", find.dispatchEvent(new Event("input"))'), ('to the end', 'tree.scrollTop = 1e9, draw()')):
        started = time.monotonic()
        seen.run(script + ', document.body.offsetHeight')
        took = time.monotonic() - started
        check(f'10,000 routes: {name} takes no second', took < 3, took)  # of a busy machine
        check(f'{name}: few rows are elements', seen.run('document.querySelectorAll(".row").length') < 80)
    equal('all are there', seen.run('root.total'), 10_000)

    look('empty')
    equal('an empty page says so', seen.run('document.querySelector(".empty").textContent'), 'No API is published.')
finally:
    seen.close()
    shutil.rmtree(folder)
finish()
