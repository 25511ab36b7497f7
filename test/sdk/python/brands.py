"""Walks what came with revision 2026-10-15: brands, translations, text messaging and billing. See walker.py.

Releases before 25 have none of these APIs; with them nothing is walked.
"""

from openapi_client.api_arg_options import USE_DICTIONARY_FOR_RESPONSE_DATA
from walker import all_pages, expected, finish, has_any, ids, k, refused, same, step

PIXEL = (
    'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAYAAAAECAIAAAAiZtkUAAAAGklEQVR42mOomLYgato+ZJIBjV8xbQEDUaoA9ec'
    'oUVawt7kAAAAASUVORK5CYII='
)
state = {}


def body(kind, attributes, **more):
    return {'data': {'type': kind, 'attributes': attributes, **more}}


def to(**targets):
    return {
        name.replace('_', '-'): {'data': {'type': name.replace('_', '-'), 'id': target}}
        for name, target in targets.items()
    }


def text(**more):
    return {
        'color': '#222222',
        'font_size': 14,
        'font_style': 'normal',
        'font_family': 'Arial',
        'font_weight': 400,
        'letter_spacing': 0,
        'text_decoration': 'none',
        **more,
    }


def walk(function):
    """A step of an API that the release has."""
    return step(function) if any(has_any(name) for name in expected) else function


@walk
def what_is_there():
    state['account'] = k.client.Accounts.get_accounts().data[0].id
    state['image'] = k.client.Images.upload_image_from_url(body('image', {'import_from_url': PIXEL})).data.id
    template = {'name': 'Hello', 'editor_type': 'CODE', 'html': '<p>Hello</p>'}
    state['template'] = k.client.Templates.create_template(body('template', template)).data.id
    block = {'content_type': 'block', 'type': 'html', 'data': {'content': '<p>Foot</p>', 'display_options': {}}}
    content = body('template-universal-content', {'name': 'Foot', 'definition': block})
    state['content'] = k.client.Templates.create_universal_content(content).data.id
    details = {'channel': 'email', 'subject': 'Hello', 'template_id': state['template']}
    campaign = {
        'definition': {'name': 'Drop'},
        'audiences': [{'temporary_id': 'a'}],
        'messages': [{'audience_temporary_id': 'a', 'variations': [{'definition': {'name': 'A', 'details': details}}]}],
    }
    made = k.client.Campaigns.create_campaign(body('campaign', campaign)).data
    message = made.relationships.campaign_messages.data[0].id
    trigger = k.client.Lists.create_list(body('list', {'name': 'List'})).data.id
    mail = {'from_email': 'a@example.com', 'from_label': 'A', 'subject_line': 'Hi', 'template_id': state['template']}
    action = {'temporary_id': 'a', 'type': 'send-email', 'data': {'message': mail}, 'links': {'next': None}}
    flow = {'triggers': [{'type': 'list', 'id': trigger}], 'actions': [action], 'entry_action_id': 'a'}
    definition = k.client.Flows.create_flow(
        body('flow', {'name': 'Flow', 'definition': {**flow, 'profile_filter': None}}),
        additional_fields_flow=['definition'],
        options={USE_DICTIONARY_FOR_RESPONSE_DATA: True},
    )['data']['attributes']['definition']
    state['message'] = definition['actions'][0]['data']['message']['id']
    state['variation'] = k.client.Campaigns.get_variation_ids_for_campaign_message(message).data[0].id


@walk
def logos():
    before = ids(k.Brands.get_brand_logos())
    given = body('brand-logo', {'name': 'Wide', 'width': 200}, relationships=to(image=state['image']))
    logo = k.Brands.create_brand_logo(given).data
    same(k.Brands.get_brand_logo(logo.id, include=['image']).included[0].id, state['image'])
    changed = k.Brands.update_brand_logo(logo.id, body('brand-logo', {'width': None}, id=logo.id)).data.attributes
    same((changed.name, changed.width), ('Wide', None))
    refused(400, k.Brands.create_brand_logo, body('brand-logo', {}))
    k.Brands.delete_brand_logo(logo.id)
    same(ids(k.Brands.get_brand_logos()), before)
    state['logo'] = before[0]


