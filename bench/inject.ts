import type { Sandbox } from '../src/index.ts'

// Answers of the sandbox as the bench reads them.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
type Document = any

/** A request without a socket; gives the document, throws when it was refused. */
export async function send(
  sandbox: Sandbox,
  method: 'GET' | 'POST' | 'PATCH',
  url: string,
  body?: object,
): Promise<Document> {
  const answer = await sandbox.inject({
    method,
    url,
    headers: {
      authorization: 'Klaviyo-API-Key pk_bench',
      revision: '2026-10-15',
      ...(body && { 'content-type': 'application/vnd.api+json' }),
    },
    ...(body && { payload: JSON.stringify(body) }),
  })
  if (answer.statusCode >= 300) throw new Error(`${method} ${url}: ${answer.statusCode} ${answer.body.slice(0, 400)}`)
  return answer.body === '' ? undefined : JSON.parse(answer.body)
}
