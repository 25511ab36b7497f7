"""Walks flows, their actions and messages. See walker.py."""

from walker import finish, ids, k, post, refused, release, same, step

major = int(release.split('.')[0])
# Definitions of single actions are shown since 2025-10-15.
encoded = major >= 21
state = {}


def plain(part):
    """A part of a definition as it came: the SDK reads unions as models, or leaves them as they are."""
    part = getattr(part, 'actual_instance', None) or part
    return part if isinstance(part, dict) else part.to_dict()


def delay(temporary_id, after=None, **data):
    return {
        'temporary_id': temporary_id,
        'type': 'time-delay',
        'data': {'unit': 'days', 'value': 1, **data},
        'links': {'next': after},
    }


def email(temporary_id, after=None, **message):
    none = {'reply_to_email': None, 'cc_email': None, 'bcc_email': None, 'preview_text': None}
    sender = {'from_email': 'hello@example.com', 'from_label': 'Hello'}
    return {
        'temporary_id': temporary_id,
        'type': 'send-email',
        'data': {'message': {**none, **sender, 'subject_line': 'Welcome', **message}},
        'links': {'next': after},
    }


@step
def a_flow_is_created():
    made = k.client.Lists.create_list({'data': {'type': 'list', 'attributes': {'name': 'Newsletter'}}})
    state['list'] = made.data.id
    attributes = {'name': 'Welcome', 'editor_type': 'CODE', 'html': '<p>Hi</p>'}
    state['template'] = k.client.Templates.create_template({'data': {'type': 'template', 'attributes': attributes}}).data.id
    definition = {
        'triggers': [{'type': 'list', 'id': state['list']}],
        'profile_filter': None,
        'actions': [delay('wait', 'mail'), email('mail', template_id=state['template'])],
        'entry_action_id': 'wait',
    }
    body = {'data': {'type': 'flow', 'attributes': {'name': 'Welcome', 'definition': definition}}}
    if k.has('Flows', 'create_flow'):
        flow = k.Flows.create_flow(body).data
        shown = flow.attributes
        same((shown.status, shown.trigger_type, shown.archived), ('draft', 'Added to List', False))
        wait, mail = [plain(action) for action in shown.definition.actions]
        same((wait['type'], mail['type']), ('time-delay', 'send-email'))
        same(shown.definition.entry_action_id, wait['id'])
        same(wait['links']['next'], mail['id'])
        state['flow'] = flow.id
    else:
        made = post('/api/flows', body)['data']
        wait, mail = made['attributes']['definition']['actions']
        state['flow'] = made['id']
    message = mail['data']['message']
    state.update(wait=wait['id'], mail=mail['id'], message=message['id'], copy=message['template_id'])
    assert state['copy'] != state['template']


@step
def flows_are_read():
    defined = {'additional_fields_flow': ['definition']} if k.has('Flows', 'create_flow') else {}
    answer = k.Flows.get_flow(state['flow'], include=['flow-actions'], **defined)
    if defined:
        same(plain(answer.data.attributes.definition.triggers[0])['id'], state['list'])
    same(len(answer.included), 2)
    found = k.Flows.get_flows(filter='equals(trigger_type,"Added to List")', sort='-created', page_size=1)
    same(ids(found), [state['flow']])
    same(found.links.next, None)
    same(list(k.Flows.get_tags_for_flow(state['flow']).data), [])
    same(list(k.Flows.get_tag_ids_for_flow(state['flow']).data), [])
    refused(404, k.Flows.get_flow, 'NOPE01')


@step
def actions_are_read():
    same(ids(k.Flows.get_actions_for_flow(state['flow'])), sorted([state['wait'], state['mail']]))
    mails = k.Flows.get_action_ids_for_flow(state['flow'], filter='equals(action_type,"SEND_EMAIL")')
    same(ids(mails), [state['mail']])
    action = k.Flows.get_flow_action(state['mail'], include=['flow', 'flow-messages']).data
    if encoded:
        same(plain(action.attributes.definition)['data']['message']['id'], state['message'])
    else:
        same((action.attributes.action_type, action.attributes.status), ('SEND_EMAIL', 'draft'))
        same(action.attributes.send_options.use_smart_sending, True)
    same(k.Flows.get_flow_for_flow_action(state['wait']).data.id, state['flow'])
    same(k.Flows.get_flow_id_for_flow_action(state['wait']).data.id, state['flow'])


@step
def messages_are_read():
    same(ids(k.Flows.get_flow_action_messages(state['mail'])), [state['message']])
    same(ids(k.Flows.get_message_ids_for_flow_action(state['mail'])), [state['message']])
    same(list(k.Flows.get_flow_action_messages(state['wait']).data), [])
    message = k.Flows.get_flow_message(state['message'], include=['template']).data.attributes
    if encoded:
        same(plain(message.definition)['name'], 'Email #1')
    else:
        same((message.name, message.channel, plain(message.content)['subject']), ('Email #1', 'Email', 'Welcome'))
    same(k.Flows.get_action_for_flow_message(state['message']).data.id, state['mail'])
    same(k.Flows.get_action_id_for_flow_message(state['message']).data.id, state['mail'])
    template = k.Flows.get_template_for_flow_message(state['message']).data
    same((template.id, template.attributes.name), (state['copy'], 'Welcome'))
    same(k.Flows.get_template_id_for_flow_message(state['message']).data.id, state['copy'])


@step
def the_list_knows_its_flow():
    same(ids(k.client.Lists.get_flows_triggered_by_list(state['list'])), [state['flow']])


@step
def a_flow_is_set_live():
    body = {'data': {'type': 'flow', 'id': state['flow'], 'attributes': {'status': 'live'}}}
    same(k.Flows.update_flow(state['flow'], body).data.attributes.status, 'live')
    mails = k.Flows.get_actions_for_flow(state['flow'], filter='equals(status,"live")')
    same(ids(mails), [state['mail']])


if k.has('Flows', 'update_flow_action'):

    @step
    def an_action_is_changed():
        definition = {'id': state['wait'], 'type': 'time-delay', 'data': {'unit': 'hours', 'value': 4}}
        attributes = {'definition': {**definition, 'links': {'next': state['mail']}}}
        body = {'data': {'type': 'flow-action', 'id': state['wait'], 'attributes': attributes}}
        changed = plain(k.Flows.update_flow_action(state['wait'], body).data.attributes.definition)
        same([changed['data'][name] for name in ('unit', 'value', 'secondary_value')], ['hours', 4, 0])


if k.has('Flows', 'create_flow_action'):

    @step
    def an_action_is_inserted():
        definition = delay('new', state['mail'], value=2)
        attributes = {'definition': definition, 'allow_live_action': True}
        body = {'data': {'type': 'flow-action', 'attributes': attributes}}
        state['inserted'] = k.Flows.create_flow_action(body).data.id
        wait = plain(k.Flows.get_flow_action(state['wait']).data.attributes.definition)
        same(wait['links']['next'], state['inserted'])


if k.has('Flows', 'delete_flow_action'):

    @step
    def an_action_is_deleted():
        k.Flows.delete_flow_action(state.get('inserted', state['mail']))
        wait = plain(k.Flows.get_flow_action(state['wait']).data.attributes.definition)
        same(wait['links']['next'], state['mail'] if 'inserted' in state else None)


@step
def a_flow_is_deleted():
    k.Flows.delete_flow(state['flow'])
    refused(404, k.Flows.get_flow, state['flow'])
    refused(404, k.Flows.get_flow_message, state['message'])


finish()
