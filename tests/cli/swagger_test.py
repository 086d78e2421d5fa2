"""`sluice import` and `sluice export`: sessions from a file to a configuration and back."""
import json
import tempfile
from pathlib import Path

from command import check, equal, finish, run

folder = tempfile.TemporaryDirectory()
FILE = """swagger: "2.0"
info: {title: orders, version: "1"}
basePath: /v1
paths:
  /orders/{id}:
    get:
      operationId: getOrder
      x-apigateway-request-type: public
      parameters: [{name: id, in: path, required: true, type: string}]
      x-apigateway-ratelimit: slow
      x-apigateway-backend: {type: MOCK, mockEndpoints: {result-content: ok}}
  /bad:
    get: {operationId: bad, x-apigateway-request-type: public}
x-apigateway-ratelimits:
  slow: {api-limit: 5, interval: 1, unit: minute}
"""


def file_of(name, text):
    path = Path(folder.name) / name
    path.write_text(text if isinstance(text, str) else json.dumps(text))
    return path


status, out, err = run('import', '-', stdin=FILE)
result, configuration = json.loads(err), json.loads(out)
equal('an entry that fails makes the status 1', status, 1)
equal('members of the result', sorted(result), ['failure', 'group_id', 'success'])
equal('what was taken', [(one['path'], one['method'], one['action']) for one in result['success']],
      [('/orders/{id}', 'GET', 'create')])
equal('what failed', [(one['path'], one['method'], one['error_code']) for one in result['failure']],
      [('/bad', 'GET', 'APIG.3602')])
api = configuration['groups'][0]['apis'][0]
equal('the API', (api['name'], api['req_uri'], 'published' in api), ('getOrder', '/v1/orders/{id}', False))
equal('its policy is bound', configuration['throttles'][0]['bindings'], [{'api': api['id']}])
config = file_of('config.json', configuration)
equal('the configuration is legal', run('check', config)[0], 0)

status, out, err = run('export', config, '--version', 'v')
equal('nothing is published', (status, json.loads(out)['paths'], err), (0, {}, b''))
api['published'] = ['RELEASE']
config = file_of('config.json', configuration)
status, first, err = run('export', config, '--define', 'all', '--version', 'v')
equal('an export says nothing else', (status, err), (0, b''))
status, again, err = run('import', file_of('first.json', first.decode()))
equal('it can be imported', status, 0)
second = json.loads(again)
second['groups'][0]['apis'][0]['published'] = ['RELEASE']
equal('and exported again', json.loads(run('export', file_of('second.json', second), '--define', 'all', '--version', 'v')[1]),
      json.loads(first))
status, out, err = run('export', config, '--type', 'yml', '--version', 'v')
check('YAML', status == 0 and out.startswith(b'swagger: "2.0"\n'), out)

for name, text, code in (('empty', '', '3609'), ('broken', '{"swagger"', '3600'), ('old', '{"swagger": "1.2"}', '3601'),
                         ('no paths', '{"swagger": "2.0", "info": {"title": "orders"}}', '3602')):
    status, out, err = run('import', '-', stdin=text)
    equal(f'a file that is refused: {name}', (status, out, json.loads(err)['error_code']), (1, b'', 'APIG.' + code))
equal('a name that is taken', json.loads(run('import', '-', '--into', config, stdin=FILE)[2])['error_code'], 'APIG.3201')
equal('too long', json.loads(run('import', '-', '--max-bytes', '9', stdin=FILE)[2])['error_code'], 'APIG.3603')
for command in ('import', 'export'):
    for arguments in ((), ('none.json',)):
        equal(f'wrong usage {command} {arguments}', run(command, *arguments)[:2], (2, b''))
    equal(f'{command} --help', run(command, '--help')[0], 0)
finish()
