"""One half of a campaign that two SDKs make: campaign_relay.py URL KEY create LIST TEMPLATE, or URL KEY schedule CAMPAIGN.
Prints what it found as JSON. See ../campaigns-across.test.ts.
"""

import datetime
import json
import sys

from klaviyo_api import KlaviyoAPI

url, key, action, *given = sys.argv[1:]
C = KlaviyoAPI(key, test_host=url, max_delay=1, max_retries=1).Campaigns


def create(audience, template):
    details = {
        'channel': 'email',
        'subject': 'Written in Python',
        'preview_text': 'Soon',
        'from_email': 'a@example.com',
        'from_label': 'A',
        'template_id': template,
    }
    attributes = {
        'definition': {'name': 'Begun in Python', 'builder': 'wizard'},
        'audiences': [{'temporary_id': 'all', 'included': [audience]}],
        'messages': [{'audience_temporary_id': 'all', 'variations': [{'definition': {'name': 'A', 'details': details}}]}],
    }
    answer = C.create_campaign({'data': {'type': 'campaign', 'attributes': attributes}})
    return {'campaign': answer.data.id}


def schedule(campaign):
    """Changes the subject of a campaign's only variation and schedules its message."""
    message = C.get_messages_for_campaign(campaign).data[0]
    audience = C.get_audience_for_campaign_message(message.id).data.attributes.definition
    variation = C.get_variations_for_campaign_message(message.id).data[0]
    found = variation.attributes.definition.to_dict()['details']
    definition = {'details': {'channel': 'email', 'subject': 'Continued in Python'}}
    C.update_campaign_variation(
        variation.id, {'data': {'type': 'campaign-variation', 'id': variation.id, 'attributes': {'definition': definition}}}
    )
    later = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(days=2)
    attributes = {'strategy': 'static', 'send_time': later.replace(microsecond=0).isoformat()}
    relationships = {'campaign-message': {'data': {'type': 'campaign-message', 'id': message.id}}}
    C.schedule_campaign_message(
        {'data': {'type': 'campaign-message-schedule', 'attributes': attributes, 'relationships': relationships}}
    )
    return {'subject': found['subject'], 'included': audience.included, 'template': found['template_id']}


print(json.dumps({'create': create, 'schedule': schedule}[action](*given)))
