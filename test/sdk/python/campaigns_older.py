"""Walks campaigns as revisions before 2026-10-15 know them. See walker.py."""

import datetime

from campaign_parts import image, list_of_two, template, to
from walker import ids, k, refused, release, same, step

C = k.Campaigns
# In 2024-10-15 the channel and content of a message stand beside each other, later in its definition.
flat = int(release.split('.')[0]) <= 16
state = {}


def message(subject):
    content = {'subject': subject, 'preview_text': 'Soon', 'from_email': 'shop@example.com', 'from_label': 'The shop'}
    given = {'channel': 'email', 'label': 'A mail', 'content': content}
    return given if flat else {'definition': given}


def create(name, attributes):
    tomorrow = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(days=1)
    datetimes = {'datetime': tomorrow.replace(microsecond=0).isoformat()}
    strategy = {'method': 'static', **({'options_static': datetimes} if flat else datetimes)}
    answer = C.create_campaign(
        {
            'data': {
                'type': 'campaign',
                'attributes': {
                    'name': name,
                    'audiences': {'included': [state['list']], 'excluded': []},
                    'send_strategy': strategy,
                    'campaign-messages': {'data': [{'type': 'campaign-message', 'attributes': attributes}]},
                },
            }
        }
    )
    same(answer.data.attributes.name, name)
    return answer.data.id, C.get_message_ids_for_campaign(answer.data.id).data[0].id


@step
def campaigns_are_created():
    state['list'], state['template'] = list_of_two(), template()
    state['campaign'], state['message'] = create('Spring', message('Spring is here'))
    text = {'channel': 'sms', 'content': {'body': 'Spring!'}}
    state['text'], state['text message'] = create('By text', text if flat else {'definition': text})


@step
def campaigns_are_read():
    one = state['campaign']
    same(ids(C.get_campaigns('equals(messages.channel,"email")', sort='-created_at')), [one])
    same(ids(C.get_campaigns('equals(messages.channel,"sms"),contains(name,"text")')), [state['text']])
    answer = C.get_campaign(one, include=['campaign-messages', 'tags'])
    same((answer.data.attributes.status, answer.data.attributes.audiences.included), ('Draft', [state['list']]))
    same(ids(C.get_messages_for_campaign(one)), [state['message']])
    same(C.get_tags_for_campaign(one).data, [])
    same(C.get_tag_ids_for_campaign(one).data, [])
    refused(404, C.get_campaign, '01KWFVK2PYZEYGGRNDRWEC6SMN')


@step
def campaigns_are_changed():
    one = state['campaign']
    change = {'data': {'type': 'campaign', 'id': one, 'attributes': {'name': 'Summer'}}}
    same(C.update_campaign(one, change).data.attributes.name, 'Summer')
    clone = {'data': {'type': 'campaign', 'id': one, 'attributes': {'new_name': 'Summer again'}}}
    copy = C.create_campaign_clone(clone).data
    same((copy.attributes.name, copy.attributes.status), ('Summer again', 'Draft'))
    C.delete_campaign(copy.id)
    refused(404, C.get_campaign, copy.id)


@step
def messages():
    one, campaign = state['message'], state['campaign']
    C.get_campaign_message(one, include=['campaign'])
    same(C.get_campaign_for_campaign_message(one).data.id, campaign)
    same(C.get_campaign_id_for_campaign_message(one).data.id, campaign)
    C.update_campaign_message(
        one, {'data': {'type': 'campaign-message', 'id': one, 'attributes': message('Summer is here')}}
    )
    attributes = C.get_campaign_message(one).data.attributes
    # The release may read a definition as one of several models, or as a dictionary.
    assert 'Summer is here' in str(attributes.to_dict())


@step
def templates():
    one = state['message']
    C.assign_template_to_campaign_message(
        {'data': {'type': 'campaign-message', 'id': one, 'relationships': to('template', state['template'])}}
    )
    copy = C.get_template_for_campaign_message(one).data
    assert copy.id != state['template'] and 'Hello' in copy.attributes.html
    same(C.get_template_id_for_campaign_message(one).data.id, copy.id)


@step
def images():
    if not k.has('Campaigns', 'update_image_for_campaign_message'):
        return
    one, dot = state['text message'], image()
    C.update_image_for_campaign_message(one, {'data': {'type': 'image', 'id': dot}})
    same(C.get_image_id_for_campaign_message(one).data.id, dot)
    same(C.get_image_for_campaign_message(one).data.attributes.name, 'Dot')


@step
def estimations():
    one = state['campaign']
    C.refresh_campaign_recipient_estimation({'data': {'type': 'campaign-recipient-estimation-job', 'id': one}})
    same(C.get_campaign_recipient_estimation_job(one).data.attributes.status, 'complete')
    same(C.get_campaign_recipient_estimation(one).data.attributes.estimated_recipient_count, 2)


@step
def send_jobs():
    one = state['campaign']
    job = {'data': {'type': 'campaign-send-job', 'id': one}}
    C.send_campaign(job)
    same(C.get_campaign_send_job(one).data.attributes.status, 'complete')
    for action, status in [('revert', 'Draft'), ('cancel', 'Cancelled')]:
        C.cancel_campaign_send(one, {'data': {**job['data'], 'attributes': {'action': action}}})
        same(C.get_campaign(one).data.attributes.status, status)
        if action == 'revert':
            C.send_campaign(job)
