"""Walks metrics, custom and mapped ones among them, reports and reviews. See walker.py."""

import datetime

from walker import finish, ids, k, post, refused, same, step

state = {}


def event(email, name, value=None, service='api', **properties):
    attributes = {
        'properties': {'Color': 'blue', **properties},
        'metric': {'data': {'type': 'metric', 'attributes': {'name': name, 'service': service}}},
        'profile': {'data': {'type': 'profile', 'attributes': {'email': email}}},
    }
    return {'data': {'type': 'event', 'attributes': {**attributes, **({'value': value} if value else {})}}}


@step
def metrics():
    for index, name in enumerate(['ada', 'bea', 'cleo']):
        k.client.Events.create_event(event(f'{name}@example.com', 'Viewed Page', 10 + index))
    metric = next(row.id for row in k.Metrics.get_metrics().data if row.attributes.name == 'Viewed Page')
    state['metric'] = metric
    same(k.Metrics.get_metric(metric).data.attributes.name, 'Viewed Page')
    same(k.Metrics.get_flows_triggered_by_metric(metric).data, [])
    same(k.Metrics.get_ids_for_flows_triggered_by_metric(metric).data, [])
    one = k.Metrics.get_properties_for_metric(metric, additional_fields_metric_property=['sample_values']).data[0].id
    assert one in ids(k.Metrics.get_property_ids_for_metric(metric))
    same(k.Metrics.get_metric_property(one).data.id, one)
    same(k.Metrics.get_metric_for_metric_property(one).data.id, metric)
    same(k.Metrics.get_metric_id_for_metric_property(one).data.id, metric)


@step
def aggregates():
    today = datetime.datetime.now(datetime.timezone.utc).date()
    attributes = {
        'metric_id': state['metric'],
        'measurements': ['count', 'sum_value', 'unique'],
        'interval': 'day',
        'filter': [
            f'greater-or-equal(datetime,{today - datetime.timedelta(days=1)})',
            f'less-than(datetime,{today + datetime.timedelta(days=1)})',
        ],
    }
    answer = k.Metrics.query_metric_aggregates({'data': {'type': 'metric-aggregate', 'attributes': attributes}})
    measured = answer.data.attributes.data[0].measurements
    same([sum(measured[name]) for name in ['count', 'sum_value', 'unique']], [3, 33, 3])


if k.has('Metrics', 'create_custom_metric'):

    @step
    def custom_metrics():
        filters = [{'property': 'Color', 'filter': {'type': 'string', 'operator': 'equals', 'value': 'blue'}}]
        group = {'metric_id': state['metric'], 'metric_filters': filters, 'value_property': '$value'}
        definition = {'aggregation_method': 'value', 'metric_groups': [group]}
        attributes = {'name': 'Blue pages', 'definition': definition}
        one = k.Metrics.create_custom_metric({'data': {'type': 'custom-metric', 'attributes': attributes}}).data.id
        state['custom'] = one
        same(ids(k.Metrics.get_custom_metrics(include=['metrics'])), [one])
        renamed = {'data': {'type': 'custom-metric', 'id': one, 'attributes': {'name': 'Blue'}}}
        same(k.Metrics.update_custom_metric(one, renamed).data.attributes.name, 'Blue')
        same(k.Metrics.get_custom_metric(one).data.attributes.definition.aggregation_method, 'value')
        same(ids(k.Metrics.get_metrics_for_custom_metric(one)), [state['metric']])
        same(ids(k.Metrics.get_metric_ids_for_custom_metric(one)), [state['metric']])


if k.has('Metrics', 'update_mapped_metric'):

    @step
    def mapped_metrics():
        def map_to(slot, kind, one):
            target = {kind: {'data': {'type': kind, 'id': one}}}
            k.Metrics.update_mapped_metric(slot, {'data': {'type': 'mapped-metric', 'id': slot, 'relationships': target}})

        map_to('viewed_product', 'metric', state['metric'])
        map_to('revenue', 'custom-metric', state['custom'])
        same(len(k.Metrics.get_mapped_metrics(include=['metric', 'custom-metric']).data), 7)
        same(k.Metrics.get_mapped_metric('revenue').data.id, 'revenue')
        same(k.Metrics.get_metric_for_mapped_metric('viewed_product').data.id, state['metric'])
        same(k.Metrics.get_metric_id_for_mapped_metric('viewed_product').data.id, state['metric'])
        same(k.Metrics.get_custom_metric_for_mapped_metric('revenue').data.id, state['custom'])
        same(k.Metrics.get_custom_metric_id_for_mapped_metric('revenue').data.id, state['custom'])


