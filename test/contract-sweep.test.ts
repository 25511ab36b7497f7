import { afterAll, describe, expect, it } from 'vitest'
import type { Sandbox } from '../src/index.ts'
import { contractFor, REVISIONS, routes, type Operation } from '../src/schemas/contract.ts'
import { clientOf, testSandbox, type Answer, type Client, type Json } from './client.ts'
import { exampleBody } from './examples.ts'
import { isServed } from './served.ts'

// All nine revisions, all operations: each is asked once, with a small valid request. The client checks every answer
// against the revision's schema, and every error for its shape.

type Ids = Record<string, string>

/** Which resource the id of a path names, by collection. */
const idTypes: Readonly<Record<string, string>> = {
  accounts: 'account',
  profiles: 'profile',
  lists: 'list',
  events: 'event',
  metrics: 'metric',
  'metric-properties': 'metric-property',
  'push-tokens': 'push-token',
  'profile-bulk-import-jobs': 'profile-bulk-import-job',
  'profile-suppression-bulk-create-jobs': 'profile-suppression-bulk-create-job',
  'profile-suppression-bulk-delete-jobs': 'profile-suppression-bulk-delete-job',
}

/** Bodies of served operations whose minimum a schema does not state. */
const bodies: Readonly<Record<string, (ids: Ids) => unknown>> = {
  query_metric_aggregates: ({ metric }) => ({
    data: {
      type: 'metric-aggregate',
      attributes: {
        metric_id: metric,
        measurements: ['count'],
        filter: ['greater-or-equal(datetime,2026-10-01)', 'less-than(datetime,2026-10-08)'],
      },
    },
  }),
  create_profile: () => profileBody('new@example.com'),
  bulk_suppress_profiles: () => suppression('create'),
  bulk_unsuppress_profiles: () => suppression('delete'),
  create_conversation_message: ({ conversation }) => ({
    data: {
      type: 'conversation-message',
      attributes: { body: 'Hello' },
      relationships: { conversation: { data: { type: 'conversation', id: conversation } } },
    },
  }),
  merge_profiles: ({ profile, other }) => ({
    data: {
      type: 'profile-merge',
      id: profile,
      relationships: { profiles: { data: [{ type: 'profile', id: other }] } },
    },
  }),
}

function suppression(verb: 'create' | 'delete') {
  const attributes = { profiles: { data: [profileBody('sweep@example.com').data] } }
  return { data: { type: `profile-suppression-bulk-${verb}-job`, attributes } }
}

const profileBody = (email: string) => ({ data: { type: 'profile', attributes: { email } } })

/** One of every resource that a served operation may name, made through the newest revision. */
async function seed(client: Client): Promise<Ids> {
  const ids: Ids = {}
  ids.account = (await client.get('/api/accounts')).body.data[0].id
  ids.profile = (await client.post('/api/profiles', profileBody('sweep@example.com'))).body.data.id
  ids.other = (await client.post('/api/profiles', profileBody('other@example.com'))).body.data.id
  const list = { data: { type: 'list', attributes: { name: 'Sweep' } } }
  ids.list = (await client.post('/api/lists', list)).body.data.id
  for (const name of ['Viewed Page', 'Sent Text Message']) {
    const attributes = {
      properties: { color: 'blue' },
      metric: { data: { type: 'metric', attributes: { name } } },
      profile: profileBody('sweep@example.com'),
    }
    await client.post('/api/events', { data: { type: 'event', attributes } })
  }
  const event = (await client.get('/api/events?include=metric')).body.data.find(
    (row: Json) => row.attributes.event_properties.color === 'blue',
  )
  Object.assign(ids, { event: event.id, metric: event.relationships.metric.data.id })
  const properties = await client.get(`/api/metrics/${ids.metric}/metric-properties`)
  ids['metric-property'] = properties.body.data[0].id
  ids.conversation = (await client.get(`/api/profiles/${ids.profile}/conversations`)).body.data[0].id
  for (const collection of [
    'profile-bulk-import-jobs',
    'profile-suppression-bulk-create-jobs',
    'profile-suppression-bulk-delete-jobs',
  ]) {
    const type = idTypes[collection]!
    const attributes = { profiles: { data: [profileBody('sweep@example.com').data] } }
    ids[type] = (await client.post(`/api/${collection}`, { data: { type, attributes } })).body.data.id
  }
  await client.post('/api/push-tokens', {
    data: {
      type: 'push-token',
      attributes: { token: 't', platform: 'ios', vendor: 'apns', profile: profileBody('sweep@example.com') },
    },
  })
  ids['push-token'] = (await client.get('/api/push-tokens')).body.data[0].id
  return ids
}

function urlOf(operation: Operation, ids: Ids): string {
  const id = operation.ids?.[0] ?? ids[idTypes[operation.collection] ?? ''] ?? '01KWFVK2PYZEYGGRNDRWEC6SMN'
  const path = operation.path.replace(/\{\w+\}/, encodeURIComponent(id))
  const query: string[] = operation.surface === 'client' ? [`company_id=${ids.account}`] : []
  if (operation.query.filter?.required) query.push(`filter=${requiredFilter(operation)}`)
  return query.length === 0 ? path : `${path}?${query.join('&')}`
}

function requiredFilter({ filters = {} }: Operation): string {
  const [name, field] = Object.entries(filters)[0] ?? ['id', undefined]
  const value = field?.values?.[0] ?? 'a'
  return encodeURIComponent(`${field?.single[0] ?? 'equals'}(${name},"${value}")`)
}

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
      const ids = alone ? await seed(clientOf(sandbox, { key })) : shared
      const client = clientOf(sandbox, { revision, key })
      const body = bodies[operation.operationId]?.(ids) ?? exampleBody(operation, ids)
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
