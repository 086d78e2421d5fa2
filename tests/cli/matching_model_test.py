"""Gateways at random, and what matching.md says of requests to them, against `sluice decide`.

The model below is written from the page alone: host to group, environment, path patterns, precedence, protocols,
TLS versions, depth, the remainder of prefix paths, cross-origin fields. It looks at every API of the group for every
request. Repeatable from the seed that is printed.
"""
import random
import re
import sys

from command import check, decide_all, finish

SEED = 20210224
GATEWAYS = 60
REQUESTS = 80
METHODS = ['GET', 'POST', 'PUT', 'DELETE', 'HEAD', 'PATCH', 'OPTIONS']
SUFFIXES = ['apigw.test.com', 'gw.other.net']
LITERALS = ['a', 'b', 'c', 'test', 'a%2Db', '%61x', 'x+y', '*', 'a.b', '~t', '%C3%A9', 'it%20em']
NOWHERE = ['nope.example.org', 'x.apigw.test.com', 'apigw.test.com', 'a.g0.apigw.test.com', '1.2.3.4', '[::1]', '[2001:db8::1]:8443',
           '1.2.3', '0x7f.1', '-a.com', 'a..b', '', 'a b', 'a.com,b.com', 'u@a.com', 'a.com:0', 'a.com:99999', 'G0.gw.other.net', 'localhost']
