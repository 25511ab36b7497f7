"""A program that knows nothing of a sandbox: the SDK with its own address, and the standard library."""

import json
import os
import urllib.request

from klaviyo_api import KlaviyoAPI

key = os.environ['KLAVIYO_API_KEY']
found = KlaviyoAPI(key).Profiles.get_profiles(page_size=2)
print(f'sdk: {len(found.data)} profiles, next {found.links.next[:21]}')

headers = {'Authorization': f'Klaviyo-API-Key {key}', 'revision': '2026-07-15'}
request = urllib.request.Request('https://a.klaviyo.com/api/lists', headers=headers)
with urllib.request.urlopen(request) as answer:
    print(f'urllib: {answer.status} {json.load(answer)["links"]["self"]}')
