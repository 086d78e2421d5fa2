'use strict';
// Draws the tree of routes. The data stands in the page as JSON; every text of it becomes a text node and
// nothing else, so no name in a configuration is ever read as markup. Only the rows in sight exist as elements,
// so a hundred thousand routes scroll like ten.
const data = JSON.parse(document.getElementById('data').textContent);
const METHODS = ['GET', 'POST', 'PUT', 'DELETE', 'HEAD', 'PATCH', 'OPTIONS', 'ANY'];
const ROW = 30;
const by = id => document.getElementById(id);
const tree = by('tree'), find = by('find'), detail = by('detail');

function make(tag, className, ...content) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  element.append(...content);
  return element;
}
const number = n => n.toLocaleString('en');
const many = (n, one, more = one + 's') => number(n) + ' ' + (n === 1 ? one : more);

// ---- The tree: group, environment, path segments, APIs. A node: {kind, text, parent, kids, routes, open}.

function node(kind, text, parent) {
  const made = {kind, text, parent, kids: [], open: false, level: parent ? parent.level + 1 : 0, total: 0, silent: 0};
  if (parent) parent.kids.push(made);
  return made;
}
const root = node('root', '', null);
const KIND = text => /^\{[^{}]*\+\}$/.test(text) ? 2 : /^\{[^{}]*\}$/.test(text) ? 1 : 0;

function build() {
  const groups = data.groups.map(group => Object.assign(node('group', group.name, root), {group, places: new Map()}));
  data.routes.forEach((route, order) => {
    const group = groups[route.group];
    let at = group.places.get(route.env);
    if (!at) group.places.set(route.env, at = Object.assign(node('environment', route.env, group), {index: new Map()}));
    const pieces = route.uri === '/' ? [''] : route.uri.split('/').slice(1);
    for (const piece of pieces) {
      let next = at.index.get(piece);
      if (!next) at.index.set(piece, next = Object.assign(node('segment', '/' + piece, at), {index: new Map()}));
      at = next;
    }
    const leaf = Object.assign(node('api', route.name, at), {route, order});
    route.leaf = leaf;
    leaf.words = [route.method, route.uri, route.name, route.api, group.group.id, group.text, route.env, route.version || '',
                  group.group.hosts.join(' ')].join('\n').toLowerCase();
  });
  finish(root);
  root.kids.sort((a, b) => a.text.localeCompare(b.text, 'en', {numeric: true}));
}
// Chains of segments without a branch become one row, the API at their end too; counts go up; segments stand as
// they are preferred.
function finish(at) {
  for (let i = 0; i < at.kids.length; ++i) {
    let kid = at.kids[i];
    while (kid.kind === 'segment' && kid.kids.length === 1) {
      const only = kid.kids[0];
      if (only.kind === 'api') only.path = kid.text;
      else only.text = kid.text + only.text;
      only.parent = at;
      at.kids[i] = kid = only;
    }
    kid.level = at.level + 1;
    finish(kid);
    at.total += kid.total;
    at.silent += kid.silent;
  }
  if (at.kind === 'api') { at.total = 1; at.silent = at.route.silent ? 1 : 0; }
  if (at.kids.length > 1 && at.kind !== 'root') {
    const text = kid => kid.kind === 'api' ? kid.path : kid.text;
    const rank = kid => text(kid) === undefined ? -1 : KIND(text(kid).split('/')[1]);
    at.kids.sort((a, b) => rank(a) - rank(b) || (rank(a) < 0 ? a.order - b.order : text(a) < text(b) ? -1 : 1));
  }
}

// ---- What is in sight: the search, the methods and the folds leave a flat list of rows.

const shown = {terms: [], methods: new Set(), silent: false, shut: new Set()};
let rows = [], active = null, hits = 0;
const isFiltered = () => shown.terms.length > 0 || shown.methods.size > 0 || shown.silent;

function fits(leaf) {
  if (shown.methods.size && !shown.methods.has(leaf.route.method)) return false;
  if (shown.silent && !leaf.route.silent) return false;
  return shown.terms.every(term => leaf.words.includes(term));
}
function count(at) {
  if (at.kind === 'api') return at.hits = fits(at) ? 1 : 0;
  at.hits = 0;
  for (const kid of at.kids) at.hits += count(kid);
  return at.hits;
}
const isOpen = at => isFiltered() ? !shown.shut.has(at) : at.open;
function list(at) {
  for (const kid of at.kids) {
    if (kid.hits === 0) continue;
    rows.push(kid);
    if (kid.kids.length && isOpen(kid)) list(kid);
  }
}
function refresh() {
  rows = [];
  hits = count(root);
  list(root);
  rows.forEach((row, i) => row.at = i);
  if (!active || rows[active.at] !== active) active = visibleAncestor(active) || rows[0] || null;
  body.style.height = rows.length * ROW + 'px';
  by('status').textContent = isFiltered() ? many(hits, 'route') + ' of ' + number(root.total) + ' shown' : '';
  draw();
}
function visibleAncestor(at) {
  while (at && (rows[at.at] !== at)) at = at.parent;
  return at && at.kind !== 'root' ? at : null;
}