@walk
def buttons():
    attributes = {
        'name': 'Buy',
        'is_primary': True,
        'style': {'background_color': '#222222', 'border_radius': 4, 'box_shadow': ''},
        'border': {'border_color': '#222222', 'border_style': 'solid', 'border_width': 0},
        'spacing': {'padding_top': 1, 'padding_right': 1, 'padding_bottom': 1, 'padding_left': 1},
        'text': text(),
    }
    stock = k.Brands.get_brand_buttons().data[0]
    same(stock.attributes.is_primary, True)
    button = k.Brands.create_brand_button(body('brand-button', attributes)).data
    same(k.Brands.get_brand_button(stock.id).data.attributes.is_primary, False)
    changed = k.Brands.update_brand_button(button.id, body('brand-button', {'name': 'Get'}, id=button.id)).data
    same((changed.attributes.name, changed.attributes.style.border_radius), ('Get', 4))
    k.Brands.delete_brand_button(stock.id)
    same(ids(k.Brands.get_brand_buttons()), [button.id])
    state['button'] = button.id


@walk
def colors():
    ink = {'hex': '#112233', 'name': 'Ink'}
    color = k.Brands.create_brand_color(body('brand-color', {'name': 'Print', 'colors': [ink]})).data
    same(ids(k.Brands.get_brand_colors()), [color.id])
    same(k.Brands.get_brand_color(color.id).data.attributes.colors[0].hex, '#112233')
    changed = k.Brands.update_brand_color(color.id, body('brand-color', {'colors': []}, id=color.id))
    same(changed.data.attributes.colors, [])
    k.Brands.delete_brand_color(color.id)
    refused(404, k.Brands.get_brand_color, color.id)


@walk
def social_groups():
    links = [{'platform': 'instagram', 'link_url': 'https://example.com/a'}]
    given = body('brand-social-group', {'social_links': links})
    group = k.Brands.create_brand_social_group(given).data.id
    assert group in ids(k.Brands.get_brand_social_groups())
    same(k.Brands.get_brand_social_group(group).data.attributes.social_links, links)
    named = k.Brands.update_brand_social_group(group, body('brand-social-group', {'name': 'Foot'}, id=group))
    same(named.data.attributes.name, 'Foot')
    k.Brands.delete_brand_social_group(group)
    refused(404, k.Brands.get_brand_social_group, group)


@walk
def voice():
    account = state['account']
    same(k.Brands.get_brand_voice(account).data.attributes.tone_descriptors, [])
    warm = {'name': 'Warm', 'description': 'Like a friend'}
    changed = k.Brands.update_brand_voice(account, body('brand-voice', {'tone_descriptors': [warm]}, id=account))
    same(changed.data.attributes.tone_descriptors[0].name, 'Warm')


@walk
def email_defaults():
    account = state['account']
    include = ['brand-button', 'brand-logo', 'brand-social-group']
    included = k.Brands.get_brand_email_defaults(include=include).included
    same(sorted(one['type'] for one in included), ['brand-logo', 'brand-social-group'])
    given = body(
        'brand-email-default',
        {'body': {'text': text(font_size=18)}, 'header': {'logo_max_width': 120}},
        id=account,
        relationships=to(brand_button=state['button']),
    )
    changed = k.Brands.update_brand_email_default(account, given).data
    same(changed.relationships.brand_button.data.id, state['button'])
    read = k.Brands.get_brand_email_default(account).data.attributes
    same((read.body.text.font_size, read.header.logo_max_width), (18, 120))


def translated(kind, target, **more):
    locales = {'source_locale': 'en', 'target_locales': ['de', 'fr'], 'fallback_locale': 'en', 'channel': 'email'}
    given = body('translation', {**locales, **more}, relationships=to(**{kind.replace('-', '_'): target}))
    return k.Translations.create_translation(given, additional_fields_translation=['values']).data


