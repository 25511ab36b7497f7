import { jsonOfXml } from '../../../content/xml.ts'
import { fetchFile, mayFetch } from '../fetch-file.ts'

/** A web feed as it is stored and shown. */
export interface WebFeedAttributes {
  name: string
  url: string
  request_method: 'get' | 'post'
  content_type: 'json' | 'xml'
  created: string
  updated: string
  status: string | null
}

/** What asking for a feed came to: its content as JSON, or why there is none. */
export type Fetched = { content: string } | { failure: string }

/** Documented, campaigns-content §5.2: an answer within five seconds, 3.3 MB, no redirects. */
const FEED_FETCH = { limit: 3_300_000, timeLimitMs: 5000, redirects: 0 }
const MIME = { json: 'application/json', xml: 'application/xml, text/xml' }

/**
 * Asks for a feed. Undefined where its host is not one of those that may be asked: the sandbox fetches nothing unasked,
 * so such a feed is kept and stays empty.
 */
export async function fetchFeed(
  { url, request_method, content_type }: Pick<WebFeedAttributes, 'url' | 'request_method' | 'content_type'>,
  allowed: ReadonlySet<string>,
): Promise<Fetched | undefined> {
  if (!mayFetch(url, allowed)) return undefined
  const method = request_method === 'post' ? 'POST' : 'GET'
  const file = await fetchFile(url, { ...FEED_FETCH, allowed, method, accept: MIME[content_type] })
  if (typeof file === 'string') return { failure: file }
  try {
    return { content: contentOf(file.bytes.toString('utf8'), content_type) }
  } catch (error) {
    return { failure: `what came is no ${content_type.toUpperCase()}: ${(error as Error).message}` }
  }
}

function contentOf(text: string, type: WebFeedAttributes['content_type']): string {
  return JSON.stringify(type === 'xml' ? jsonOfXml(text) : (JSON.parse(text) as unknown))
}