// ---- Drawing.

const body = make('div', 'rows');
body.setAttribute('role', 'presentation');
tree.append(body);
const nothing = make('p', 'empty');
nothing.hidden = true;
tree.append(nothing);

// Text with the search's words marked.
function marked(text) {
  const parts = document.createDocumentFragment();
  const lower = text.toLowerCase();
  const terms = shown.terms.filter(term => lower.includes(term));
  if (!terms.length || lower.length !== text.length) { parts.append(text); return parts; }
  for (let at = 0; at < text.length;) {
    let first = text.length, size = 0;
    for (const term of terms) {
      const found = lower.indexOf(term, at);
      if (found >= 0 && (found < first || (found === first && term.length > size))) { first = found; size = term.length; }
    }
    parts.append(text.slice(at, first));
    if (size) parts.append(make('mark', '', text.slice(first, first + size)));
    at = first + (size || 1);
  }
  return parts;
}
function path(text) {
  const parts = document.createDocumentFragment();
  text.split('/').slice(1).forEach(piece => {
    parts.append(make('span', 'slash mono', '/'));
    if (piece) parts.append(make('span', ['segment', 'variable', 'tail'][KIND(piece)], marked(piece)));
  });
  return parts;
}
function method(name, size = '') { return make('span', 'method ' + size + ' ' + (METHODS.includes(name) ? name : 'ANY'), name); }

const CONTENT = {
  group: at => [make('span', 'group label', marked(at.text)), ...at.group.hosts.slice(0, 3).map(host => make('span', 'pill', marked(host))),
                ...(at.group.hosts.length > 3 ? [make('span', 'pill', '+' + (at.group.hosts.length - 3))] : []),
                ...(at.group.hosts.length ? [] : [make('span', 'pill', 'no host')])],
  environment: at => [make('span', 'environment label', marked(at.text))],
  segment: at => [make('span', 'label', path(at.text)),
                  ...(isOpen(at) ? [] : at.kids.filter(kid => kid.kind === 'api' && !kid.path && kid.hits).slice(0, 7).map(kid => method(kid.route.method, 'small')))],
  api: at => [...(at.path ? [make('span', 'label', path(at.path))] : []),
              method(at.route.method, at.path ? 'small' : ''), make('span', 'name', marked(at.route.name)),
              ...(at.route.api === at.route.name ? [] : [make('span', 'id', marked(at.route.api))]),
              ...(at.route.mode === 'SWA' ? [make('span', 'prefix', 'prefix')] : []),
              ...(at.route.version ? [make('span', 'pill', marked(at.route.version))] : []),
              ...(at.route.silent ? [make('span', 'warn', at.route.silent.kind === 'unreachable' ? 'no host' : 'never answers')] : [])],
};
function drawRow(at) {
  const row = make('div', 'row ' + (at.kind === 'api' && at.route.silent ? 'silent' : ''));
  row.id = 'row' + at.at;
  row.style.top = at.at * ROW + 'px';
  row.setAttribute('role', 'treeitem');
  row.setAttribute('aria-level', at.level);
  const siblings = at.parent.kids.filter(kid => kid.hits > 0);
  row.setAttribute('aria-setsize', siblings.length);
  row.setAttribute('aria-posinset', siblings.indexOf(at) + 1);
  row.setAttribute('aria-selected', at === active);
  if (at.kids.length) row.setAttribute('aria-expanded', isOpen(at));
  const guides = make('span', 'guides');
  for (let i = 1; i < at.level; ++i) guides.append(make('i'));
  row.append(guides, make('span', 'fold', at.kids.length ? '▶' : ''), ...CONTENT[at.kind](at));
  if (at.kids.length) row.append(make('span', 'count', at.hits < at.total ? number(at.hits) + ' of ' + number(at.total) : number(at.total)));
  row.dataset.at = at.at;
  return row;
}
function draw() {
  const first = Math.max(0, Math.floor(tree.scrollTop / ROW) - 8);
  const last = Math.min(rows.length, Math.ceil((tree.scrollTop + tree.clientHeight) / ROW) + 8);
  body.replaceChildren(...rows.slice(first, last).map(drawRow));
  nothing.hidden = rows.length > 0;
  nothing.textContent = root.total ? 'Nothing fits the search.' : 'No API is published.';
  if (active && active.at >= first && active.at < last) tree.setAttribute('aria-activedescendant', 'row' + active.at);
  else tree.removeAttribute('aria-activedescendant');
}

