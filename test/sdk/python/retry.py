"""Has the official Python SDK, unmodified, sit out a 429. Usage: retry.py URL. Prints what it saw."""

import sys

from klaviyo_api import KlaviyoAPI
from openapi_client.exceptions import ApiException

url = sys.argv[1]

# POST /api/lists allows ten requests per second: of 21 in a row one at least is refused. It is a POST, because a GET
# that is refused is repeated by urllib3, before the SDK sees it.
def create_list(client):
    return client.Lists.create_list({'data': {'type': 'list', 'attributes': {'name': 'A'}}}).data.id


patient = KlaviyoAPI('pk_python_patient', max_delay=5, max_retries=3, test_host=url)
print(f'patient: {len({create_list(patient) for _ in range(21)})} lists')

hasty = KlaviyoAPI('pk_python_hasty', max_delay=1, max_retries=1, test_host=url)
try:
    for _ in range(21):
        create_list(hasty)
    print('hasty: never refused')
except ApiException as error:
    print(f'hasty: {error.status}, retry after {error.headers["Retry-After"]}')
