import type { Client, Json } from '../client.ts'
import type { Recording } from './state.ts'

/** Makes the tags and tag groups that a recording shows or names; gives our ids by the recorded ones. */
export async function makeTags(client: Client, { method, path, body }: Recording): Promise<Record<string, string>> {
  const ids: Record<string, string> = {}
  const make = async (type: string, id: string, name: string) => {
    const attributes = { name }
    ids[id] = (await client.post(`/api/${type}s`, { data: { type, attributes } })).body.data.id as string
  }
  const shown = method === 'GET' ? ([body?.data ?? []].flat() as Json[]) : []
  for (const { type, id, attributes } of shown) {
    if (attributes.default !== true) await make(type, id, attributes.name)
  }
  const [, type, named] = /^\/api\/(tag|tag-group)s\/([^/]+)/.exec(path) ?? []
  if (named !== undefined && !(named in ids)) await make(type!, named, 'A name')
  return ids
}
