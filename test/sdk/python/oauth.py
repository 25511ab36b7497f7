"""Acts with an access token in place of a private key. Called as oauth.py URL TOKEN ENDED_TOKEN."""

import sys

from klaviyo_api import KlaviyoAPI
from openapi_client.exceptions import ApiException

url, token, ended = sys.argv[1:]
klaviyo = KlaviyoAPI('', access_token=token, test_host=url, max_delay=1, max_retries=1)
name = klaviyo.Lists.create_list({'data': {'type': 'list', 'attributes': {'name': 'Of an app'}}}).data.attributes.name
print(name, len(klaviyo.Lists.get_lists().data))
for given in [lambda: klaviyo.Profiles.get_profiles(), lambda: KlaviyoAPI('', access_token=ended, test_host=url).Lists.get_lists()]:
    try:
        given()
    except ApiException as error:
        print(error.status)
