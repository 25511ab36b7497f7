import type { Sandbox } from '../../src/index.ts'
import type { Json } from '../client.ts'

export interface ControlAnswer {
  status: number
  type: string
  body: Json
  bytes: Buffer
}

type Headers = Record<string, string>

/** Asks the control plane over HTTP, as another program would. */
export async function control(
  sandbox: Sandbox,
  method: 'GET' | 'POST' | 'PUT' | 'DELETE',
  path: string,
  body?: object | Buffer,
  headers: Headers = {},
): Promise<ControlAnswer> {
  const type = Buffer.isBuffer(body) ? 'application/vnd.sqlite3' : 'application/json'
  const answer = await sandbox.inject({
    method,
    url: `/_sandbox/v1${path}`,
    headers: { host: '127.0.0.1:5528', ...(body && { 'content-type': type }), ...headers },
    ...(body && { payload: body }),
  })
  const bytes = (answer as unknown as { rawPayload: Buffer }).rawPayload
  const answered = String(answer.headers['content-type'] ?? '')
  return {
    status: answer.statusCode,
    type: answered,
    body: answered.includes('json') ? JSON.parse(answer.body) : answer.body,
    bytes,
  }
}
