"""Walks segments. See walker.py."""

from walker import finish, ids, k, refused, same, step

state = {}


def event(email):
    return {
        'data': {
            'type': 'event',
            'attributes': {
                'properties': {'Brand': 'Acme'},
                'metric': {'data': {'type': 'metric', 'attributes': {'name': 'Placed Order'}}},
                'profile': {'data': {'type': 'profile', 'attributes': {'email': email}}},
            },
        }
    }


def definition(metric, least):
    ordered = {
        'type': 'profile-metric',
        'metric_id': metric,
        'measurement': 'count',
        'measurement_filter': {'type': 'numeric', 'operator': 'greater-than-or-equal', 'value': least},
        'timeframe_filter': {'type': 'date', 'operator': 'in-the-last', 'unit': 'day', 'quantity': 30},
        'metric_filters': [{'property': 'Brand', 'filter': {'type': 'string', 'operator': 'equals', 'value': 'Acme'}}],
    }
    reachable = {
        'type': 'profile-property',
        'property': 'email',
        'filter': {'type': 'existence', 'operator': 'is-set'},
    }
    return {'condition_groups': [{'conditions': [ordered]}, {'conditions': [reachable]}]}


def segment(name, given):
    return {'data': {'type': 'segment', 'attributes': {'name': name, 'definition': given}}}


def change(one, **attributes):
    return k.Segments.update_segment(one, {'data': {'type': 'segment', 'id': one, 'attributes': attributes}})


@step
def a_segment_has_who_meets_its_definition():
    k.client.Events.create_event(event('segment-ada@example.com'))
    state['metric'] = next(row.id for row in k.client.Metrics.get_metrics().data if row.attributes.name == 'Placed Order')
    created = k.Segments.create_segment(segment('Buyers', definition(state['metric'], 1))).data
    same([created.attributes.is_processing, created.attributes.is_active], [True, True])
    one = state['segment'] = created.id
    read = k.Segments.get_segment(one, additional_fields_segment=['profile_count']).data.attributes
    same([read.is_processing, read.profile_count], [False, 1])
    k.client.Events.create_event(event('segment-bea@example.com'))
    members = k.Segments.get_profiles_for_segment(one, sort='-joined_group_at').data
    same(sorted(row.attributes.email for row in members), ['segment-ada@example.com', 'segment-bea@example.com'])
    same(sorted(row.id for row in k.Segments.get_profile_ids_for_segment(one).data), sorted(row.id for row in members))


@step
def a_segment_is_changed_and_found():
    one = state['segment']
    same(change(one, name='Twice', definition=definition(state['metric'], 2)).data.attributes.name, 'Twice')
    same(ids(k.Segments.get_profiles_for_segment(one)), [])
    same(ids(k.Segments.get_segments(filter='equals(name,"Twice")', sort='name')), [one])
    refused(400, k.Segments.create_segment, segment('None', definition('NOPE01', 1)))


@step
def what_a_segment_is_linked_with_is_read():
    one = state['segment']
    same(k.Segments.get_tags_for_segment(one).data, [])
    same(k.Segments.get_tag_ids_for_segment(one).data, [])
    same(k.Segments.get_flows_triggered_by_segment(one).data, [])
    same(k.Segments.get_ids_for_flows_triggered_by_segment(one).data, [])


@step
def a_segment_is_deleted():
    k.Segments.delete_segment(state['segment'])
    refused(404, k.Segments.get_segment, state['segment'])


finish()
