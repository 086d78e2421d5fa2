// Random requests signed by the vendor's npm package, as JSON lines for `sluice sign` and `sluice verify`.
// usage: node npm_random.js SEED COUNT
//
// Left out is what the package itself gets wrong or cannot take: names beyond the basic plane (it sorts by UTF-16),
// header names whose order depends on a locale, paths that its URL parser rewrites, bodies that are no JSON.
const { AKSKSigner } = require('@huaweicloud/huaweicloud-sdk-core/auth/AKSKSigner');

let state = Number(process.argv[2]) >>> 0;
const count = Number(process.argv[3]);

function random() {  // mulberry32
  state = (state + 0x6d2b79f5) >>> 0;
  let t = Math.imul(state ^ (state >>> 15), state | 1);
  t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
  return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
}
const below = (end) => Math.floor(random() * end);
const pick = (list) => list[below(list.length)];
const word = (letters, min, max) => Array.from({ length: min + below(max - min + 1) }, () => pick(letters)).join('');

const plain = [...'abcXYZ019-_.~'];
const text = [...plain, ...' +&=/?%#[]{}!*()\'"éЖ文\u{1F600}'];
const name = [...plain, ...' +&=/?%[]{}!*éЖ文'];

// One of the ways to write a text in a query.
function write(decoded) {
  let encoded = encodeURIComponent(decoded);
  if (below(2)) encoded = encoded.replace(/%20/g, '+');
  if (below(3) === 0) encoded = encoded.replace(/%../g, (escape) => escape.toLowerCase());
  const escape = (letter) => (letter.length > 1 || below(4) ? letter : '%' + letter.charCodeAt(0).toString(16));
  if (below(3) === 0) encoded = encoded.replace(/%..|[a-z]/g, escape);
  return encoded;
}

function shuffle(list) {
  for (let i = list.length - 1; i > 0; --i) {
    const j = below(i + 1);
    [list[i], list[j]] = [list[j], list[i]];
  }
  return list;
}

for (let i = 0; i < count; ++i) {
  const path = '/' + Array.from({ length: below(4) }, () => word([...plain, ...'!$&()*+,=:@'], 1, 8)).join('/');
  const queryParams = {}, pairs = [];
  for (let n = below(6); n > 0; --n) {
    const key = word(name, 1, 6);
    if (key in queryParams) continue;
    const values = Array.from({ length: 1 + (below(4) === 0) }, () => word(text, 0, 8));
    queryParams[key] = values.length === 1 ? values[0] : [...values];
    for (const value of values) pairs.push(write(key) + (value === '' && below(2) ? '' : '=' + write(value)));
  }
  const date = new Date(below(2000000000) * 1000).toISOString().replace(/[-:]|\.000/g, '');
  const headers = { 'Content-Type': 'application/json', Host: 'api.example.com', 'X-Sdk-Date': date };
  for (let n = below(5); n > 0; --n) headers['Xh' + word([...'abcdefgh'], 2, 5)] = word([...'abc 019,:"é'], 1, 9).trim();
  const data = below(2) ? { [word(name, 1, 5)]: word(text, 0, 20), n: below(1e6) } : undefined;
  const access = word([...'ABCDEF0189'], 20, 20), secret = word([...'abcXYZ019!@#$'], 16, 64);
  const { Host, ...others } = headers;  // the package adds Host by itself
  const method = pick(['GET', 'POST', 'PUT', 'DELETE', 'PATCH']);
  const signed = AKSKSigner.sign(
    { method, endpoint: 'https://api.example.com' + path, queryParams, headers: others, data },
    { getAk: () => access, getSk: () => secret });
  process.stdout.write(JSON.stringify({
    name: `npm-${i}`, algorithm: 'SDK-HMAC-SHA256', method, scheme: 'https', host: 'api.example.com', path,
    query: shuffle(pairs).join('&'), headers: shuffle(Object.entries(headers)),
    body_base64: data ? Buffer.from(JSON.stringify(data)).toString('base64') : '', access_key: access,
    secret_key: secret, date, now: date,
    signed_headers: signed.Authorization.match(/SignedHeaders=([^,]*)/)[1], authorization: signed.Authorization,
  }) + '\n');
}
