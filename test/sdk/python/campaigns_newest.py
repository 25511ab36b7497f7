"""Walks campaigns as 2026-10-15 knows them: audiences, messages to them, variations of a message. See walker.py."""

import datetime

from campaign_parts import image, list_of_two, template, to
from walker import ids, k, refused, same, step

C = k.Campaigns
state = {}
later = (datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(days=2)).replace(microsecond=0).isoformat()


def email(**more):
    details = {'channel': 'email', 'subject': 'Hello', 'preview_text': 'Soon', 'from_email': 'a@example.com', 'from_label': 'A'}
    return {**details, **more}


def create(name, builder, variations, **definition):
    attributes = {
        'definition': {'name': name, 'builder': builder, **definition},
        'audiences': [{'temporary_id': 'all', 'name': 'Everyone', 'included': [state['list']]}],
        'messages': [
            {
                'audience_temporary_id': 'all',
                'name': 'A message',
                'variations': [{'definition': {'name': key, 'details': details}} for key, details in variations.items()],
            }
        ],
    }
    answer = C.create_campaign({'data': {'type': 'campaign', 'attributes': attributes}})
    same(answer.data.attributes.definition.name, name)
    one = answer.data.id
    return one, C.get_audience_ids_for_campaign(one).data[0].id, C.get_message_ids_for_campaign(one).data[0].id


def patch(kind, one, **definition):
    return {'data': {'type': kind, 'id': one, 'attributes': {'definition': definition}}}


@step
def campaigns_are_created():
    state['list'], state['template'] = list_of_two(), template()
    ready = {'A': email(template_id=state['template'])}
    state['campaign'], state['audience'], state['message'] = create('Spring', 'wizard', ready)
    state['canvas'], state['canvas audience'], state['canvas message'] = create(
        'All ways', 'canvas', {'Mail': email(), 'Text': {'channel': 'sms', 'body': 'Hello'}}, color='1b5e46'
    )


@step
def campaigns_are_read():
    one = state['campaign']
    same(set(ids(C.get_campaigns())), {one, state['canvas']})
    same(ids(C.get_campaigns(filter='equals(builder,"canvas")', sort='-created_at')), [state['canvas']])
    answer = C.get_campaign(one, include=['campaign-messages', 'campaign-audiences'])
    same({row['id'] for row in answer.included}, {state['audience'], state['message']})
    same(ids(C.get_campaign_audiences_for_campaign(one)), [state['audience']])
    same(ids(C.get_messages_for_campaign(one)), [state['message']])
    same(C.get_tags_for_campaign(one).data, [])
    same(C.get_tag_ids_for_campaign(one).data, [])
    refused(404, C.get_campaign, '01KWFVK2PYZEYGGRNDRWEC6SMN')


@step
def campaigns_are_changed():
    one = state['campaign']
    same(C.update_campaign(one, patch('campaign', one, name='Summer')).data.attributes.definition.name, 'Summer')
    clone = {'data': {'type': 'campaign', 'id': one, 'attributes': {'id': one, 'name': 'Summer again'}}}
    copy = C.clone_campaign(clone).data
    assert copy.id != one
    same(copy.attributes.definition.name, 'Summer again')
    C.delete_campaign(copy.id)
    refused(404, C.get_campaign, copy.id)


@step
def audiences():
    one, campaign, message = state['canvas audience'], state['canvas'], state['canvas message']
    same(C.get_campaign_audience(one).data.attributes.definition.included, [state['list']])
    same(C.get_campaign_for_campaign_audience(one).data.id, campaign)
    same(C.get_campaign_id_for_campaign_audience(one).data.id, campaign)
    same(ids(C.get_campaign_messages_for_campaign_audience(one)), [message])
    same(ids(C.get_message_ids_for_campaign_audience(one)), [message])
    changed = C.update_campaign_audience(one, patch('campaign-audience', one, name='Readers'))
    same(changed.data.attributes.definition.name, 'Readers')
    body = {'type': 'campaign-audience', 'attributes': {'definition': {}}, 'relationships': to('campaign', campaign)}
    other = C.create_campaign_audience({'data': body}).data.id
    C.delete_campaign_audience(other)
    refused(404, C.get_campaign_audience, other)
    clone = {'data': {'type': 'campaign-audience-clone', 'id': one, 'attributes': {'id': one}}}
    state['other audience'] = C.clone_campaign_audience(clone).data.id
    same(len(C.get_campaign_audiences_for_campaign(campaign).data), 2)


