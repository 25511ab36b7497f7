"""Walks tags, coupons and catalogs. See walker.py."""

from walker import finish, ids, k, refused, same, step

state = {}


def body(type, attributes=None, **more):
    attributes = {} if attributes is None else {'attributes': attributes}
    return {'data': {'type': type, **attributes, **more}}


def ref(type, id):
    return {'type': type, 'id': id}


def to(**relationships):
    return {'relationships': {name.replace('_', '-'): {'data': data} for name, data in relationships.items()}}


@step
def tags_and_groups_are_made_and_renamed():
    group = k.Tags.create_tag_group(body('tag-group', {'name': 'Season', 'exclusive': True})).data
    state['group'] = group.id
    same(group.attributes.exclusive, True)
    k.Tags.update_tag_group(group.id, body('tag-group', {'name': 'Seasons'}, id=group.id))
    same(k.Tags.get_tag_group(group.id).data.attributes.name, 'Seasons')
    same([one.attributes.name for one in k.Tags.get_tag_groups().data], ['Seasons', 'Ungrouped Tags'])
    tag = k.Tags.create_tag(body('tag', {'name': 'Winter'}, **to(tag_group=ref('tag-group', group.id)))).data
    state['tag'] = tag.id
    same(tag.relationships.tag_group.data.id, group.id)
    refused(409, k.Tags.create_tag, body('tag', {'name': 'Winter'}))
    k.Tags.update_tag(tag.id, body('tag', {'name': 'Snow'}, id=tag.id))
    same(k.Tags.get_tag(tag.id, include=['tag-group']).included[0].id, group.id)
    same(ids(k.Tags.get_tags(filter='contains(name,"no")')), [tag.id])
    same(k.Tags.get_tag_group_for_tag(tag.id).data.id, group.id)
    same(k.Tags.get_tag_group_id_for_tag(tag.id).data.id, group.id)
    same(ids(k.Tags.get_tags_for_tag_group(group.id)), [tag.id])
    same(ids(k.Tags.get_tag_ids_for_tag_group(group.id)), [tag.id])


@step
def what_there_is_is_tagged_what_there_is_not_is_refused():
    tag = state['tag']
    list_id = k.client.Lists.create_list(body('list', {'name': 'A'})).data.id
    lists = {'data': [ref('list', list_id)]}
    k.Tags.tag_lists(tag, lists)
    same(ids(k.Tags.get_list_ids_for_tag(tag)), [list_id])
    k.Tags.remove_tag_from_lists(tag, lists)
    same(ids(k.Tags.get_list_ids_for_tag(tag)), [])
    for type, add, remove, read in [
        ('flow', k.Tags.tag_flows, k.Tags.remove_tag_from_flows, k.Tags.get_flow_ids_for_tag),
        ('segment', k.Tags.tag_segments, k.Tags.remove_tag_from_segments, k.Tags.get_segment_ids_for_tag),
        ('campaign', k.Tags.tag_campaigns, k.Tags.remove_tag_from_campaigns, k.Tags.get_campaign_ids_for_tag),
    ]:
        unknown = {'data': [ref(type, 'None00')]}
        refused(404, add, tag, unknown)
        remove(tag, unknown)
        same(ids(read(tag)), [])


@step
def tags_and_groups_go():
    k.Tags.delete_tag(state['tag'])
    k.Tags.delete_tag_group(state['group'])
    refused(404, k.Tags.get_tag, state['tag'])


def code(unique_code):
    return body('coupon-code', {'unique_code': unique_code}, **to(coupon=ref('coupon', 'TEN')))


@step
def coupons_are_made_and_changed():
    same(k.Coupons.create_coupon(body('coupon', {'external_id': 'TEN'})).data.id, 'TEN')
    refused(409, k.Coupons.create_coupon, body('coupon', {'external_id': 'TEN'}))
    k.Coupons.update_coupon('TEN', body('coupon', {'description': 'Ten off'}, id='TEN'))
    same(k.Coupons.get_coupon('TEN').data.attributes.description, 'Ten off')
    same(ids(k.Coupons.get_coupons()), ['TEN'])


@step
def codes_are_made_one_by_one_and_by_a_job():
    same(k.Coupons.create_coupon_code(code('A')).data.attributes.status, 'UNASSIGNED')
    used = k.Coupons.update_coupon_code('TEN-A', body('coupon-code', {'status': 'USED'}, id='TEN-A'))
    same(used.data.attributes.status, 'USED')
    same(k.Coupons.get_coupon_code('TEN-A', include=['coupon']).included[0].id, 'TEN')
    rows = {'coupon-codes': {'data': [code('B')['data']]}}
    job = k.Coupons.bulk_create_coupon_codes(body('coupon-code-bulk-create-job', rows)).data
    same(job.attributes.status, 'processing')
    done = k.Coupons.get_bulk_create_coupon_codes_job(job.id, include=['coupon-codes'])
    same([done.data.attributes.status, done.included[0].id], ['complete', 'TEN-B'])
    same(ids(k.Coupons.get_bulk_create_coupon_code_jobs()), [job.id])


@step
def codes_are_read():
    both = ['TEN-A', 'TEN-B']
    same(ids(k.Coupons.get_coupon_codes(filter='equals(coupon.id,"TEN")')), both)
    same(ids(k.Coupons.get_coupon_codes_for_coupon('TEN')), both)
    same(ids(k.Coupons.get_coupon_code_ids_for_coupon('TEN')), both)
    same(k.Coupons.get_coupon_for_coupon_code('TEN-A').data.id, 'TEN')
    same(k.Coupons.get_coupon_id_for_coupon_code('TEN-A').data.id, 'TEN')
    k.Coupons.delete_coupon_code('TEN-A')
    k.Coupons.delete_coupon('TEN')
    refused(404, k.Coupons.get_coupon_code, 'TEN-B')


