"""Drives a headless Chromium over its debugging pipe: two file descriptors, JSON between NUL bytes. Nothing to
install but the browser, no port is opened, and the browser ends with the program.
"""
import itertools
import json
import os
import select
import shutil
import subprocess
import tempfile
import time

FLAGS = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
         '--disable-component-update', '--disable-sync', '--disable-extensions', '--disable-dev-shm-usage',
         '--host-resolver-rules=MAP * ~NOTFOUND', '--remote-debugging-pipe']


def find():
    """The browser's path, or None."""
    return shutil.which('chromium') or shutil.which('chromium-browser')


class Browser:
    """One page. `errors` collects what it complains of, `requests` every address that it asks for."""

    def __init__(self, path, width=1280, height=800):
        self.profile = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        to_read, self.to_write = os.pipe()
        self.to_read, to_write = os.pipe()

        def place():  # the browser reads descriptor 3 and writes descriptor 4
            a, b = os.dup(to_read), os.dup(to_write)
            os.dup2(a, 3)
            os.dup2(b, 4)
        self.process = subprocess.Popen([path, *FLAGS, f'--user-data-dir={self.profile.name}', f'--window-size={width},{height}'],
                                        preexec_fn=place, close_fds=False, stdin=subprocess.DEVNULL,
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.close(to_read)
        os.close(to_write)
        self.buffer, self.ids, self.errors, self.requests, self.loaded = b'', itertools.count(1), [], [], False
        self.session = None
        target = self.call('Target.createTarget', url='about:blank')['targetId']
        self.session = self.call('Target.attachToTarget', targetId=target, flatten=True)['sessionId']
        for domain in ('Page', 'Runtime', 'Network', 'Log'):
            self.call(domain + '.enable')
        self.call('Emulation.setDeviceMetricsOverride', width=width, height=height, deviceScaleFactor=1, mobile=False)

    def call(self, method, **params):
        number = next(self.ids)
        message = {'id': number, 'method': method, 'params': params}
        if self.session:
            message['sessionId'] = self.session
        os.write(self.to_write, json.dumps(message).encode() + b'\0')
        while True:
            answer = self.next(30)
            if answer.get('id') == number:
                if 'error' in answer:
                    raise RuntimeError(answer['error'])
                return answer['result']

    def next(self, seconds):
        end = time.monotonic() + seconds
        while b'\0' not in self.buffer:
            if not select.select([self.to_read], [], [], max(0, end - time.monotonic()))[0]:
                raise TimeoutError
            piece = os.read(self.to_read, 1 << 16)
            if not piece:
                raise EOFError('the browser ended')
            self.buffer += piece
        line, self.buffer = self.buffer.split(b'\0', 1)
        message = json.loads(line)
        self.note(message)
        return message

    def note(self, message):
        kind, params = message.get('method'), message.get('params', {})
        if kind == 'Page.loadEventFired':
            self.loaded = True
        elif kind == 'Runtime.exceptionThrown':
            self.errors.append(params['exceptionDetails'].get('exception', {}).get('description', 'exception'))
        elif kind == 'Page.javascriptDialogOpening':
            self.errors.append('a dialog: ' + params['message'])
        elif kind == 'Log.entryAdded':
            self.errors.append(params['entry']['text'])
        elif kind == 'Network.requestWillBeSent':
            self.requests.append(params['request']['url'])

    def open(self, file):
        self.loaded, self.errors, self.requests = False, [], []
        self.call('Page.navigate', url='file://' + str(file))
        while not self.loaded:
            self.next(30)

    def run(self, expression):
        """The value of a script's expression."""
        result = self.call('Runtime.evaluate', expression=expression, returnByValue=True, awaitPromise=True)
        if 'exceptionDetails' in result:
            raise RuntimeError(result['exceptionDetails'])
        return result['result'].get('value')

    def press(self, key, text=''):
        code = {'ArrowDown': 40, 'ArrowUp': 38, 'ArrowLeft': 37, 'ArrowRight': 39, 'Enter': 13, 'Tab': 9, 'Home': 36, 'End': 35,
                'Escape': 27}.get(key, ord(key.upper()[0]))
        for kind in ('keyDown', 'keyUp'):
            self.call('Input.dispatchKeyEvent', type=kind, key=key, windowsVirtualKeyCode=code,
                      **({'text': text} if text and kind == 'keyDown' else {}))

    def type(self, text):
        self.call('Input.insertText', text=text)

    def click(self, x, y):
        for kind in ('mousePressed', 'mouseReleased'):
            self.call('Input.dispatchMouseEvent', type=kind, x=x, y=y, button='left', clickCount=1)

    def dark(self, is_dark=True):
        self.call('Emulation.setEmulatedMedia', features=[{'name': 'prefers-color-scheme', 'value': 'dark' if is_dark else 'light'}])

    def screenshot(self, file):
        import base64
        file.write_bytes(base64.b64decode(self.call('Page.captureScreenshot', format='png')['data']))

    def close(self):
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.profile.cleanup()
