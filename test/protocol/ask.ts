import type { Sandbox } from '../../src/index.ts'
import type { Json } from '../client.ts'

export const KEY = 'Klaviyo-API-Key pk_test'
export const REVISION = '2026-10-15'

export interface Question {
  method?: string
  url: string
  /** In place of the usual ones; a header given as undefined is left out. */
  headers?: Record<string, string | undefined>
  body?: unknown
}

export interface Reply {
  status: number
  headers: Record<string, string>
  text: string
  body: Json
}

/** Sends a request exactly as described: key and revision are only defaults, nothing is checked. */
export async function ask(sandbox: Sandbox, { method = 'GET', url, headers = {}, body }: Question): Promise<Reply> {
  const given = {
    authorization: KEY,
    revision: REVISION,
    ...(body !== undefined && { 'content-type': 'application/vnd.api+json' }),
    ...headers,
  }
  const sent = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined))
  const payload = typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body)
  const answer = await sandbox.inject({
    method: method as 'GET',
    url,
    headers: sent as Record<string, string>,
    ...(body !== undefined && { payload }),
  })
  return {
    status: answer.statusCode,
    headers: answer.headers as Record<string, string>,
    text: answer.body,
    body: answer.body === '' ? undefined : JSON.parse(answer.body),
  }
}

export const listBody = (name: string) => ({ data: { type: 'list', attributes: { name } } })

/** Makes a list; gives its id. */
export async function makeList(sandbox: Sandbox, name: string, headers: Question['headers'] = {}): Promise<string> {
  const { body } = await ask(sandbox, { method: 'POST', url: '/api/lists', body: listBody(name), headers })
  return body.data.id as string
}

/** The text of an error of family A: keys in the recorded order (protocol §3.1). */
export const familyA = (id: string, status: number, code: string, title: string, detail: string, source: object) =>
  JSON.stringify({ errors: [{ id, status, code, title, detail, source, links: {}, meta: {} }] })

/** The text of an error of family B. */
export const familyB = (id: string, status: number, code: string, title: string, detail: string) =>
  JSON.stringify({ errors: [{ id, status, code, title, detail, source: { pointer: '/data/' } }] })