@step
def messages():
    one, campaign, audience = state['canvas message'], state['canvas'], state['canvas audience']
    same(C.get_campaign_message(one).data.attributes.definition.status, 'draft')
    assert one in ids(C.get_campaign_messages(filter=f'equals(campaign_id,"{campaign}")'))
    same(C.get_campaign_for_campaign_message(one).data.id, campaign)
    same(C.get_campaign_id_for_campaign_message(one).data.id, campaign)
    same(C.get_audience_for_campaign_message(one).data.id, audience)
    same(C.get_audience_id_for_campaign_message(one).data.id, audience)
    same(C.get_tags_for_campaign_message(one).data, [])
    same(C.get_tag_ids_for_campaign_message(one).data, [])
    changed = C.update_campaign_message(one, patch('campaign-message', one, name='Renamed'))
    same(changed.data.attributes.definition.name, 'Renamed')
    relationships = {**to('campaign', campaign), **to('campaign-audience', state['other audience'])}
    body = {'type': 'campaign-message', 'attributes': {'definition': {}}, 'relationships': relationships}
    other = C.create_campaign_message({'data': body}).data.id
    C.delete_campaign_message(other)
    refused(404, C.get_campaign_message, other)
    clone = {'type': 'campaign-message', 'id': one, 'attributes': {'id': one}, 'relationships': to('campaign-audience', audience)}
    assert C.clone_campaign_message({'data': clone}).data.id != one


@step
def variations():
    message = state['canvas message']
    one, other = [row.id for row in C.get_variation_ids_for_campaign_message(message).data]
    same({row.id for row in C.get_variations_for_campaign_message(message).data}, {one, other})
    same(C.get_campaign_variation(one).data.attributes.definition.name, 'Mail')
    same(C.get_message_for_campaign_variation(one).data.id, message)
    same(C.get_message_id_for_campaign_variation(one).data.id, message)
    changed = C.update_campaign_variation(one, patch('campaign-variation', one, name='A mail'))
    same(changed.data.attributes.definition.name, 'A mail')
    definition = {'name': 'B', 'details': email(subject='Hello again')}
    body = {'type': 'campaign-variation', 'attributes': {'definition': definition}}
    third = C.create_campaign_variation({'data': {**body, 'relationships': to('campaign-message', message)}}).data.id
    C.delete_campaign_variation(third)
    refused(404, C.get_campaign_variation, third)
    state['mail'], state['text'] = one, other


@step
def templates_and_images():
    one = state['message']
    C.assign_template_to_campaign_message(
        {'data': {'type': 'campaign-message', 'id': one, 'relationships': to('template', state['template'])}}
    )
    copy = C.get_template_for_campaign_message(one).data
    assert copy.id != state['template'] and 'Hello' in copy.attributes.html
    same(C.get_template_id_for_campaign_message(one).data.id, copy.id)
    text = {'A': {'channel': 'sms', 'body': 'Hello'}}
    _, _, message = create('By text', 'wizard', text)
    dot = image()
    C.update_image_for_campaign_message(message, {'data': {'type': 'image', 'id': dot}})
    same(C.get_image_for_campaign_message(message).data.id, dot)
    same(C.get_image_id_for_campaign_message(message).data.id, dot)
    variation = C.get_variation_ids_for_campaign_message(message).data[0].id
    same(C.get_image_for_campaign_variation(variation).data.attributes.name, 'Dot')
    same(C.get_image_id_for_campaign_variation(variation).data.id, dot)


@step
def estimations():
    one = state['campaign']
    C.refresh_campaign_recipient_estimation({'data': {'type': 'campaign-recipient-estimation-job', 'id': one}})
    same(C.get_campaign_recipient_estimation_job(one).data.attributes.status, 'complete')
    same(C.get_campaign_recipient_estimation(one).data.attributes.estimated_recipient_count, 2)


@step
def schedules():
    campaign, message = state['campaign'], state['message']
    static = {'strategy': 'static', 'send_time': later}
    body = {'type': 'campaign-message-schedule', 'attributes': static, 'relationships': to('campaign-message', message)}
    status = lambda: C.get_campaign_message(message).data.attributes.definition.status
    C.schedule_campaign_message({'data': body})
    same(status(), 'scheduled')
    refused(409, C.update_campaign_message, message, patch('campaign-message', message, name='Too late'))
    change = {'type': 'campaign-message-schedule', 'id': message}
    C.update_campaign_message_schedule(message, {'data': {**change, 'attributes': {'action': 'revert'}}})
    same(status(), 'draft')
    attributes = {'message_schedules': [{'message_id': message, **static}]}
    body = {'type': 'campaign-schedule', 'attributes': attributes, 'relationships': to('campaign', campaign)}
    C.schedule_campaign({'data': body})
    same(status(), 'scheduled')
    C.update_campaign_message_schedule(message, {'data': {**change, 'attributes': {'action': 'cancel'}}})
    same(status(), 'cancelled')


@step
def send_jobs():
    one, _, message = create('At once', 'wizard', {'A': email(template_id=state['template'])})
    job = {'data': {'type': 'campaign-send-job', 'id': one}}
    C.send_campaign(job)
    assert C.get_campaign_send_job(one).data.attributes.status in ['processing', 'complete']
    same(C.get_campaign_message(message).data.attributes.definition.status, 'sent')
    refused(409, C.cancel_campaign_send, one, {'data': {**job['data'], 'attributes': {'action': 'cancel'}}})


@step
def translations():
    """A variation has none until somebody translates it."""
    for read in ['get_translation_for_campaign_variation', 'get_translation_id_for_campaign_variation']:
        same(getattr(C, read)(state['mail']).data, None)
