"""Walks forms. See walker.py. Releases that cannot create a form find none to read."""

from walker import finish, ids, k, refused, same, step

state = {}


def block(kind, **properties):
    return {'type': kind, 'properties': properties}


def button(kind, **more):
    return {**block('button', label='Go'), 'action': {'type': kind, **more}}


def page(*blocks):
    return {'columns': [{'rows': [{'blocks': list(blocks)}]}]}


def version(**more):
    return {
        'triggers': [{'type': 'delay', 'properties': {'seconds': 3}}, {'type': 'exit_intent'}],
        'steps': [
            page(block('email'), block('text', property_name='City'), button('next_step', submit=False)),
            page(block('html_text', content='<p>Thanks</p>'), button('close', submit=False)),
        ],
        **more,
    }


def form(*versions, **more):
    attributes = {'name': 'Welcome', 'status': 'draft', 'ab_test': False, 'definition': {'versions': list(versions)}}
    return {'data': {'type': 'form', 'attributes': {**attributes, **more}}}


def job(kind, id):
    return {'data': {'type': kind, 'relationships': {'form': {'data': {'type': 'form', 'id': id}}}}}


if k.has('Forms', 'create_form'):

    @step
    def forms_are_created():
        answer = k.Forms.create_form(form(version()))
        state['form'] = answer.data.id
        same(answer.data.attributes.status, 'draft')
        one = answer.data.attributes.definition.versions[0]
        state['version'] = str(one.id)
        same([len(one.steps), len(one.triggers), one.ab_test], [2, 2, False])
        refused(400, k.Forms.create_form, form(version(steps=[page(block('email'))])))
        tests = [version(name=name, ab_test=True) for name in ['A', 'B']]
        tested = k.Forms.create_form(form(*tests, name='Test', ab_test=True)).data
        same([one.ab_test for one in tested.attributes.definition.versions], [True, True, False])
        state['tested'] = tested.id

    @step
    def forms_and_versions_are_read():
        same(k.Forms.get_forms(filter='equals(name,"Welcome")').data[0].id, state['form'])
        one = k.Forms.get_form(state['form']).data
        same(len(one.attributes.definition.versions), 1)
        same(k.Forms.get_form_version(state['version']).data.attributes.form_type, 'popup')
        same(k.Forms.get_form_for_form_version(state['version']).data.attributes.name, 'Welcome')
        same(k.Forms.get_form_id_for_form_version(state['version']).data.id, state['form'])
        same(ids(k.Forms.get_versions_for_form(state['form'])), [state['version']])
        same(len(k.Forms.get_version_ids_for_form(state['tested']).data), 3)

else:

    @step
    def there_are_no_forms():
        same(k.Forms.get_forms().data, [])
        refused(404, k.Forms.get_form, 'NOPE01')
        refused(404, k.Forms.get_form_version, '1')
        refused(404, k.Forms.get_form_for_form_version, '1')
        refused(404, k.Forms.get_form_id_for_form_version, '1')
        refused(404, k.Forms.get_versions_for_form, 'NOPE01')
        refused(404, k.Forms.get_version_ids_for_form, 'NOPE01')


if k.has('Forms', 'update_form'):

    @step
    def forms_are_edited():
        given = k.Forms.get_form(state['form']).data.attributes.definition.to_dict()
        given['versions'][0]['message_priority'] = 7
        attributes = {'name': 'Autumn', 'definition': given}
        body = {'data': {'type': 'form', 'id': state['form'], 'attributes': attributes}}
        answer = k.Forms.update_form(state['form'], body).data.attributes
        same([answer.name, answer.definition.versions[0].message_priority], ['Autumn', 7])
        same(str(answer.definition.versions[0].id), state['version'])

    @step
    def forms_are_published():
        answer = k.Forms.publish_form(job('form-publish-job', state['form'])).data
        same([answer.attributes.status, answer.relationships.form.data.id], ['complete', state['form']])
        same(k.Forms.get_form(state['form']).data.attributes.status, 'live')
        refused(400, k.Forms.publish_form, job('form-publish-job', state['tested']))
        answer = k.Forms.unpublish_form(job('form-unpublish-job', state['form'])).data
        same(answer.attributes.status, 'complete')
        same(k.Forms.get_form(state['form']).data.attributes.status, 'draft')


if k.has('Forms', 'delete_form'):

    @step
    def forms_are_deleted():
        for id in [state[name] for name in ['form', 'tested'] if name in state]:
            k.Forms.delete_form(id)
        refused(404, k.Forms.delete_form, 'NOPE01')
        same(k.Forms.get_forms().data, [])


finish()
