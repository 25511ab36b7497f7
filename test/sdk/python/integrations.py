"""Walks web feeds, webhooks, tracking settings and custom objects. See walker.py."""

from walker import finish, ids, k, refused, same, step

state = {}


def resource(kind, attributes, one=None, **relationships):
    data = {'type': kind, 'attributes': attributes}
    if one is not None:
        data['id'] = one
    if relationships:
        data['relationships'] = {name.replace('_', '-'): {'data': given} for name, given in relationships.items()}
    return {'data': data}


def linkage(kind, one, **meta):
    return {'type': kind, 'id': one, **({'meta': meta} if meta else {})}


if k.has('Web_Feeds', 'create_web_feed'):

    @step
    def web_feeds():
        feed = {
            'name': 'Journal',
            'url': 'https://www.example.com/journal.json',
            'request_method': 'get',
            'content_type': 'json',
        }
        one = k.Web_Feeds.create_web_feed(resource('web-feed', feed)).data.id
        changed = k.Web_Feeds.update_web_feed(one, resource('web-feed', {'name': 'Diary'}, one))
        same([changed.data.attributes.name, changed.data.attributes.status], ['Diary', None])
        same(ids(k.Web_Feeds.get_web_feeds(filter='equals(name,"Diary")', sort='-name')), [one])
        same(k.Web_Feeds.get_web_feed(one).data.attributes.url, feed['url'])
        refused(400, k.Web_Feeds.create_web_feed, resource('web-feed', {**feed, 'name': 'a-b'}))
        k.Web_Feeds.delete_web_feed(one)
        refused(404, k.Web_Feeds.get_web_feed, one)


@step
def webhooks():
    topics = ids(k.Webhooks.get_webhook_topics())
    assert 'event:klaviyo.opened_email' in topics, topics
    same(k.Webhooks.get_webhook_topic(topics[0]).data.id, topics[0])
    hook = {'name': 'Till', 'endpoint_url': 'https://till.example.com/a', 'secret_key': 'sixteen letters!'}
    given = [linkage('webhook-topic', topic) for topic in topics[:2]]
    created = k.Webhooks.create_webhook(resource('webhook', hook, webhook_topics=given)).data
    same(created.attributes.endpoint_url, 'https://till.example.com/*****')
    changed = k.Webhooks.update_webhook(created.id, resource('webhook', {'enabled': False}, created.id))
    same(changed.data.attributes.enabled, False)
    read = k.Webhooks.get_webhook(created.id, include=['webhook-topics'])
    same(sorted(row.id for row in read.included), topics[:2])
    same(ids(k.Webhooks.get_webhooks()), [created.id])
    refused(400, k.Webhooks.create_webhook, resource('webhook', {**hook, 'secret_key': 'short'}, webhook_topics=given))
    k.Webhooks.delete_webhook(created.id)
    refused(404, k.Webhooks.get_webhook, created.id)


@step
def tracking_settings():
    one = k.Tracking_Settings.get_tracking_settings().data[0].id
    both = {'flow': {'type': 'static', 'value': 'Shop'}, 'campaign': {'type': 'dynamic', 'value': 'campaign_name'}}
    body = resource('tracking-setting', {'auto_add_parameters': True, 'utm_campaign': both}, one)
    same(k.Tracking_Settings.update_tracking_setting(one, body).data.attributes.auto_add_parameters, True)
    same(k.Tracking_Settings.get_tracking_setting(one).data.attributes.utm_id, None)


def member(value, name):
    # What may be of several types, the SDK leaves a dictionary.
    return value[name] if isinstance(value, dict) else getattr(value, name)


def record(given):
    return {'type': 'data-source-record', 'attributes': {'record': given}}


def to_source():
    return linkage('data-source', state['source'])


if k.has('Custom_Objects', 'create_data_source'):

    @step
    def data_sources():
        source = {'title': 'Orders', 'visibility': 'private'}
        state['source'] = one = k.Custom_Objects.create_data_source(resource('data-source', source)).data.id
        spare = k.Custom_Objects.create_data_source(resource('data-source', {**source, 'title': 'Spare'})).data.id
        same(k.Custom_Objects.get_data_source(one).data.attributes.description, '')
        same(ids(k.Custom_Objects.get_data_sources()), sorted([one, spare]))
        k.Custom_Objects.delete_data_source(spare)
        refused(404, k.Custom_Objects.get_data_source, spare)

    @step
    def records_are_sent():
        rows = {'data-source-records': {'data': [record({'id': 'a', 'name': 'A', 'total': 'much'})]}}
        kind = 'data-source-record-bulk-create-job'
        k.Custom_Objects.bulk_create_data_source_records(resource(kind, rows, data_source=to_source()))
        if k.has('Custom_Objects', 'create_data_source_record'):
            row = {'data-source-record': {'data': record({'id': 'b', 'name': 'B', 'total': 2, 'email': 'b@example.com'})}}
            k.Custom_Objects.create_data_source_record(
                resource('data-source-record-create-job', row, data_source=to_source())
            )


def path(name, one):
    return {
        'id': one,
        'type': 'simple',
        'source': {'source_id': state['source'], 'id_path': "$['id']", 'data_path': f"$['{name}']"},
    }


