import Database from 'better-sqlite3'
import fc from 'fast-check'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Sandbox } from '../../src/index.ts'
import { contractFor, NEWEST, REVISIONS, routes, type Operation, type OperationId } from '../../src/schemas/contract.ts'
import { clientOf, testSandbox, type Json } from '../client.ts'
import { exampleBody } from '../examples.ts'
import { ask } from '../protocol/ask.ts'
import { bodyOf, idTypeOf, seed, type Ids } from '../requests/index.ts'
import { anyJson, changes, mutated } from './mutate.ts'
import { runs } from './runs.ts'

// Whatever a body holds: never a fault, always an error of the right shape, and a refusal changes nothing.

let sandbox: Sandbox
let folder = ''
const faults: string[] = []

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'klaviyo-sandbox-'))
  sandbox = await testSandbox({ dataDir: folder, warn: (text) => faults.push(text) })
})
afterAll(async () => {
  await sandbox.close()
  rmSync(folder, { recursive: true })
})

/** The account that an operation is tried on; no other operation writes to it. */
interface Place {
  authorization: string
  ids: Ids
  reader: Database.Database
}

async function openPlace(operationId: OperationId): Promise<Place> {
  const key = `pk_${operationId}`
  const ids = await seed(clientOf(sandbox, { key }), contractFor(NEWEST).operation(operationId))
  const reader = new Database(join(folder, `${ids.account}.sqlite`), { readonly: true })
  return { authorization: `Klaviyo-API-Key ${key}`, ids, reader }
}

/** Moves when anything was committed to the account's database. */
const versionOf = ({ reader }: Place) => reader.pragma('data_version', { simple: true }) as number

async function send(place: Place, operation: Operation, revision: string, body: Json): Promise<void> {
  const { authorization, ids } = place
  const id = ids[idTypeOf(operation) ?? 'profile']!
  const query = operation.surface === 'client' ? `?company_id=${ids.account}` : ''
  const url = operation.path.replace(/\{\w+\}/, id) + query
  // Work that an earlier request left runs now, so that what changes is this request's doing.
  await ask(sandbox, { url: '/api/accounts', headers: { authorization } })
  const before = versionOf(place)
  const text = JSON.stringify(body) ?? ''
  const answer = await ask(sandbox, {
    method: operation.method,
    url,
    headers: { revision, 'content-type': 'application/json', authorization: query === '' ? authorization : undefined },
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
  expect(versionOf(place), `refused, but something was written: ${context}`).toBe(before)
}

/** Addresses of profiles that do not exist yet, for the one operation that makes nothing else. */
let made = 0
const fresh = (body: Json): Json => JSON.parse(JSON.stringify(body).replaceAll('new@', `new${made++}@`)) as Json

const writes = routes().filter((route) => route.method !== 'GET')

describe.each(writes.map((route) => [route.operationId, route] as const))('%s', (operationId, route) => {
  let place: Place
  beforeAll(async () => {
    place = await openPlace(operationId)
  })
  afterAll(() => void place.reader.close())
  const alive = REVISIONS.filter((revision) => contractFor(revision).operation(operationId)?.request !== undefined)
  if (alive.length === 0) {
    it('takes no body, and minds none', async () => {
      const operation = contractFor(NEWEST).operation(operationId)!
      await fc.assert(
        fc.asyncProperty(anyJson, (body) =>
          send(place, { ...operation, path: operation.path.replace(/\{\w+\}/, 'none') }, NEWEST, body),
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
      fc.asyncProperty(revision, anyJson, (at, body) => send(place, operationAt(at), at, body)),
      runs(40),
    )
  })

  it('takes any change of a valid body', async () => {
    await fc.assert(
      fc.asyncProperty(revision, changes, (at, steps) =>
        send(place, operationAt(at), at, mutated(fresh(bodyOf(operationAt(at), place.ids)), steps)),
      ),
      runs(100),
    )
  })

  it('takes any choice of optional members, and any change of it', async () => {
    const some = fc.oneof(fc.constant([]), changes)
    await fc.assert(
      fc.asyncProperty(revision, fc.infiniteStream(fc.boolean()), some, (at, choices, steps) => {
        const wants = () => choices.next().value
        return send(place, operationAt(at), at, mutated(fresh(exampleBody(operationAt(at), place.ids, wants)), steps))
      }),
      runs(100),
    )
  })
})

it('no fault was reported', () => {
  expect(faults).toEqual([])
})
