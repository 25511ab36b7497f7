"""pytest fixtures for klaviyo-sandbox: a sandbox for the session, and an account of its own for each test.

The sandbox is the one at SANDBOX_URL, or is started by KLAVIYO_SANDBOX_COMMAND (`npx klaviyo-sandbox` unless set) and
stopped at the end. SANDBOX_CONTROL_TOKEN is sent where a sandbox elsewhere asks for its token.
"""

import json
import os
import shlex
import signal
import subprocess
import time
from datetime import timedelta
from urllib.error import HTTPError, URLError
from urllib.parse import quote, urlencode
from urllib.request import ProxyHandler, Request, build_opener

import pytest

READY_WITHIN_S = 60

# A proxy of the environment is not asked for a sandbox.
_opener = build_opener(ProxyHandler({}))


class SandboxError(Exception):
    """The sandbox did not do what it was asked; the text says why."""


def _milliseconds(value):
    """Durations are texts such as P1D and PT10M, milliseconds, or timedeltas."""
    return value / timedelta(milliseconds=1) if isinstance(value, timedelta) else value


class Sandbox:
    """A running sandbox; `url` is where it is."""

    def __init__(self, url):
        self.url = url.rstrip('/')

    def call(self, method, path, body=None, **query):
        """Calls the control plane, `call('GET', '/accounts')`; gives its JSON, or None. Raises SandboxError."""
        given = {name: value for name, value in query.items() if value is not None}
        url = f'{self.url}/_sandbox/v1{path}' + (f'?{urlencode(given)}' if given else '')
        headers = {'content-type': 'application/json'}
        token = os.environ.get('SANDBOX_CONTROL_TOKEN')
        if token:
            headers['authorization'] = f'Bearer {token}'
        data = None if body is None else json.dumps(body, default=_milliseconds).encode()
        try:
            with _opener.open(Request(url, data, headers, method=method)) as answer:
                text = answer.read()
        except HTTPError as error:
            text = error.read().decode(errors='replace')
            raise SandboxError(_detail(text) or f'{method} {url}: {error.code} {text[:200]}') from None
        except URLError as error:
            raise SandboxError(f'no sandbox answers at {self.url}: {error.reason}') from None
        return json.loads(text) if text else None

    def create_account(self, **given):
        """A new account: empty, or of a `fixture` or `snapshot`, or a `fork` of another; `key` and `ttl` as wanted."""
        return Account(self, **self.call('POST', '/accounts', given))

    def account(self, key):
        """The account of a private key; it is opened when nobody has used the key yet."""
        request = Request(f'{self.url}/api/accounts', headers={'authorization': f'Klaviyo-API-Key {key}'})
        try:
            with _opener.open(request) as answer:
                return Account(self, json.load(answer)['data'][0]['id'], key)
        except HTTPError as error:
            raise SandboxError(f"the key '{key}' opens no account: {error.read().decode(errors='replace')}") from None


def _detail(text):
    try:
        return json.loads(text).get('detail')
    except (ValueError, AttributeError):
        return None


class Account:
    """An account of a sandbox: `key` and `url` are what a client is told, `id` is its company_id."""

    def __init__(self, sandbox, id, key, **_):
        self.sandbox = sandbox
        self.url = sandbox.url
        self.id = id
        self.key = key
        self.clock = Clock(self)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.delete()

    def __repr__(self):
        return f'<Account {self.id}>'

    def call(self, method, path, body=None, **query):
        """Calls the control plane about this account."""
        return self.sandbox.call(method, path, body, account=self.id, **query)

    def fork(self, **given):
        """A copy under a key of its own: same content and time, nothing shared."""
        return self.sandbox.create_account(fork=self.id, **given)

    def reset(self, to=None):
        """Puts it back to what it was at its beginning, or to a snapshot."""
        self.call('POST', '/reset', {} if to is None else {'to': to})

    def seed(self, fixture):
        """Adds what a fixture holds, by name or as a dict; a reset comes back to what the account is then."""
        self.call('POST', '/seed', {'fixture': fixture} if isinstance(fixture, str) else fixture)

    def snapshot(self, name):
        """Keeps it as it is, under a name."""
        self.call('PUT', f'/snapshots/{quote(name, safe="")}')

    def faults(self, *rules):
        """Takes the place of the account's rules of what is to go wrong; without any, everything goes well again."""
        self.call('PUT', '/faults', {'rules': rules})

    def rate_limits(self, mode=None, limits=None):
        """Sets whether limits refuse (enforce, headers, off), and the limits of single operations."""
        given = {'mode': mode, 'limits': limits}
        self.call('PUT', '/ratelimits', {name: value for name, value in given.items() if value is not None})

    def requests(self, **which):
        """Requests that came, the newest last: all, or those of an operation, method, path, status."""
        return self.call('GET', '/requests', **which)['requests']

    def wait(self, **which):
        """Requests, as soon as `count` (1) of them came; raises SandboxError after `timeout` (5 s)."""
        return self.call('POST', '/requests/wait', which)['requests']

    def verify(self, **expected):
        """Fails the test, saying what came instead, unless requests came as expected:
        verify(operation='create_event', count=1, body={…})."""
        __tracebackhide__ = True
        verdict = self.call('POST', '/requests/verify', expected)
        if not verdict['verified']:
            pytest.fail(verdict['message'])

    def confirm_opt_in(self, **who):
        """Confirms a double opt-in, as the person would: email or phone_number, and list where several wait."""
        return self.call('POST', '/opt-ins/confirm', who)['profile']

    def delete(self):
        """Deletes it; nothing when it is gone already."""
        try:
            self.sandbox.call('DELETE', f'/accounts/{self.id}')
        except SandboxError as error:
            if 'there is no account' not in str(error):
                raise