def key(external_id):
    return f'$custom:::$default:::{external_id}'


def about(external_id):
    return {'external_id': external_id, 'title': external_id, 'description': 'A', 'url': 'https://example.com'}


def item(external_id):
    return body('catalog-item', about(external_id))


def variant(external_id):
    stock = {'sku': external_id, 'inventory_quantity': 0, 'price': 1}
    return body('catalog-variant', {**about(external_id), **stock}, **to(item=ref('catalog-item', key('I'))))


def category(external_id):
    return body('catalog-category', {'external_id': external_id, 'name': external_id})


@step
def items_variants_and_categories_are_made_and_changed():
    same(k.Catalogs.create_catalog_item(item('I')).data.id, key('I'))
    same(k.Catalogs.create_catalog_variant(variant('V')).data.id, key('V'))
    same(k.Catalogs.create_catalog_category(category('C')).data.id, key('C'))
    k.Catalogs.update_catalog_item(key('I'), body('catalog-item', {'title': 'New'}, id=key('I')))
    k.Catalogs.update_catalog_variant(key('V'), body('catalog-variant', {'title': 'New'}, id=key('V')))
    k.Catalogs.update_catalog_category(key('C'), body('catalog-category', {'name': 'New'}, id=key('C')))
    found = k.Catalogs.get_catalog_item(key('I'), include=['variants'])
    same([found.data.attributes.title, found.included[0].id], ['New', key('V')])
    same(k.Catalogs.get_catalog_variant(key('V')).data.attributes.title, 'New')
    same(k.Catalogs.get_catalog_category(key('C')).data.attributes.name, 'New')
    same(ids(k.Catalogs.get_catalog_items(sort='-created')), [key('I')])
    same(ids(k.Catalogs.get_catalog_variants(filter='equals(sku,"V")')), [key('V')])
    same(ids(k.Catalogs.get_catalog_categories()), [key('C')])


@step
def items_and_categories_are_put_together():
    items, categories = {'data': [ref('catalog-item', key('I'))]}, {'data': [ref('catalog-category', key('C'))]}
    k.Catalogs.add_items_to_catalog_category(key('C'), items)
    refused(409, k.Catalogs.add_categories_to_catalog_item, key('I'), categories)
    same(ids(k.Catalogs.get_items_for_catalog_category(key('C'))), [key('I')])
    same(ids(k.Catalogs.get_item_ids_for_catalog_category(key('C'))), [key('I')])
    same(ids(k.Catalogs.get_categories_for_catalog_item(key('I'))), [key('C')])
    same(ids(k.Catalogs.get_category_ids_for_catalog_item(key('I'))), [key('C')])
    same(ids(k.Catalogs.get_variants_for_catalog_item(key('I'))), [key('V')])
    if k.has('Catalogs', 'get_variant_ids_for_catalog_item'):
        same(ids(k.Catalogs.get_variant_ids_for_catalog_item(key('I'))), [key('V')])
    k.Catalogs.remove_items_from_catalog_category(key('C'), items)
    k.Catalogs.update_categories_for_catalog_item(key('I'), categories)
    k.Catalogs.update_items_for_catalog_category(key('C'), items)
    k.Catalogs.remove_categories_from_catalog_item(key('I'), categories)
    same(ids(k.Catalogs.get_categories_for_catalog_item(key('I'))), [])


@step
def somebody_waits_for_a_variant():
    profile = {'data': {'type': 'profile', 'attributes': {'email': 'a@example.com'}}}
    subscription = {'channels': ['EMAIL'], 'profile': profile}
    variant_ref = to(variant=ref('catalog-variant', key('V')))
    k.Catalogs.create_back_in_stock_subscription(body('back-in-stock-subscription', subscription, **variant_ref))
    unknown = to(variant=ref('catalog-variant', key('NONE')))
    refused(
        404,
        k.Catalogs.create_back_in_stock_subscription,
        body('back-in-stock-subscription', subscription, **unknown),
    )


def walk_jobs(kind, rows, read, made, changed):
    """Each verb: the job is begun, read when it is complete, listed."""
    type = f'catalog-{kind}'
    for verb, row in [
        ('create', made['data']),
        ('update', {**ref(type, key('B')), 'attributes': changed}),
        ('delete', ref(type, key('B'))),
    ]:
        start = getattr(k.Catalogs, f'bulk_{verb}_catalog_{rows}')
        job = start(body(f'{type}-bulk-{verb}-job', {rows: {'data': [row]}})).data
        same(job.attributes.status, 'processing')
        # Older releases call most of these otherwise.
        named = [f'get_bulk_{verb}_{read}', f'get_{verb}_{read}']
        get = next(name for name in named if k.has('Catalogs', f'{name}_job'))
        done = getattr(k.Catalogs, f'{get}_job')(job.id).data.attributes
        same([done.status, done.completed_count, done.failed_count], ['complete', 1, 0])
        same(ids(getattr(k.Catalogs, f'{get}_jobs')()), [job.id])


@step
def jobs_on_items():
    walk_jobs('item', 'items', 'catalog_items', item('B'), {'title': 'Other'})


@step
def jobs_on_variants():
    walk_jobs('variant', 'variants', 'variants', variant('B'), {'title': 'Other'})


@step
def jobs_on_categories():
    walk_jobs('category', 'categories', 'categories', category('B'), {'name': 'Other'})


@step
def what_is_deleted_is_gone():
    k.Catalogs.delete_catalog_variant(key('V'))
    k.Catalogs.delete_catalog_item(key('I'))
    k.Catalogs.delete_catalog_category(key('C'))
    refused(404, k.Catalogs.get_catalog_item, key('I'))


finish()
