import type { Client, Json } from '../client.ts'
import { dataUri, PNG } from '../groups/image-files.ts'
import type { Recording } from './state.ts'

/**
 * Makes the images that a recording shows; gives our ids by the recorded ones. In place of a URL that a recording imports
 * from stands the image itself, for nothing is fetched.
 */
export async function makeImages(client: Client, { method, body, request_body }: Recording) {
  const ids: Record<string, string> = {}
  const shown = method === 'POST' ? [] : ([body?.data ?? []].flat() as Json[])
  for (const { id, attributes } of shown.toReversed()) {
    const { name, hidden } = attributes
    const data = { type: 'image', attributes: { name, hidden, import_from_url: dataUri(PNG) } }
    ids[id] = (await client.post('/api/images', { data })).body.data.id as string
  }
  const url = request_body?.data.attributes.import_from_url as string | undefined
  if (url !== undefined) ids[url] = dataUri(PNG)
  return ids
}