class Clock:
    """The time of an account."""

    def __init__(self, account):
        self._account = account

    def now(self):
        """The time as an ISO text."""
        return self._account.call('GET', '/clock')['clocks'][0]['now']

    def freeze(self, at=None):
        """Stops it, at this ISO time or where it is."""
        self._move('freeze', {} if at is None else {'at': at})

    def set(self, to):
        """Sets it to an ISO time; gives what fell due."""
        return self._move('set', {'to': to})

    def advance(self, by):
        """Moves it ahead (P1D, PT10M, milliseconds, a timedelta); gives what happened, in order."""
        return self._move('advance', {'by': by})

    def real(self):
        """Lets it show the time of the system."""
        self._move('real', None)

    def _move(self, how, body):
        return self._account.call('POST', f'/clock/{how}', body)['happened']


def _started():
    """A sandbox of the command, on a free port, and its process."""
    command = shlex.split(os.environ.get('KLAVIYO_SANDBOX_COMMAND', 'npx klaviyo-sandbox'))
    command += ['--port', '0', '--rate-limits', 'off', '--log', 'off']
    try:
        # In a group of its own: behind npx the sandbox is a child of a child.
        process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, start_new_session=True)
    except OSError as error:
        raise SandboxError(f'{command[0]} cannot be started: {error}; set KLAVIYO_SANDBOX_COMMAND or SANDBOX_URL')
    # With its log off, what follows fits the pipe: nobody reads it.
    first = process.stdout.readline()
    if ' listens on ' not in first:
        status = process.wait() if first == '' else _stop(process)
        raise SandboxError(f'{" ".join(command)} did not start (status {status}): {first.strip()}')
    return Sandbox(first.split(' listens on ')[1].strip()), process


def _stop(process):
    if hasattr(os, 'killpg'):
        os.killpg(process.pid, signal.SIGTERM)
    else:
        process.terminate()
    return process.wait()


def _await_ready(sandbox):
    last = time.monotonic() + READY_WITHIN_S
    while True:
        try:
            return sandbox.call('GET', '/readyz')
        except SandboxError:
            if time.monotonic() > last:
                raise
            time.sleep(0.05)


@pytest.fixture(scope='session')
def klaviyo_sandbox():
    """A sandbox for the session: `url`, create_account(), account(key), call()."""
    known = os.environ.get('SANDBOX_URL')
    sandbox, process = (Sandbox(known), None) if known else _started()
    try:
        _await_ready(sandbox)
        yield sandbox
    finally:
        if process is not None:
            _stop(process)


@pytest.fixture(scope='session')
def klaviyo_origin(klaviyo_sandbox):
    """What each test's account begins as: an empty account. Define a fixture of this name to begin with something."""
    # Should the session break off, it goes after a day.
    with klaviyo_sandbox.create_account(ttl='P1D') as account:
        yield account


@pytest.fixture
def klaviyo_account(klaviyo_origin):
    """An account of the test's own, a copy of klaviyo_origin, deleted afterwards."""
    with klaviyo_origin.fork(ttl='PT1H') as account:
        yield account
