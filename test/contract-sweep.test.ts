import { afterAll, describe, expect, it } from 'vitest'
import { contractFor, REVISIONS, routes, type Operation } from '../src/schemas/contract.ts'
import { clientOf, testSandbox, type Answer } from './client.ts'
import { bodyOf, isGrantedOnce } from './requests/index.ts'
import { createSeeded } from './requests/seeded.ts'
import { urlOf } from './requests/url.ts'

// All nine revisions, all operations: each is asked once, with a small valid request. The client checks every answer
// against the revision's schema, and every error for its shape.

afterAll(() => {
  const groups = new Set(routes().map(({ group }) => group))
  const count = (group: string, revision: string) =>
    contractFor(revision).operationIds.filter((id) => contractFor(revision).operation(id)!.group === group).length
  const row = (group: string) => REVISIONS.map((revision) => [revision.slice(2, 7), count(group, revision)] as const)
  console.table(Object.fromEntries([...groups].map((group) => [group, Object.fromEntries(row(group))])))
})

describe.each(REVISIONS)('%s', (revision) => {
  const operations = contractFor(revision).operationIds.map((id) => contractFor(revision).operation(id)!)
  const answers = new Map<Operation, Answer>()

  it('answers every operation, without a fault', async () => {
    const faults: string[] = []
    const sandbox = await testSandbox({ warn: (text) => faults.push(text) })
    const seeded = await createSeeded(sandbox)
    for (const operation of operations) {
      // A write finds an account that no other write has touched.
      const place = isGrantedOnce(operation)
        ? await createSeeded(sandbox, operation)
        : operation.method === 'GET'
          ? seeded
          : await seeded.copy()
      const client = clientOf(sandbox, { revision, key: place.key })
      const body = bodyOf(operation, place.ids)
      answers.set(operation, await client.send(operation.method, urlOf(operation, place.ids), body))
      await place.drop()
    }
    await sandbox.close()
    expect(faults).toEqual([])
    expect(answers.size).toBe(operations.length)
  })

  it('grants every operation its small request', () => {
    const refused = [...answers]
      .filter(([, { status }]) => status >= 400)
      .map(
        ([{ operationId }, { status, body }]) =>
          `${operationId} ${status} ${body.errors[0].detail} ${JSON.stringify(body.errors[0].source)}`,
      )
    expect(refused).toEqual([])
  })
})
