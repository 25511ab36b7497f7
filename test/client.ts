import { expect } from 'vitest'
import { createSandbox, type Sandbox, type SandboxOptions } from '../src/index.ts'
import { contractFor, NEWEST, REVISIONS, routes, type Operation } from '../src/schemas/contract.ts'
import { prepareValidation, validateResponse } from '../src/schemas/validate.ts'

/** When every test begins, unless it says otherwise. */
export const NOW = '2026-11-02T10:00:00.250000Z'

// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type Json = any

export interface Answer {
  status: number
  headers: Record<string, string>
  /** The parsed body; undefined when empty. */
  body: Json
  text: string
}

export interface Client {
  get(url: string, headers?: Record<string, string>): Promise<Answer>
  post(url: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>
  patch(url: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>
  delete(url: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>
  send(method: string, url: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>
}

/** A sandbox with a frozen clock and repeatable ids; limits are off, so that tests may ask as often as they like. */
export function testSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  return createSandbox({ clock: { frozenAt: NOW }, seed: 'test', rateLimits: 'off', ...options })
}

/**
 * A client of one key and revision. It validates every answer against that revision's response schema, so each test of
 * behaviour is a test of the contract too; errors are checked for their shape.
 */
export function clientOf(sandbox: Sandbox, { revision = NEWEST, key = 'pk_test' } = {}): Client {
  const send = async (method: string, url: string, body?: unknown, headers: Record<string, string> = {}) => {
    const content = await contentOf(body)
    const response = await sandbox.inject({
      method: method as 'GET',
      url,
      headers: {
        ...(url.startsWith('/client') ? {} : { authorization: `Klaviyo-API-Key ${key}` }),
        revision,
        ...(content && { 'content-type': content.type }),
        ...headers,
      },
      ...(content && { payload: content.payload }),
    })
    const text = response.body
    const answer: Answer = {
      status: response.statusCode,
      headers: response.headers as Record<string, string>,
      body: text === '' ? undefined : JSON.parse(text),
      text,
    }
    await checkAnswer({ method, url, body }, headers.revision ?? revision, answer)
    return answer
  }
  return {
    send,
    get: (url, headers) => send('GET', url, undefined, headers),
    post: (url, body, headers) => send('POST', url, body, headers),
    patch: (url, body, headers) => send('PATCH', url, body, headers),
    delete: (url, body, headers) => send('DELETE', url, body, headers),
  }
}

/** A form as multipart, texts and bytes as they are, anything else as JSON. */
async function contentOf(body: unknown): Promise<{ type: string; payload: string | Buffer } | undefined> {
  if (body === undefined) return undefined
  if (body instanceof FormData) {
    const encoded = new Response(body)
    const type = encoded.headers.get('content-type')!
    return { type, payload: Buffer.from(await encoded.arrayBuffer()) }
  }
  const payload = typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body)
  return { type: 'application/vnd.api+json', payload }
}

async function checkAnswer(
  { method, url, body }: { method: string; url: string; body: Json },
  revision: string,
  answer: Answer,
): Promise<void> {
  if (answer.status >= 400) return checkErrors(answer)
  const operation = REVISIONS.includes(revision) ? operationOf(method, url, revision) : undefined
  if (operation === undefined || answer.body === undefined) return
  await prepareValidation()
  const sparse = /[?&]fields(\[|%5B)/i.test(url) || body?.data?.attributes?.return_fields !== undefined
  expect(validateResponse(operation, answer.status, answer.body, { sparse, open: true }), `${method} ${url}`).toEqual(
    [],
  )
}

/** What every error answer must look like: protocol §3.1. */
function checkErrors({ status, headers, body }: Answer): void {
  expect(Object.keys(body)).toEqual(['errors'])
  for (const error of body.errors) {
    expect(error).toMatchObject({ code: expect.any(String), title: expect.any(String), detail: expect.any(String) })
    expect(error.status).toBe(status)
  }
  expect(body.errors[0].id).toBe(headers['x-klaviyo-req-id'])
}

/** The operation that a request asks for at a revision. */
export function operationOf(method: string, url: string, revision: string): Operation | undefined {
  const steps = url
    .split('?')[0]!
    .replace(/^https?:\/\/[^/]+/, '')
    .split('/')
    .filter((step) => step !== '')
  const route = routes().find((candidate) => {
    const wanted = candidate.path.split('/').filter((step) => step !== '')
    return (
      candidate.method === method &&
      wanted.length === steps.length &&
      wanted.every((step, index) => step.startsWith('{') || step === steps[index])
    )
  })
  return route === undefined ? undefined : contractFor(revision).operation(route.operationId)
}
