import type { Client } from '../client.ts'
import type { GroupRequests, Ids } from './group-requests.ts'

// Flows, their actions and messages.

/** A flow that anybody enters who joins a list: a day later, an e-mail. */
const flowBody = ({ list, template }: Ids) => ({
  data: {
    type: 'flow',
    attributes: {
      name: 'Sweep',
      definition: {
        triggers: [{ type: 'list', id: list }],
        profile_filter: null,
        actions: [
          { temporary_id: 'wait', type: 'time-delay', data: { unit: 'days', value: 1 }, links: { next: 'mail' } },
          {
            temporary_id: 'mail',
            type: 'send-email',
            data: {
              message: {
                ...{ from_email: 'a@example.com', from_label: 'A', reply_to_email: null, cc_email: null },
                ...{ bcc_email: null, subject_line: 'Hello', preview_text: null, template_id: template },
              },
            },
            links: { next: null },
          },
        ],
        entry_action_id: 'wait',
      },
    },
  },
})

export const flows: GroupRequests = {
  groups: ['Flows'],
  idTypes: {
    flows: 'flow',
    'flow-actions': 'flow-action',
    'flow-messages': 'flow-message',
  },
  bodies: {
    create_flow: (ids) => flowBody(ids),
    update_flow: ({ flow }) => ({ data: { type: 'flow', id: flow, attributes: { status: 'live' } } }),
    update_flow_action: ({ 'flow-action': id }) => ({
      data: {
        type: 'flow-action',
        id,
        attributes: {
          definition: { id, type: 'time-delay', data: { unit: 'hours', value: 4, secondary_value: 30 } },
        },
      },
    }),
    create_flow_action: ({ 'flow-action': id }) => ({
      data: {
        type: 'flow-action',
        attributes: {
          definition: {
            temporary_id: 'new',
            type: 'time-delay',
            data: { unit: 'days', value: 2 },
            links: { next: id },
          },
        },
      },
    }),
  },
  seed: seedFlows,
}

async function seedFlows(client: Client, ids: Ids): Promise<Ids> {
  const { data } = (await client.post('/api/flows', flowBody(ids))).body
  const [wait, mail] = data.attributes.definition.actions
  return { flow: data.id, 'flow-action': wait.id, 'flow-message': mail.data.message.id }
}
