"""Throttling policies and calls at random, and what policies.md 4 says of them, against `sluice decide`.

The model is written from the page alone, with fractions in place of rounded time: default, API, user, app and address
limits, exclusive and shared counters, special thresholds, buckets and windows, all or nothing, a clock that goes
back. Repeatable from the seed that is printed.
"""
import random
import sys
from fractions import Fraction

from command import check, decide_all, finish

SEED = 20210224
GATEWAYS = 60
CALLS = 100
SECONDS = {'SECOND': 1, 'MINUTE': 60, 'HOUR': 3600, 'DAY': 86400}
KINDS = ['APP', 'APP', 'NONE']
ENVIRONMENTS = ['RELEASE', 'BETA']
OWNERS = ['p0', 'p1', None]
START = 1614132000


class Bucket:
    def __init__(self, limit, period, burst):
        self.limit, self.period, self.burst, self.tokens, self.at = limit, period, burst, Fraction(burst), None

    def admits(self, now):
        passed = 0 if self.at is None else now - self.at
        self.tokens = min(Fraction(self.burst), self.tokens + passed * self.limit / self.period)
        self.at = now
        return self.tokens >= 1

    def take(self):
        self.tokens -= 1

    def remain(self):
        return int(self.tokens)


class Window:
    def __init__(self, limit, period, _):
        self.limit, self.period, self.begin, self.count, self.next = limit, period, None, 0, None

    def admits(self, now):
        is_over = self.begin is None or now >= self.begin + self.period
        self.next = (now, 0) if is_over else (self.begin, self.count)
        return self.next[1] < self.limit

    def take(self):
        self.begin, self.count = self.next[0], self.next[1] + 1

    def remain(self):
        return self.limit - (self.count if self.begin == self.next[0] else self.next[1])


def code_of(app):
    return f'A{app:02d}' + 'x' * 70


def make_policy(r, default):
    unit, interval = r.choice(list(SECONDS)), r.choice([1, 1, 2, 7])
    limit = min(r.randint(1, 12), default * interval * SECONDS[unit] if default else 12)
    policy = {'id': 't1', 'name': 'slow', 'type': r.choice([1, 2]), 'time_interval': interval, 'time_unit': unit, 'api_call_limits': limit,
              'algorithm': r.choice(['token_bucket', 'fixed_window'])}
    if r.random() < .6:
        policy['user_call_limits'] = r.randint(1, limit)
    if r.random() < .6:
        policy['app_call_limits'] = r.randint(1, policy.get('user_call_limits', limit))
    if r.random() < .6:
        policy['ip_call_limits'] = r.randint(1, limit)
    if policy['algorithm'] == 'token_bucket' and r.random() < .5:
        policy['burst'] = r.randint(1, 20)
    policy['specials'] = [{'object_type': kind, 'object_id': name, 'call_limits': r.randint(1, limit)}
                          for kind, name in [('APP', 'app0'), ('APP', 'app2'), ('USER', 'p0'), ('USER', 'p1')] if r.random() < .3]
    policy['bindings'] = [{'api': f'a{i}', 'env': e} for i in range(len(KINDS)) for e in ENVIRONMENTS if r.random() < .7]
    return policy


def make_gateway(r):
    default = r.choice([0, 0, 5, 50])
    apis = [{'id': f'a{i}', 'name': f'api{i}', 'req_protocol': 'BOTH', 'req_method': 'GET', 'req_uri': f'/p{i}', 'auth_type': kind,
             'backend_type': 'MOCK', 'mock_info': {'result_content': 'ok'}, 'published': ENVIRONMENTS} for i, kind in enumerate(KINDS)]
    for api in apis:
        if api['auth_type'] == 'APP':
            api['auth_opt'] = {'app_code_auth_type': 'HEADER'}
    apps = [{'id': f'app{i}', 'name': f'shop{i}', 'app_key': f'shopkey{i:03d}', 'app_secret': 'shopsecret001', 'app_codes': [code_of(i)]} |
            ({'owner': owner} if owner else {}) for i, owner in enumerate(OWNERS)]
    return {'gateway': {'default_limit': default, 'default_limit_when_bound': r.random() < .7}, 'environments': [{'name': 'BETA'}],
            'groups': [{'id': 'g1', 'name': 'orders', 'url_domains': [{'url_domain': 'api.example.com'}], 'apis': apis}], 'apps': apps,
            'authorizations': [{'app': app['id'], 'api': f'a{i}', 'env': e} for app in apps for i, kind in enumerate(KINDS) if kind == 'APP'
                               for e in ENVIRONMENTS],
            'throttles': [make_policy(r, default)]}