DEPTHS = ['0', '3', '9', '10', '10', '11', '12', '-1', 'abc', '', '  ', '+11', '1 1', '0x11', '010', '9' * 23, '11a']
PLAIN_PATH = set(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~!$&'()*+,;=:@/")
ENCODED = set(range(0x21)) | set(b'"#%<>?[\\]^`{|}') | set(range(0x7f, 0x100))
OCTET = r'(25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)'

ILLEGAL = ('APIG.0201', 400, 'API request error.')
NO_API = ('APIG.0101', 404, 'The API does not exist or has not been published in the environment.')
NO_METHOD = ('APIG.0101', 404, 'The API does not exist.')


def encode(text):
    return ''.join(f'%{byte:02X}' if byte in ENCODED else chr(byte) for byte in text)


def unescape(text):
    return re.sub(rb'%([0-9A-Fa-f]{2})', lambda escape: bytes([int(escape[1], 16)]), text)


# Section 3: the path that is matched.

def is_legal(raw, mode):
    if not raw.startswith(b'/') or re.search(rb'%(?![0-9A-Fa-f]{2})', raw):
        return False
    decoded = {byte[0] for byte in map(unescape, re.findall(rb'%..', raw))}
    plain = set(re.sub(rb'%..', b'', raw))
    if mode == 'strict':
        return not decoded & (set(range(0x20)) | {0x7f} | set(b'/\\')) and plain <= PLAIN_PATH
    return 0 not in decoded and not plain & (set(range(0x21)) | set(b'#?\x7f'))


def is_same_everywhere(path):
    """Of a decoded path: servers do not disagree on it."""
    twice = {unescape(escape)[0] for escape in re.findall(rb'(?=(%[0-9A-Fa-f]{2}))', path)}
    segments = path.split(b'/')[1:]
    try:
        path.decode()
    except UnicodeDecodeError:
        return False
    return (not twice & (set(range(0x20)) | {0x7f} | set(b'./\\%')) and b'' not in segments[:-1]
            and not any(b';' in segment and segment.split(b';')[0] in (b'.', b'..') for segment in segments))


def without_dots(segments, mode):
    kept = []
    for place, (segment, reading) in enumerate(segments):
        is_last = place == len(segments) - 1
        if reading == b'..':
            if mode == 'strict' and not kept:
                return None
            kept = kept[:-1]
        elif reading != b'.':
            kept.append(segment)
        if reading in (b'.', b'..') and is_last:
            kept.append(b'')
    return b'/' + b'/'.join(kept)


def read_path(raw, mode):
    if not is_legal(raw, mode):
        return None
    if mode == 'raw':
        return without_dots([(s, re.sub(rb'%2[eE]', b'.', s)) for s in raw.split(b'/')[1:]], mode)
    path = unescape(raw)
    if mode == 'strict' and not is_same_everywhere(path):
        return None
    return without_dots([(s, s) for s in path.split(b'/')[1:]], mode)


# Sections 5 and 6: patterns and their order.

class Pattern:
    def __init__(self, text, mode):
        self.mode = mode
        parts = text.encode()[1:].split(b'/')
        self.ends_with_slash = parts[-1] == b''
        self.segments = []  # (0, literal), (1, name), (2, name of a tail)
        for part in parts[:-1] if self.ends_with_slash else parts:
            name = re.fullmatch(rb'\{([^}+]+)(\+?)\}', part)
            self.segments.append((1 + len(name[2]), name[1].decode()) if name else (0, unescape(part)))

    def identity(self):
        return self.mode, tuple((kind, text if kind == 0 else '') for kind, text in self.segments), self.ends_with_slash

    def rank(self):
        kinds = tuple(kind for kind, _ in self.segments)
        return (0, 0, kinds, 0) if self.mode == 'NORMAL' else (1, -len(kinds), kinds, 0 if self.ends_with_slash else 1)

    def match(self, path):
        """(values, remainder), or None."""
        given = path[1:].split(b'/')
        if self.mode == 'SWA':
            count = len(self.segments)
            values = fit(self.segments, given[:count])
            rest = given[count:]
            if values is None or (self.ends_with_slash and not rest):
                return None
            return values, b'/'.join(rest) if self.ends_with_slash else b''.join(b'/' + part for part in rest)
        if self.segments and self.segments[-1][0] == 2:
            count = len(self.segments) - 1
            values = fit(self.segments[:-1], given[:count])
            if values is None or len(given) <= count or given[count] == b'':
                return None
            return values | {self.segments[-1][1]: b'/'.join(given[count:])}, b''
        values = fit(self.segments + [(0, b'')] * (self.ends_with_slash or not self.segments), given)
        return None if values is None else (values, b'')


def fit(wanted, given):
    values = {}
    if len(wanted) != len(given):
        return None
    for (kind, text), segment in zip(wanted, given):
        if kind == 0 and segment != text or kind == 1 and segment == b'':
            return None
        if kind == 1:
            values[text] = segment
    return values


# A gateway at random.

def make_api(r, number, words, environments):
    mode = r.choice(['NORMAL', 'NORMAL', 'SWA'])
    segments = ['{p%d}' % place if r.random() < .35 else r.choice(words) for place in range(r.choice([0, 1, 1, 2, 2, 3, 3, 4]))]
    slash = '/' if segments and r.random() < .25 else ''
    if mode == 'NORMAL' and r.random() < .2:
        segments.append('{rest+}')
        slash = ''
    api = {'id': f'a{number}', 'name': f'api{number}', 'req_method': r.choice(METHODS + ['ANY', 'ANY', 'GET', 'GET', 'GET', 'OPTIONS']),
           'req_uri': '/' + '/'.join(segments) + slash, 'match_mode': mode, 'auth_type': 'NONE',
           'req_protocol': r.choice(['HTTP', 'HTTPS', 'BOTH', 'BOTH']), 'cors': r.random() < .3,
           'published': r.sample(environments, r.randint(0, len(environments))),
           'req_params': [{'name': s.strip('{+}'), 'location': 'PATH', 'type': 'STRING'} for s in segments if s.startswith('{')],
           'backend_type': r.choice(['MOCK', 'HTTP', 'HTTP', 'HOST'])}
    if api['cors'] and api['req_method'] == 'OPTIONS' and r.random() < .5:
        api['auth_type'] = r.choice(['APP', 'IAM'])
    if api['backend_type'] == 'MOCK':
        api['mock_info'] = {'result_content': 'ok'}
    if api['backend_type'] == 'HTTP':
        api['backend_api'] = {'req_protocol': 'HTTP', 'req_method': r.choice(['ANY', 'POST']), 'req_uri': r.choice(['/b', '/b/', '/b/c', '/']),
                              'url_domain': '8.8.4.4:8080'}
    return api


def make_group(r, number, first_api, words, environments):
    domains = [{'url_domain': f'd{number}-{i}.example.com', 'min_ssl_version': r.choice(['TLSv1.1', 'TLSv1.2'])} for i in range(r.randint(0, 3))]
    if number == 0:
        domains.append({'url_domain': 'Mixed.Example.COM'})
    apis, taken = [], set()
    for i in range(r.randint(1, 14)):
        api = make_api(r, first_api + i, words, environments)
        key = api['req_method'], Pattern(api['req_uri'], api['match_mode']).identity()
        if key not in taken:
            apis.append(api)
        taken.add(key)
    return {'id': f'g{number}', 'name': f'group{number}', 'is_default': 1 if number == 1 and r.random() < .7 else 2, 'url_domains': domains,
            'apis': apis}


def make_gateway(r):
    environments = ['RELEASE', 'BETA', 'beta'][:r.randint(1, 3)]
    words = r.sample(LITERALS, r.randint(2, 4))
    groups = [make_group(r, i, 100 * i, words, environments) for i in range(r.randint(1, 4))]
    return {'gateway': {'default_limit': 0, 'path_mode': r.choice(['strict', 'apig', 'apig', 'raw']),
                        'subdomain_suffixes': SUFFIXES[:r.randint(1, 2)], 'ip_access': r.random() < .6},
            'environments': [{'name': name} for name in environments[1:]], 'groups': groups}


# Requests at random, most of them near an API.

def make_host(r, group):
    names = [domain['url_domain'] for domain in group['url_domains']] + [group['id'] + '.' + suffix for suffix in SUFFIXES]
    host = r.choice(names) if r.random() < .88 else r.choice(NOWHERE)
    kind = r.random()
    if kind < .1:
        return host.upper()
    if kind < .2 and host and ':' not in host and not host.endswith(('.', ']')):
        return host + '.'
    return host + ':8080' if kind < .3 and ':' not in host else host


def make_target(r, group):
    if r.random() < .8:
        api = r.choice(group['apis'])
        pattern = Pattern(api['req_uri'], api['match_mode'])
        segments = []
        for kind, text in pattern.segments:
            if kind == 0:
                segments.append(text if r.random() < .93 else r.choice([b'a', b'b']))
            elif kind == 1:
                segments.append(r.choice([b'a', b'b', b'z', b'c', b'x y', b'\xc3\xa9', b'', b'test', b'q;r']))
            else:
                segments += r.choices([b'a', b'b', b'', b'z'], k=r.randint(1, 3))
        if api['match_mode'] == 'SWA' or r.random() < .2:
            segments += r.choices([b'a', b'b', b'x', b'', b'test', b'k v'], k=r.randint(0, 2))
        if pattern.ends_with_slash or r.random() < .15:
            segments.append(b'')
        if r.random() < .06:
            segments.insert(r.randint(0, len(segments)), r.choice([b'..', b'.']))
        written = [''.join(f'%{b:02x}' if b in ENCODED or r.random() < .05 else chr(b) for b in segment) for segment in segments]
    else:
        written = r.choices(['a', 'b', 'c', 'test', '', '%2F', '..', 'a%2Db', '%61x', 'x+y', 'ax', 'z', '*', '%2a'], k=r.randint(0, 4))
    target = '/' + '/'.join(written) + (r.choice(['%', '%zz', '%00', '\\', '#f']) if r.random() < .03 else '')
    return target + (r.choice(['?q=1', '?', '?a=b&a=c', '?x=/y/../z', '?%41=1']) if r.random() < .3 else '')


def make_request(r, gateway):
    group = r.choice(gateway['groups'])
    environments = ['RELEASE', 'BETA', ' BETA ', '', 'nope', 'release'] + [e['name'] for e in gateway['environments']]
    headers = [[r.choice(['X-Stage', 'x-stage']), r.choice(environments)] for _ in range(r.choice([0] * 20 + [1] * 19 + [2]))]
    headers += [['X-Apig-Depth', r.choice(DEPTHS)] for _ in range(r.choice([0, 0, 0, 1, 1, 2]))]
    headers += [['Origin', 'https://o.example']] * r.choice([0, 0, 1])
    r.shuffle(headers)
    method = r.choice(['GET', r.choice(group['apis'])['req_method'].replace('ANY', 'PUT'), 'GET', r.choice(METHODS + ['TRACE', 'get', 'FOO'])])
    request = {'method': method, 'scheme': r.choice(['http', 'https', 'https', 'http', 'ws', 'wss']), 'host': make_host(r, group),
               'target': make_target(r, group), 'headers': headers, 'client_ip': '9.9.9.9'}
    if request['scheme'] in ('https', 'wss') and r.random() < .7:
        request['tls'] = r.choice(['TLSv1.2', 'TLSv1.2', 'TLSv1.1', 'TLSv1.1', 'TLSv1', 'TLSv1.3'])
    return request


# Section 4: the steps.

def read_host(text):
    """'' where it is illegal, else the name or address in lower case, and whether it is an address."""
    text = text.strip(' \t')
    literal = re.fullmatch(r'\[[0-9A-Fa-f:.]+\](:\d*)?', text)
    if literal:
        return text, True
    parts = re.fullmatch(r'([A-Za-z0-9_.-]+)(?::([0-9]*))?', text)
    if not parts or (parts[2] and not 0 < int(parts[2]) < 65536) or (parts[2] or '1')[0] == '0':
        return '', False
    name = parts[1].lower().removesuffix('.')
    if not all(re.fullmatch(r'(?!-)[a-z0-9_-]{1,63}(?<!-)', label) for label in name.split('.')):
        return '', False
    if name.split('.')[-1].isdigit() or re.fullmatch('0x[0-9a-f]*', name.split('.')[-1]):
        is_address = re.fullmatch(rf'({OCTET}\.){{3}}{OCTET}', parts[1])
        return (name, True) if is_address else ('', False)
    return name, False


def find_group(gateway, host, is_address):
    if not is_address:
        for group in gateway['groups']:
            for domain in group['url_domains']:
                if domain['url_domain'].lower() == host:
                    return group, domain.get('min_ssl_version', 'TLSv1.1')
        for suffix in gateway['gateway']['subdomain_suffixes']:
            for group in gateway['groups']:
                if host == group['id'] + '.' + suffix:
                    return group, 'TLSv1.1'
            if host == suffix or host.endswith('.' + suffix):
                return None, ''
    default = [group for group in gateway['groups'] if group['is_default'] == 1]
    return (default[0], 'TLSv1.1') if default and gateway['gateway']['ip_access'] else (None, '')


def values_of(request, name):
    return [value.strip(' \t') for key, value in request['headers'] if key.lower() == name]


def protocol_fault(request, api, least_tls, depth):
    is_secure = request['scheme'] in ('https', 'wss')
    if is_secure and request.get('tls') == 'TLSv1.1' and least_tls == 'TLSv1.2':
        return 'APIG.0204', 400, 'SSL protocol is not supported: TLSv1.1'
    wanted = api['req_protocol']
    if wanted != 'BOTH' and is_secure != (wanted == 'HTTPS'):
        return 'APIG.0607', 400, 'The following protocol is supported: ' + wanted
    if request['scheme'] in ('ws', 'wss') and api['backend_type'] == 'MOCK':
        return 'APIG.0602', 400, 'Bad request.'
    return ('APIG.0612', 500, 'An API cannot call itself.') if depth > 10 else None


def decided(gateway, request):
    """(row, API or None, values, remainder, depth)"""
    tls = request.get('tls')
    if request['scheme'] in ('https', 'wss') and tls in ('TLSv1', 'TLSv1.3'):
        return ('APIG.0204', 400, 'SSL protocol is not supported: ' + tls), None, {}, b'', 0
    host, is_address = read_host(request['host'])
    path = read_path(request['target'].partition('?')[0].encode(), gateway['gateway']['path_mode'])
    stages = values_of(request, 'x-stage')
    if request['method'] not in METHODS or not host or path is None or '#' in request['target'] or len(stages) > 1:
        return ILLEGAL, None, {}, b'', 0
    group, least_tls = find_group(gateway, host, is_address)
    environment = (stages or [''])[0] or 'RELEASE'
    if not group or environment not in ['RELEASE'] + [e['name'] for e in gateway['environments']]:
        return NO_API, None, {}, b'', 0
    fitting = []
    for api in group['apis']:
        pattern = Pattern(api['req_uri'], api['match_mode'])
        found = pattern.match(path) if environment in api['published'] else None
        if found is not None:
            fitting.append((pattern.rank() + (api['req_method'] == 'ANY',), api, found))
    with_method = [one for one in fitting if one[1]['req_method'] in (request['method'], 'ANY')]
    if not with_method:
        return NO_METHOD if fitting else NO_API, None, {}, b'', 0
    _, api, (values, remainder) = min(with_method, key=lambda one: one[0])
    depth = max([int(text) for text in values_of(request, 'x-apig-depth') if re.fullmatch('[0-9]+', text)], default=0)
    return protocol_fault(request, api, least_tls, depth), api, values, remainder, depth


def backend_target(api, remainder, query, mode):
    path = api['backend_api']['req_uri']
    if remainder:
        rest = remainder.lstrip(b'/')
        path = path.rstrip('/') + '/' + (rest.decode() if mode == 'raw' else encode(rest))
    return path + ('?' + query if query else '')


def wanted(gateway, request):
    row, api, values, remainder, depth = decided(gateway, request)
    if row:
        return {'row': row, 'api': api and api['id']}
    allows = ['*'] if api['cors'] and values_of(request, 'origin') else []
    out = {'row': (None,), 'api': api['id'], 'values': {name: value.decode(errors='replace') for name, value in values.items()}, 'allows': allows}
    if api['backend_type'] == 'HTTP':
        method = api['backend_api']['req_method']
        out |= {'target': backend_target(api, remainder, request['target'].partition('?')[2], gateway['gateway']['path_mode']),
                'method': request['method'] if method == 'ANY' else method, 'depth': [str(depth + 1)]}
    return out


def told(answer):
    if answer.get('verdict') == 'reject':
        return {'row': (answer['error_code'], answer['status'], answer['error_msg']), 'api': answer['api']}
    fields = answer['response_headers'] + (answer['response'] or {'headers': []})['headers']
    out = {'row': (None,), 'api': answer['api'], 'values': answer['path_params'],
           'allows': [value for name, value in fields if name == 'Access-Control-Allow-Origin']}
    if answer['backend']:
        out |= {'target': answer['backend']['target'], 'method': answer['backend']['method'],
                'depth': [value for name, value in answer['backend']['headers'] if name == 'X-Apig-Depth']}
    return out


seed = int(sys.argv[3]) if len(sys.argv) > 3 else SEED
print(f'seed {seed}')
reached = {}
for number in range(GATEWAYS):
    r = random.Random(seed + number)
    gateway = make_gateway(r)
    requests = [make_request(r, gateway) for _ in range(REQUESTS)]
    for request, answer in zip(requests, map(told, decide_all(gateway, requests))):
        want = wanted(gateway, request)
        reached[want['row'][0]] = reached.get(want['row'][0], 0) + 1
        check(f'gateway {seed + number}', answer == want, {'request': request, 'got': answer, 'wanted': want})
for row in (None, 'APIG.0101', 'APIG.0201', 'APIG.0204', 'APIG.0602', 'APIG.0607', 'APIG.0612'):
    check(f'{row} is reached often', reached.get(row, 0) >= 20, reached)
finish()
