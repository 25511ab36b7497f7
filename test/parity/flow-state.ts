import type { Client } from '../client.ts'
import type { Recording } from './state.ts'

/** Makes the list that a recorded flow begins with, or the flow that a recording names; gives our ids by theirs. */
export async function makeFlows(client: Client, { path, request_body: body, body: shown }: Recording) {
  const idOf = async (collection: string, data: object) =>
    (await client.post(`/api/${collection}`, { data })).body.data.id as string
  const list = await idOf('lists', { type: 'list', attributes: { name: 'A list' } })
  const trigger = body?.data.attributes.definition?.triggers[0].id as string | undefined
  if (trigger !== undefined) return { [trigger]: list }
  const [, named] = /^\/api\/flows\/([^/]+)/.exec(path) ?? []
  if (named === undefined) return {}
  const definition = { triggers: [{ type: 'list', id: list }], actions: [], entry_action_id: null }
  const name = shown?.data.attributes.name ?? 'A flow'
  return { [named]: await idOf('flows', { type: 'flow', attributes: { name, definition } }) }
}
