import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Sandbox, SandboxAccount } from '../../src/index.ts'
import { contractFor, NEWEST, type Operation } from '../../src/schemas/contract.ts'
import { clientOf, testSandbox } from '../client.ts'
import { bodyOf } from '../requests/index.ts'
import { createSeeded, type Seeded } from '../requests/seeded.ts'
import { urlOf } from '../requests/url.ts'

const ACCOUNTS = 200

let sandbox: Sandbox
let seeded: Seeded
beforeAll(async () => {
  sandbox = await testSandbox()
  seeded = await createSeeded(sandbox)
})
afterAll(() => sandbox.close())

const createProfile = ({ inject }: SandboxAccount, email: string) =>
  inject({
    method: 'POST',
    url: '/api/profiles',
    headers: { 'content-type': 'application/vnd.api+json' },
    payload: { data: { type: 'profile', attributes: { email } } },
  })

const emailsIn = async ({ inject }: SandboxAccount): Promise<string[]> => {
  const { data } = (await inject('/api/profiles?page[size]=100')).json<{ data: { attributes: { email: string } }[] }>()
  return data.map(({ attributes }) => attributes.email)
}

it(`${ACCOUNTS} accounts that are used side by side see what is their own, and nothing else`, async () => {
  const base = await emailsIn(await sandbox.account(seeded.key))
  const forks = await Promise.all(Array.from({ length: ACCOUNTS }, () => sandbox.fork(seeded.key)))
  const rounds = [0, 1, 2]
  await Promise.all(
    forks.flatMap((fork, index) => rounds.map((round) => createProfile(fork, `${index}-${round}@example.com`))),
  )
  const seen = await Promise.all(forks.map(emailsIn))
  const own = (index: number) => rounds.map((round) => `${index}-${round}@example.com`)
  expect(seen.map((emails) => emails.toSorted())).toEqual(forks.map((_, index) => [...base, ...own(index)].toSorted()))
  expect(await emailsIn(await sandbox.account(seeded.key))).toEqual(base)
  const logged = await forks[7]!.requests.list({ operation: 'create_profile' })
  expect(logged).toHaveLength(rounds.length)
  await Promise.all(forks.map((fork) => fork.delete()))
})

/** Everything that an account shows: each list of the newest revision, as text. */
async function shownBy(key: string): Promise<string> {
  const client = clientOf(sandbox, { key })
  const contract = contractFor(NEWEST)
  const lists = contract.operationIds
    .map((id) => contract.operation(id)!)
    .filter(({ method, surface, path }) => method === 'GET' && surface === 'api' && !path.includes('{'))
  const texts: string[] = []
  for (const operation of lists) texts.push((await client.get(urlOf(operation, seeded.ids))).text)
  return texts.join('\n')
}

it('no operation reaches what another account holds by its ids', async () => {
  const contract = contractFor(NEWEST)
  // Names that are the same in every account, and no ids.
  const isName = ({ collection }: Operation) =>
    ['mapped-metrics', 'webhook-topics', 'billing-usage'].includes(collection)
  const operations = contract.operationIds
    .map((id) => contract.operation(id)!)
    .filter((operation) => operation.surface === 'api' && !isName(operation))
  const before = await shownBy(seeded.key)
  const stranger = clientOf(sandbox, { key: 'pk_stranger' })
  const secrets = Object.values(seeded.ids).filter((id) => id.length > 5)
  const leaks: string[] = []
  for (const operation of operations) {
    const url = urlOf(operation, seeded.ids)
    const answer = await stranger.send(operation.method, url, bodyOf(operation, seeded.ids))
    const isNamed = operation.path.includes('{')
    // An id of another account is unknown here: nothing is read by it, and nothing was changed there.
    const found = [answer.body?.data ?? []].flat() as unknown[]
    if (isNamed && operation.method === 'GET' && answer.status < 400 && found.length > 0) {
      leaks.push(`${operation.operationId} ${answer.status} ${answer.text.slice(0, 200)}`)
    }
    if (!isNamed && operation.method === 'GET' && secrets.some((id) => answer.text.includes(`"id":"${id}"`))) {
      leaks.push(`${operation.operationId} lists ${answer.text.slice(0, 200)}`)
    }
  }
  expect(leaks).toEqual([])
  expect(await shownBy(seeded.key)).toBe(before)
})
