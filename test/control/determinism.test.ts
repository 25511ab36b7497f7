import { expect, it } from 'vitest'
import { contractFor, NEWEST } from '../../src/schemas/contract.ts'
import { clientOf, testSandbox } from '../client.ts'
import { bodyOf } from '../requests/index.ts'
import { createSeeded } from '../requests/seeded.ts'
import { urlOf } from '../requests/url.ts'

/** Every operation of the newest revision, one after the other in one account: what each was answered. */
async function answersOf(seed: string): Promise<string[]> {
  const sandbox = await testSandbox({ seed })
  const { key, ids } = await createSeeded(sandbox)
  const client = clientOf(sandbox, { key })
  const contract = contractFor(NEWEST)
  const texts: string[] = []
  for (const id of contract.operationIds) {
    const operation = contract.operation(id)!
    const { status, headers, text } = await client.send(operation.method, urlOf(operation, ids), bodyOf(operation, ids))
    texts.push(`${id} ${status} ${headers['x-klaviyo-req-id']} ${text}`)
  }
  const fork = await sandbox.fork(key)
  texts.push(fork.key, ...(await fork.clock.advance('P30D')).map((happening) => JSON.stringify(happening)))
  await sandbox.close()
  return texts
}

it('the same seed, clock and requests give byte-identical answers', async () => {
  const first = await answersOf('7')
  expect(await answersOf('7')).toEqual(first)
}, 240_000)

it('another seed gives other ids', async () => {
  const keys = await Promise.all(
    ['7', '7', '8'].map(async (seed) => {
      const sandbox = await testSandbox({ seed })
      const { key } = await sandbox.createAccount()
      await sandbox.close()
      return key
    }),
  )
  expect([keys[0] === keys[1], keys[0] === keys[2]]).toEqual([true, false])
})
