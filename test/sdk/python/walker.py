"""What the walks share: the official Python SDK, unmodified, pointed at a sandbox, with a record of what was called.

A walk is a script, called as `<walk>.py URL OPERATIONS`. It prints one line per operation and exits with 1 when a step
failed, or when one of OPERATIONS (Lists.get_list,...) was left out; A.new|A.old are names of the same one. The SDK reads
answers strictly: a member that is missing, null where it must not be, or of a wrong type fails the step. What a release
lacks is skipped by the absence of the method, so that one script serves all releases.
"""

import json
import sys
import traceback
import uuid
from importlib.metadata import version
from urllib.parse import parse_qs, urlparse
from urllib.request import Request, urlopen

from klaviyo_api import KlaviyoAPI
from openapi_client.exceptions import ApiException

url = sys.argv[1]
# Names of each operation, the newest first; the SDK has some by several.
names = [given.split('|') for given in sys.argv[2].split(',') if given] if len(sys.argv) > 2 else []
expected = [newest for newest, *_ in names]
known_as = {name: newest for newest, *others in names for name in [newest, *others]}
release = version('klaviyo-api')
failures = []
walked = set()


class Group:
    """An API of the SDK that remembers what was called."""

    def __init__(self, api, name):
        self.api, self.name = api, name

    def __getattr__(self, member):
        function = getattr(self.api, member)

        def call(*args, **kwargs):
            name = f'{self.name}.{member}'
            walked.add(known_as.get(name, name))
            return function(*args, **kwargs)

        return call

    def __contains__(self, member):
        return hasattr(self.api, member)


class Walker:
    def __init__(self, key, **options):
        self.key = key
        self.client = KlaviyoAPI(key, test_host=url, **options)
        for name in {operation.split('.')[0] for operation in expected}:
            if hasattr(type(self.client), name):
                setattr(self, name, Group(getattr(self.client, name), name))

    def has(self, group, member):
        return hasattr(self, group) and member in getattr(self, group)


def has_any(newest):
    return any(k.has(*name.split('.')) for name, known in known_as.items() if known == newest)


k = Walker(f'pk_python_{release}_{uuid.uuid4().hex[:8]}', max_delay=1, max_retries=1)


def post(path, body):
    """Sends what the release has no method for, as the newest revision takes it; gives the parsed answer."""
    headers = {'Authorization': f'Klaviyo-API-Key {k.key}', 'revision': '2026-10-15', 'Content-Type': 'application/json'}
    with urlopen(Request(f'{url}{path}', json.dumps(body).encode(), headers)) as answer:
        return json.loads(answer.read() or 'null')


def step(function):
    """Runs a step at once; a throw in it is a failure, and the walk goes on."""
    before = set(walked)
    try:
        function()
    except Exception:
        failures.append(function.__name__)
        print(f'FAILED {function.__name__}\n{traceback.format_exc()}')
    for name in sorted(walked - before):
        print(f'{"ok" if function.__name__ not in failures else "--"} {name}')
    return function


def same(found, wanted):
    assert found == wanted, f'found {found!r}, wanted {wanted!r}'


def refused(status, function, *args, **kwargs):
    try:
        function(*args, **kwargs)
    except ApiException as error:
        same(error.status, status)
        first = error.data.errors[0] if getattr(error, 'data', None) is not None else None
        if first is not None:
            assert first.id and first.code and first.title and first.detail, first
        return error
    raise AssertionError(f'{function} succeeded')


def ids(answer):
    return sorted(row.id for row in answer.data)


def all_pages(function, **options):
    """Follows next links, the cursor handed over as the whole link and as the bare cursor in turn."""
    found, cursor, page = [], None, 0
    while True:
        answer = function(**options, **({'page_cursor': cursor} if cursor else {}))
        found += answer.data
        link = answer.links.next
        if not link:
            return found
        cursor = link if page % 2 == 0 else parse_qs(urlparse(link).query)['page[cursor]'][0]
        page += 1


def finish():
    """The last line of a walk: what was forgotten, what failed."""
    forgotten = [name for name in expected if name not in walked and has_any(name)]
    for name in forgotten:
        print(f'FORGOTTEN {name}')
    print(f'klaviyo-api {release}: {len(walked)} operations walked, {len(failures)} steps failed')
    sys.exit(1 if failures or forgotten else 0)