def make_calls(r, policy):
    """(api, environment, app, address, milliseconds)"""
    period = policy['time_interval'] * SECONDS[policy['time_unit']] * 1000
    goes_back, now = r.random() < .4, START * 1000
    for _ in range(CALLS):
        kind = r.random()
        if kind < .35:
            now += r.randint(0, period // policy['api_call_limits'])
        elif kind < .38:
            now += period
        elif kind < .43 and goes_back:
            now -= r.randint(0, min(3 * period, now))
        yield r.randrange(len(KINDS)), r.choice(['RELEASE', 'RELEASE', 'BETA']), r.randrange(len(OWNERS)), f'9.9.9.{r.randint(1, 2)}', now


def request_of(api, environment, app, address, now):
    headers = [['X-Stage', environment]] if environment == 'BETA' else []
    headers += [['X-Apig-AppCode', code_of(app)]] if KINDS[api] == 'APP' else []
    return {'method': 'GET', 'scheme': 'https', 'host': 'api.example.com', 'target': f'/p{api}', 'headers': headers, 'client_ip': address,
            'now': f'{now // 1000}.{now % 1000:03d}'}


class Model:
    def __init__(self, gateway):
        self.gateway, self.policy, self.counters = gateway['gateway'], gateway['throttles'][0], {}
        self.elapsed, self.last = 0, None

    def counter(self, key, kind, limit, period, burst):
        return self.counters.setdefault(key, kind(limit, period, burst))

    def of_policy(self, key, limit):
        """The policy's burst is that of the API's limit; no other limit has a larger one than itself."""
        policy = self.policy
        burst = policy.get('burst', limit) if key[-1] == 'api' else min(limit, policy.get('burst', limit))
        kind = Bucket if policy['algorithm'] == 'token_bucket' else Window
        return self.counter(key, kind, limit, policy['time_interval'] * SECONDS[policy['time_unit']], burst)

    def special(self, kind, name, limit):
        own = [s['call_limits'] for s in self.policy['specials'] if (s['object_type'], s['object_id']) == (kind, name)]
        return own[0] if own else limit

    def counters_of(self, api, environment, app, address):
        is_bound = {'api': f'a{api}', 'env': environment} in self.policy['bindings']
        default = self.gateway['default_limit']
        if default and (not is_bound or self.gateway['default_limit_when_bound']):
            yield 'default', self.counter(('default', api), Bucket, default, 1, default)
        if not is_bound:
            return
        scope = () if self.policy['type'] == 2 else (api, environment)
        yield 'api', self.of_policy(scope + ('api',), self.policy['api_call_limits'])
        if KINDS[api] == 'APP':
            user = OWNERS[app] and self.special('USER', OWNERS[app], self.policy.get('user_call_limits'))
            if user:
                yield 'user', self.of_policy(scope + ('user', OWNERS[app]), user)
            of_app = self.special('APP', f'app{app}', self.policy.get('app_call_limits'))
            if of_app:
                yield 'app', self.of_policy(scope + ('app', app), of_app)
        if 'ip_call_limits' in self.policy:
            yield 'ip', self.of_policy(scope + ('ip', address), self.policy['ip_call_limits'])

    def call(self, api, environment, app, address, now):
        self.elapsed += max(0, now - (now if self.last is None else self.last))
        self.last = now
        counters = dict(self.counters_of(api, environment, app, address))
        admits = [counter.admits(Fraction(self.elapsed, 1000)) for counter in counters.values()]
        if all(admits):
            for counter in counters.values():
                counter.take()
        return all(admits), {name: counter.remain() for name, counter in counters.items()} if all(admits) else None


def told(answer):
    if answer['verdict'] == 'reject':
        return (answer['error_code'], answer['status']) != ('APIG.0308', 429) and answer['error_code'], None
    return True, {limit['dimension']: limit['remain'] for limit in answer['limits']}


seed = int(sys.argv[3]) if len(sys.argv) > 3 else SEED
print(f'seed {seed}')
refused = 0
for number in range(GATEWAYS):
    r = random.Random(seed + number)
    gateway = make_gateway(r)
    calls = list(make_calls(r, gateway['throttles'][0]))
    model = Model(gateway)
    for call, answer in zip(calls, map(told, decide_all(gateway, [request_of(*call) for call in calls]))):
        want = model.call(*call)
        refused += not want[0]
        check(f'gateway {seed + number}', answer == want, {'call': call, 'got': answer, 'wanted': want, 'policy': gateway['throttles'][0]})
check('calls are refused often', refused > GATEWAYS, refused)
finish()
