import type { Client, Json } from '../client.ts'
import { formBody } from '../groups/form-bodies.ts'
import type { GroupRequests, Ids } from './group-requests.ts'

// Requests about forms, and the form that these name: a draft.

const jobBody = (type: string, { form: id }: Ids) => ({
  data: { type, relationships: { form: { data: { type: 'form', id } } } },
})

export const forms: GroupRequests = {
  groups: ['Forms'],
  idTypes: { forms: 'form', 'form-versions': 'form-version' },
  bodies: {
    create_form: () => formBody(),
    update_form: ({ form: id, 'form-version': version }) => {
      const { attributes } = formBody().data as Json
      const definition = { versions: [{ id: Number(version), ...attributes.definition.versions[0] }] }
      return { data: { type: 'form', id, attributes: { name: 'Sweep', definition } } }
    },
    publish_form: (ids) => jobBody('form-publish-job', ids),
    unpublish_form: (ids) => jobBody('form-unpublish-job', ids),
  },
  seed: seedForm,
}

async function seedForm(client: Client): Promise<Ids> {
  const { id, attributes } = (await client.post('/api/forms', formBody())).body.data
  return { form: id, 'form-version': String(attributes.definition.versions[0].id) }
}