if k.has('Custom_Objects', 'create_object_type'):
    objects = k.Custom_Objects
    properties = [{'id': 1, 'name': 'name', 'type': 'string'}, {'id': 2, 'name': 'total', 'type': 'float'}]

    @step
    def object_types_have_drafts():
        one = state['type'] = objects.create_object_type(resource('object-type', {'title': 'Order'})).data.id
        schema = state['schema'] = objects.get_draft_schema_for_object_type(one).data.id
        same(objects.get_draft_schema_id_for_object_type(one).data.id, schema)
        same(objects.get_current_schema_id_for_object_type(one).data, None)
        body = resource('object-schema', {'properties': properties, 'required': ['name']}, schema)
        same(len(objects.update_object_schema(schema, body).data.attributes.properties), 2)
        same(objects.get_object_schema(schema).data.attributes.title, 'Order')

    @step
    def schemas_have_relationships():
        schema = state['schema']
        to_itself = linkage('object-schema', schema, name='parts')
        objects.create_object_schema_relationship(schema, {'data': [to_itself]})
        objects.create_profile_schema_relationship(
            schema, {'data': [linkage('profile-object-schema', 'profile', name='buyer')]}
        )
        included = objects.get_object_schema(schema, include=['object-schemas', 'profile-object-schemas']).included
        metas = {member(row, 'id'): member(member(row, 'attributes'), 'meta') for row in included}
        found = {name: member(meta, 'relationship_id') for name, meta in metas.items()}
        same(sorted(found), sorted([f'{schema}:::parts', 'profile:::buyer']))
        same(ids(objects.get_object_schema_relationships(schema)), [f'{schema}:::parts'])
        same(ids(objects.get_profile_schema_relationships(schema)), ['profile:::buyer'])
        same(ids(objects.get_object_type_relationships(state['type'])), [f'{state["type"]}:::parts'])
        same(ids(objects.get_profile_type_relationships(state['type'])), ['profile:::buyer'])
        part, buyer = found[f'{schema}:::parts'], found['profile:::buyer']
        state['buyer'] = buyer
        objects.update_object_schema_relationship(
            schema, {'data': linkage('object-schema', schema, relationship_id=part, name='pieces')}
        )
        objects.update_profile_schema_relationship(
            schema, {'data': linkage('profile-object-schema', 'profile', relationship_id=buyer, name='who')}
        )
        same(ids(objects.get_object_schema_relationships(schema)), [f'{schema}:::pieces'])
        objects.delete_object_schema_relationship(
            schema, {'data': [linkage('object-schema', schema, relationship_id=part)]}
        )
        same(ids(objects.get_object_schema_relationships(schema)), [])

    @step
    def sources_are_mapped():
        schema = state['schema']
        mapping = objects.get_source_mapping_for_object_schema(schema).data.id
        same(objects.get_source_mapping_id_for_object_schema(schema).data.id, mapping)
        buyer = {
            'source_id': state['source'],
            'type': 'profile',
            'id_path': "$['id']",
            'related_id_paths': [{'identifier_type': 'email', 'path': "$['email']"}],
        }
        attributes = {
            'property_mappings': [path('name', 1), path('total', 2)],
            'relationship_mappings': [{'relationship_id': state['buyer'], 'type': 'simple', 'source': buyer}],
        }
        objects.update_source_mapping(mapping, resource('source-mapping', attributes, mapping))
        same(len(objects.get_source_mapping(mapping).data.attributes.property_mappings), 2)

    @step
    def records_become_objects():
        one, schema = state['type'], state['schema']
        objects.update_object_schema(schema, resource('object-schema', {'status': 'active'}, schema))
        same(objects.get_current_schema_for_object_type(one).data.attributes.status, 'active')
        same(ids(objects.get_schema_versions_for_object_type(one)), [schema])
        same(ids(objects.get_schema_version_ids_for_object_type(one)), [schema])
        same(ids(objects.get_records_for_object_type(one)), [f'{one}:::b'])
        same(ids(objects.get_record_ids_for_object_type(one, page_size=1)), [f'{one}:::b'])
        same(objects.get_object_record(f'{one}:::b').data.attributes.record_properties, {'name': 'B', 'total': 2})
        logs = objects.get_ingestion_logs_for_object_type(one, filter='equals(record_id,"a")').data
        same([error.code for error in logs[0].attributes.errors], ['float_parsing'])
        same(ids(objects.get_ingestion_log_ids_for_object_type(one)), [logs[0].id])

    @step
    def versions_follow():
        one = state['type']
        body = resource(
            'object-schema',
            {'title': 'Purchase', 'properties': properties[:1]},
            object_type=linkage('object-type', one),
        )
        draft = objects.create_object_schema(body).data.id
        objects.delete_profile_schema_relationship(
            draft, {'data': [linkage('profile-object-schema', 'profile', relationship_id=state['buyer'])]}
        )
        same(member(objects.get_object_type(one, include=['draft-schema']).included[0], 'id'), draft)

    @step
    def records_and_types_are_deleted():
        one = state['type']
        rows = [linkage('object-record', f'{one}:::b')]
        relationships = {'object-records': {'data': rows}}
        objects.bulk_delete_object_records(
            {'data': {'type': 'object-record-bulk-delete-job', 'relationships': relationships}}
        )
        refused(404, objects.get_object_record, f'{one}:::b')
        same(ids(objects.get_object_types(filter='equals(namespace,"custom-objects")')), [one])
        objects.delete_object_type(one)
        refused(404, objects.get_object_type, one)


finish()