// ---- Details of the row that is chosen.

function facts(pairs) {
  const all = make('dl');
  for (const [name, value] of pairs) if (value !== '') all.append(make('dt', '', name), make('dd', '', value));
  return all;
}
function spread(at) {
  const counts = new Map();
  (function walk(n) { if (n.kind === 'api') counts.set(n.route.method, (counts.get(n.route.method) || 0) + 1); n.kids.forEach(walk); })(at);
  const bar = make('div', 'spread');
  const used = METHODS.filter(name => counts.has(name));
  for (const name of used) { const part = make('i', name); part.style.flexGrow = counts.get(name); bar.append(part); }
  bar.setAttribute('aria-hidden', 'true');
  return [bar, facts(used.map(name => [method(name), number(counts.get(name))]))];
}
function describeApi(at) {
  const {route} = at, group = data.groups[route.group];
  const title = make('h2', '', route.name);
  const line = make('p', 'uri', method(route.method), ' ', path(route.uri), route.mode === 'SWA' ? make('span', 'slash', ' and what is under it') : '');
  const parts = [title, line];
  if (route.silent) parts.push(note(route.silent));
  parts.push(facts([['API', route.api], ['Group', group.name === group.id ? group.id : group.name + ' (' + group.id + ')'],
    ['Hosts', group.hosts.join(', ') || 'none'], ['Environment', route.env], ['Version', route.version || ''],
    ['Match mode', route.mode === 'SWA' ? 'SWA, by prefix' : 'NORMAL, the whole path'], ['Protocol', route.protocol],
    ['Authentication', route.auth], ['Backend', route.backend],
    ['Order', number(at.order - first(at) + 1) + ' of ' + number(environmentOf(at).total) + ' in ' + route.env]]));
  return parts;
}
function environmentOf(at) { while (at.kind !== 'environment') at = at.parent; return at; }
function first(at) {
  const environment = environmentOf(at);
  if (environment.first === undefined) {
    environment.first = Infinity;
    (function walk(n) { if (n.kind === 'api') environment.first = Math.min(environment.first, n.order); n.kids.forEach(walk); })(environment);
  }
  return environment.first;
}
function note(silent) {
  const text = make('div', 'note', silent.message);
  if (silent.other !== null) {
    const go = make('button', '', 'Show ' + data.routes[silent.other].name);
    go.type = 'button';
    go.addEventListener('click', () => { clear(); reveal(data.routes[silent.other].leaf); tree.focus(); });
    text.append(make('br'), go);
  }
  return text;
}
function pathOf(at) { let text = ''; for (; at.kind === 'segment'; at = at.parent) text = at.text + text; return text; }
function describe(at) {
  if (!at) return [make('p', 'empty', 'Choose a row to see what it is.')];
  if (at.kind === 'api') return describeApi(at);
  const title = at.kind === 'segment' ? make('p', 'uri', path(pathOf(at))) : make('h2', '', at.text);
  const pairs = [];
  if (at.kind === 'group') pairs.push(['Group', at.group.id], ['Hosts', at.group.hosts.join(', ') || 'none: no request gets here']);
  if (at.kind === 'environment') pairs.push(['Group', at.parent.text], ['X-Stage', at.text]);
  pairs.push(['Routes', number(at.total)]);
  if (at.silent) pairs.push(['Never answer', number(at.silent)]);
  return [title, facts(pairs), ...spread(at)];
}
function tell() { detail.replaceChildren(...describe(active)); }

// ---- Moving and folding.

