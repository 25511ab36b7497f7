import { afterAll, describe, expect, it } from 'vitest'
import type { Sandbox } from '../src/index.ts'
import { contractFor, REVISIONS, routes, type Operation } from '../src/schemas/contract.ts'
import { clientOf, testSandbox, type Answer } from './client.ts'
import { bodyOf, seed } from './requests/index.ts'
import { urlOf } from './requests/url.ts'
import { isServed } from './served.ts'

// All nine revisions, all operations: each is asked once, with a small valid request. The client checks every answer
// against the revision's schema, and every error for its shape.

const counts: Record<string, Record<string, string>> = {}

function report(revision: string, operations: readonly Operation[], alive: readonly Operation[]): void {
  for (const group of new Set(routes().map((route) => route.group))) {
    const count = (of: readonly Operation[]) => of.filter((operation) => operation.group === group).length
    const row = (counts[group] ??= {})
    row[revision.slice(2, 7)] = count(operations) === 0 ? '' : `${count(alive)}/${count(operations)}`
  }
}

afterAll(() => console.table(counts))

describe.each(REVISIONS)('%s', (revision) => {
  const operations = contractFor(revision).operationIds.map((id) => contractFor(revision).operation(id)!)
  const answers = new Map<Operation, Answer>()

  it('answers every operation, without a fault', async () => {
    const faults: string[] = []
    const sandbox: Sandbox = await testSandbox({ warn: (text) => faults.push(text) })
    const shared = await seed(clientOf(sandbox))
    for (const operation of operations) {
      // A served write finds an account of its own, which no other write has touched.
      const alone = operation.method !== 'GET' && isServed(operation)
      const key = alone ? `pk_${operation.operationId}` : 'pk_test'
      const ids = alone ? await seed(clientOf(sandbox, { key }), operation) : shared
      const client = clientOf(sandbox, { revision, key })
      const body = bodyOf(operation, ids)
      const answer = await client.send(operation.method, urlOf(operation, ids), body)
      answers.set(operation, answer)
      if (answer.status >= 500) expect([operation.operationId, answer.status]).toEqual([operation.operationId, 501])
    }
    await sandbox.close()
    expect(faults).toEqual([])
    expect(answers.size).toBe(operations.length)
  })

  it('serves what it is meant to serve, and says so of the rest', () => {
    const alive = operations.filter((operation) => answers.get(operation)!.status !== 501)
    report(revision, operations, alive)
    const ids = (of: readonly Operation[]) => of.map(({ operationId }) => operationId).sort()
    expect(ids(alive)).toEqual(ids(operations.filter(isServed)))
  })

  it('grants every served operation its small request', () => {
    const refused = [...answers]
      .filter(([operation, { status }]) => isServed(operation) && status >= 400)
      .map(
        ([{ operationId }, { status, body }]) =>
          `${operationId} ${status} ${body.errors[0].detail} ${JSON.stringify(body.errors[0].source)}`,
      )
    expect(refused).toEqual([])
  })
})