@walk
def translations():
    made = translated('campaign-variation', state['variation'])
    same(made.id, f'campaign-variation::email::{state["variation"]}')
    for kind, name in [('flow-message', 'message'), ('template', 'template'), ('template-universal-content', 'content')]:
        same(translated(kind, state[name]).id, f'{kind}::email::{state[name]}')
    same(len(all_pages(k.Translations.get_translations, page_size=1)), 4)
    same(ids(k.Translations.get_translations(filter='equals(resource_type,"campaign-variation")')), [made.id])
    values = [{'id': f'{made.id}::subject', 'translations': {'de': 'Hallo'}}]
    k.Translations.update_translation(made.id, body('translation', {'values': values}, id=made.id))
    read = k.Translations.get_translation(made.id, additional_fields_translation=['values']).data.attributes
    found = [value for value in read.values if value['id'] == f'{made.id}::subject']
    same(found, [{'id': f'{made.id}::subject', 'source_value': 'Hello', 'translations': {'de': 'Hallo'}}])
    same(k.Translations.get_campaign_variation_for_translation(made.id).data.id, state['variation'])
    same(k.Translations.get_campaign_variation_id_for_translation(made.id).data.id, state['variation'])


@walk
def translations_of_flow_messages():
    message = f'flow-message::email::{state["message"]}'
    same(k.Translations.get_flow_message_for_translation(message).data.attributes.channel, 'Email')
    same(k.Translations.get_flow_message_id_for_translation(message).data.id, state['message'])


@walk
def translations_of_templates():
    api = k.Translations
    template, content = f'template::email::{state["template"]}', f'template-universal-content::email::{state["content"]}'
    same(api.get_template_for_translation(template).data.attributes.name, 'Hello')
    same(api.get_template_id_for_translation(template).data.id, state['template'])
    same(api.get_template_universal_content_for_translation(content).data.attributes.name, 'Foot')
    same(api.get_template_universal_content_id_for_translation(content).data.id, state['content'])
    api.delete_translation(template)
    refused(404, api.get_translation, template)


def registration(website):
    return {
        'first_name': 'Ada',
        'last_name': 'Byron',
        'phone_number': '+16175550123',
        'email': 'ada@shop.example',
        'address': {
            'street_address_1': '1 Main St',
            'city': 'Boston',
            'region': 'MA',
            'postal_code': '02111',
            'country': 'US',
        },
        'business_name': 'Shop',
        'business_type': 'SOLE_PROPRIETOR',
        'business_registration_country': 'US',
        'business_website': website,
    }


@walk
def text_messaging():
    api, kind = k.Text_Messaging, 'text-messaging-sender-registration'
    refused(404, api.get_text_messaging_configuration, state['account'])
    api.create_text_messaging_configuration(body('text-messaging-configuration', {'org_prefix': 'Shop'}))
    same(api.get_text_messaging_configuration(state['account']).data.attributes.status, 'active')
    attributes = {
        'sender_type': 'toll_free',
        'sender_details': {'country': 'CA'},
        kind: {'data': {'type': kind, 'attributes': registration('https://shop.invalid')}},
    }
    sender = api.create_text_messaging_sender(body('text-messaging-sender', attributes)).data.id
    first = api.get_messaging_sender_registration_for_text_messaging_sender(sender).data
    same(first.attributes.status, 'rejected')
    given = body(kind, registration('https://shop.example'), relationships=to(text_messaging_sender=sender))
    second = api.create_text_messaging_sender_registration(given).data.id
    same(api.get_messaging_sender_registration_id_for_text_messaging_sender(sender).data.id, second)
    same(api.get_text_messaging_sender_registration(second).data.attributes.status, 'approved')
    same(api.get_text_messaging_sender(sender).data.attributes.status, 'active')
    same(len(api.get_text_messaging_senders(page_size=1).data), 1)


@walk
def billing():
    rows = k.Billing.list_billing_usage(filter='any(id,["email","profiles"])').data
    same(sorted(row.id for row in rows), ['email', 'profiles'])
    same(k.Billing.get_billing_usage('email').data.attributes.unit, 'messages')


finish()
