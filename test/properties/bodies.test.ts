import Database from 'better-sqlite3'
import fc from 'fast-check'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Sandbox } from '../../src/index.ts'
import { contractFor, NEWEST, REVISIONS, routes, type Operation } from '../../src/schemas/contract.ts'
import { testSandbox, type Json } from '../client.ts'
import { exampleBody } from '../examples.ts'
import { ask, makeList } from '../protocol/ask.ts'
import { isServed } from '../served.ts'
import { anyJson, changes, mutated } from './mutate.ts'
import { runs } from './runs.ts'

// Whatever a body holds: never a fault, always an error of the right shape, and a refusal changes nothing.

let sandbox: Sandbox
let folder = ''
let companyId = ''
let reader: Database.Database
const faults: string[] = []
const ids: Record<string, string> = {}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'klaviyo-sandbox-'))
  sandbox = await testSandbox({ dataDir: folder, warn: (text) => faults.push(text) })
  companyId = (await ask(sandbox, { url: '/api/accounts' })).headers.cid!
  const profile = { data: { type: 'profile', attributes: { email: 'sweep@example.com' } } }
  ids.profile = (await ask(sandbox, { method: 'POST', url: '/api/profiles', body: profile })).body.data.id
  ids.list = await makeList(sandbox, 'A')
  const metric = { data: { type: 'metric', attributes: { name: 'Viewed Page' } } }
  const event = { data: { type: 'event', attributes: { properties: {}, metric, profile } } }
  await ask(sandbox, { method: 'POST', url: '/api/events', body: event })
  ids.metric = (await ask(sandbox, { url: '/api/metrics' })).body.data[0].id
  reader = new Database(join(folder, `${companyId}.sqlite`), { readonly: true })
})
afterAll(async () => {
  reader.close()
  await sandbox.close()
  rmSync(folder, { recursive: true })
})

/** Moves when anything was committed to the account's database. */
const version = () => reader.pragma('data_version', { simple: true }) as number

async function send(operation: Operation, revision: string, body: Json): Promise<void> {
  const id = operation.collection === 'lists' ? ids.list! : ids.profile!
  const query = operation.surface === 'client' ? `?company_id=${companyId}` : ''
  const url = operation.path.replace(/\{\w+\}/, id) + query
  // Work that an earlier request left runs now, so that what changes is this request's doing.
  await ask(sandbox, { url: '/api/accounts' })
  const before = version()
  const text = JSON.stringify(body) ?? ''
  const answer = await ask(sandbox, {
    method: operation.method,
    url,
    headers: { revision, 'content-type': 'application/json', ...(query !== '' && { authorization: undefined }) },
    body: text,
  })
  const context = `${operation.operationId} ${revision} ${text} → ${answer.status} ${faults.at(-1) ?? ''}`
  expect(answer.status, context).toBeLessThan(500)
  if (answer.status < 400) return
  expect(answer.body.errors.length, context).toBeGreaterThan(0)
  for (const error of answer.body.errors) {
    expect(error, context).toMatchObject({ status: answer.status, code: expect.any(String), title: expect.any(String) })
    expect(error.detail, context).toEqual(expect.any(String))
    expect(error.source, context).toEqual(expect.any(Object))
  }
  expect(version(), `refused, but something was written: ${context}`).toBe(before)
}

const writes = routes().filter((route) => isServed(route) && route.method !== 'GET')

describe.each(writes.map((route) => [route.operationId, route] as const))('%s', (operationId, route) => {
  const alive = REVISIONS.filter((revision) => contractFor(revision).operation(operationId)?.request !== undefined)
  if (alive.length === 0) {
    it('takes no body, and minds none', async () => {
      const operation = contractFor(NEWEST).operation(operationId)!
      await fc.assert(
        fc.asyncProperty(anyJson, (body) =>
          send({ ...operation, path: operation.path.replace(/\{\w+\}/, 'none') }, NEWEST, body),
        ),
        runs(20),
      )
    })
    return
  }
  const revision = fc.constantFrom(...alive)
  const operationAt = (at: string) => contractFor(at).operation(route.operationId)!

  it('takes any JSON for what it is', async () => {
    await fc.assert(
      fc.asyncProperty(revision, anyJson, (at, body) => send(operationAt(at), at, body)),
      runs(40),
    )
  })

  it('takes any change of a valid body', async () => {
    await fc.assert(
      fc.asyncProperty(revision, changes, (at, steps) =>
        send(operationAt(at), at, mutated(exampleBody(operationAt(at), ids), steps)),
      ),
      runs(100),
    )
  })
})

it('no fault was reported', () => {
  expect(faults).toEqual([])
})