def report(kind, statistics, **more):
    attributes = {'statistics': statistics, 'timeframe': {'key': 'last_7_days'}, **more}
    return {'data': {'type': f'{kind}-report', 'attributes': attributes}}


@step
def flow_reports():
    about = {'$message': 'MSG001', '$flow': 'FLOW01', 'Campaign Name': 'Email #1'}
    for name in ['Received Email', 'Opened Email']:
        k.client.Events.create_event(event('ada@example.com', name, service='klaviyo', **about))
    k.client.Events.create_event(event('ada@example.com', 'Placed Order', 30))
    ordered = next(row.id for row in k.Metrics.get_metrics().data if row.attributes.name == 'Placed Order')
    wanted = {'conversion_metric_id': ordered}
    statistics = ['delivered', 'open_rate', 'conversion_value']
    found = k.Reporting.query_flow_values(report('flow-values', statistics, **wanted)).data.attributes.results
    same([found[0].statistics[name] for name in statistics], [1, 1, 30])
    same(found[0].groupings['flow_id'], 'FLOW01')
    series = k.Reporting.query_flow_series(report('flow-series', ['opens'], interval='daily', **wanted))
    same(list(series.data.attributes.results[0].statistics['opens'])[-1], 1)
    same(len(series.data.attributes.date_times), 8)
    same(k.Reporting.query_campaign_values(report('campaign-values', ['opens'], **wanted)).data.attributes.results, [])
    refused(404, k.Reporting.query_flow_values, report('flow-values', ['opens'], conversion_metric_id='NOPE01'))


@step
def form_reports():
    k.client.Events.create_event(event('ada@example.com', 'Viewed Form', form_id='FORM01'))
    found = k.Reporting.query_form_values(report('form-values', ['viewed_form', 'submit_rate']))
    same(found.data.attributes.results[0].statistics['viewed_form'], 1)
    series = k.Reporting.query_form_series(report('form-series', ['viewed_form'], interval='weekly'))
    same(sum(series.data.attributes.results[0].statistics['viewed_form']), 1)


@step
def segment_reports():
    same(k.Reporting.query_segment_values(report('segment-values', ['total_members'])).data.attributes.results, [])
    series = k.Reporting.query_segment_series(report('segment-series', ['members_added'], interval='daily'))
    same(len(series.data.attributes.date_times), 8)


def write_review(attributes):
    """As a browser does, without the SDK."""
    company = k.client.Accounts.get_accounts().data[0].id
    post(f'/client/reviews?company_id={company}', {'data': {'type': 'review', 'attributes': attributes}})


@step
def reviews():
    attributes = {'review_type': 'review', 'email': 'ada@example.com', 'author': 'Ada', 'content': 'Fine', 'rating': 5}
    write_review({**attributes, 'product': {'external_id': 'MUG-1', 'integration_key': 'shopify'}})
    [one] = ids(k.Reviews.get_reviews(filter='equals(status,"pending")', sort='-rating', page_size=5))
    same(k.Reviews.get_review(one, include=['events']).data.attributes.rating, 5)
    if k.has('Reviews', 'update_review'):
        judged = {'data': {'type': 'review', 'id': one, 'attributes': {'status': {'value': 'published'}}}}
        k.Reviews.update_review(one, judged)
        same(ids(k.Reviews.get_reviews(filter='equals(status,"published")')), [one])
    refused(404, k.Reviews.get_review, 'nope')


if k.has('Metrics', 'create_custom_metric'):

    @step
    def the_end_of_a_custom_metric():
        k.Metrics.delete_custom_metric(state['custom'])
        refused(404, k.Metrics.get_custom_metric, state['custom'])


finish()