function choose(at, scroll = true) {
  active = at;
  if (scroll && at) {
    const top = at.at * ROW;
    if (top < tree.scrollTop) tree.scrollTop = top;
    if (top + ROW > tree.scrollTop + tree.clientHeight) tree.scrollTop = top + ROW - tree.clientHeight;
  }
  draw();
  tell();
}
function fold(at, open) {
  if (!at.kids.length) return;
  at.open = open;
  open ? shown.shut.delete(at) : shown.shut.add(at);
  refresh();
}
function foldAll(at, open) {
  (function walk(n) { n.open = open; open ? shown.shut.delete(n) : shown.shut.add(n); n.kids.forEach(walk); })(at);
  refresh();
}
function reveal(leaf) {
  for (let at = leaf.parent; at; at = at.parent) at.open = true;
  active = leaf;
  refresh();
  choose(leaf);
  tree.scrollTop = Math.max(0, leaf.at * ROW - tree.clientHeight / 2);
}
function clear() {
  find.value = '';
  shown.terms = [];
  shown.methods.clear();
  shown.silent = false;
  for (const chip of document.querySelectorAll('[aria-pressed]')) chip.setAttribute('aria-pressed', 'false');
}
const page = () => Math.max(1, Math.floor(tree.clientHeight / ROW) - 1);
const KEYS = {
  ArrowDown: at => rows[at.at + 1], ArrowUp: at => rows[at.at - 1], Home: () => rows[0], End: () => rows[rows.length - 1],
  PageDown: at => rows[Math.min(rows.length - 1, at.at + page())], PageUp: at => rows[Math.max(0, at.at - page())],
  ArrowRight: at => { if (!at.kids.length) return at; if (!isOpen(at)) { fold(at, true); return at; } return rows[at.at + 1]; },
  ArrowLeft: at => { if (at.kids.length && isOpen(at)) { fold(at, false); return at; } return at.parent.kind === 'root' ? at : at.parent; },
  Enter: at => { fold(at, !isOpen(at)); return at; }, ' ': at => { fold(at, !isOpen(at)); return at; },
  '*': at => { foldAll(at, true); return at; },
};
tree.addEventListener('keydown', event => {
  if (!active || event.ctrlKey || event.metaKey || event.altKey || !(event.key in KEYS)) return;
  event.preventDefault();
  choose(KEYS[event.key](active) || active);
});
tree.addEventListener('click', event => {
  const row = event.target.closest('.row');
  if (!row) return;
  const at = rows[row.dataset.at];
  active = at;
  if (at.kids.length) fold(at, !isOpen(at));
  choose(at, false);
});
tree.addEventListener('scroll', () => requestAnimationFrame(draw), {passive: true});
window.addEventListener('resize', draw);
find.addEventListener('input', () => {
  shown.terms = find.value.toLowerCase().split(/\s+/).filter(Boolean);
  shown.shut.clear();
  tree.scrollTop = 0;
  refresh();
  tell();
});
find.addEventListener('keydown', event => {
  if (event.key === 'ArrowDown' || event.key === 'Enter') { event.preventDefault(); tree.focus(); }
  if (event.key === 'Escape') { find.value = ''; find.dispatchEvent(new Event('input')); }
});
document.addEventListener('keydown', event => {
  if (event.key !== '/' || event.target === find || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  find.focus();
  find.select();
});
by('open').addEventListener('click', () => foldAll(root, true));
by('close').addEventListener('click', () => foldAll(root, false));

// ---- The first look.

function press(chip, is) { chip.setAttribute('aria-pressed', is); shown.shut.clear(); tree.scrollTop = 0; refresh(); tell(); }
function addMethods() {
  const counts = new Map();
  for (const route of data.routes) counts.set(route.method, (counts.get(route.method) || 0) + 1);
  for (const name of METHODS.filter(name => counts.has(name))) {
    const chip = make('button', name, name, make('small', '', number(counts.get(name))));
    chip.type = 'button';
    chip.setAttribute('aria-pressed', 'false');
    chip.addEventListener('click', () => {
      shown.methods.has(name) ? shown.methods.delete(name) : shown.methods.add(name);
      press(chip, shown.methods.has(name));
    });
    by('methods').append(chip);
  }
}
function addSummary() {
  const apis = new Set(data.routes.map(route => route.group + '\n' + route.api)).size;
  const environments = new Set(data.routes.map(route => route.env)).size;
  const parts = [[data.groups.length, 'group'], [environments, 'environment'], [apis, 'API'], [data.routes.length, 'route']];
  parts.forEach(([n, what], i) => by('summary').append(i ? ' · ' : '', make('b', '', number(n)), ' ' + what + (n === 1 ? '' : 's')));
  if (data.title) by('summary').append(' · ', data.title);
  if (!root.silent) return;
  const chip = by('silent');
  chip.hidden = false;
  chip.textContent = number(root.silent) + ' never answer';
  chip.addEventListener('click', () => { shown.silent = !shown.silent; press(chip, shown.silent); });
}
// Opens level by level as long as it stays a page or two.
function openSome() {
  let room = 60;
  for (let level = root.kids; level.length;) {
    const next = level.flatMap(at => at.kids);
    if (level !== root.kids && next.length > room) break;
    for (const at of level) at.open = true;
    room -= next.length;
    level = next.filter(at => at.kids.length);
  }
}
build();
addMethods();
addSummary();
openSome();
refresh();
tell();
document.documentElement.dataset.ready = 'yes';
