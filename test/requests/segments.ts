import type { Client } from '../client.ts'
import type { GroupRequests, Ids } from './group-requests.ts'

// Segments.

const definition = {
  condition_groups: [
    {
      conditions: [{ type: 'profile-property', property: 'email', filter: { type: 'existence', operator: 'is-set' } }],
    },
  ],
}

const segmentBody = { data: { type: 'segment', attributes: { name: 'Sweep', definition } } }

export const segments: GroupRequests = {
  groups: ['Segments'],
  idTypes: { segments: 'segment' },
  bodies: {
    create_segment: () => segmentBody,
    update_segment: ({ segment: id }) => ({ data: { type: 'segment', id, attributes: { name: 'Swept', definition } } }),
  },
  seed: seedSegment,
}

async function seedSegment(client: Client): Promise<Ids> {
  return { segment: (await client.post('/api/segments', segmentBody)).body.data.id as string }
}
