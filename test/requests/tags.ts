import type { Client } from '../client.ts'
import type { GroupRequests, Ids } from './group-requests.ts'

// Tags and tag groups.

const tagBody = (name: string) => ({ data: { type: 'tag', attributes: { name } } })
const groupBody = (name: string) => ({ data: { type: 'tag-group', attributes: { name } } })

/** A body that names one resource of a type that the seed holds; none where it holds none. */
const one =
  (type: string) =>
  (ids: Ids): unknown => ({ data: ids[type] === undefined ? [] : [{ type, id: ids[type] }] })

export const tags: GroupRequests = {
  groups: ['Tags'],
  idTypes: { tags: 'tag', 'tag-groups': 'tag-group' },
  bodies: {
    create_tag: ({ 'tag-group': id }) => ({
      data: { ...tagBody('New').data, relationships: { 'tag-group': { data: { type: 'tag-group', id } } } },
    }),
    tag_lists: one('list'),
    tag_segments: one('segment'),
    tag_campaigns: one('campaign'),
    tag_flows: one('flow'),
  },
  seed: seedTags,
}

async function seedTags(client: Client, { list }: Ids): Promise<Ids> {
  const idOf = async (path: string, body: object) => (await client.post(path, body)).body.data.id as string
  const ids = {
    'tag-group': await idOf('/api/tag-groups', groupBody('Sweep')),
    tag: await idOf('/api/tags', tagBody('Sweep')),
  }
  await client.post(`/api/tags/${ids.tag}/relationships/lists`, { data: [{ type: 'list', id: list }] })
  return ids
}
