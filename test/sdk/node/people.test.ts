import { FilterBuilder } from 'klaviyo-api'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createSandbox, type Sandbox } from '../../../src/index.ts'
import { errorOf, forgotten, walkerOf, type Walker } from './session.ts'

// Every operation of the living groups, called as a program calls it. The steps build on each other.

let sandbox: Sandbox
let k: Walker
beforeAll(async () => {
  sandbox = await createSandbox({ rateLimits: 'off' })
  await sandbox.listen()
  k = walkerOf(sandbox, 'pk_node')
})
afterAll(() => sandbox.close())

const listQuery = (name: string) => ({ data: { type: 'list' as const, attributes: { name } } })
const profile = (email: string, more: object = {}) => ({
  data: { type: 'profile' as const, attributes: { email, ...more } },
})
const members = (...ids: string[]) => ({ data: ids.map((id) => ({ type: 'profile' as const, id })) })
const idsOf = (rows: readonly { id: string }[]) => rows.map(({ id }) => id)
const people: Record<string, string> = {}
let listId = ''

describe('accounts', () => {
  it('are read', async () => {
    const { response, body } = await k.accounts.getAccounts()
    expect([response.status, body.data.length]).toEqual([200, 1])
    const { id, attributes } = body.data[0]!
    expect(attributes.publicApiKey).toBe(id)
    expect((await k.accounts.getAccount(id)).body.data.attributes.contactInformation.organizationName).toEqual(
      expect.any(String),
    )
    expect((await errorOf(k.accounts.getAccount('Nobody'))).status).toBe(404)
  })
})

describe('profiles', () => {
  it('are created, as given', async () => {
    for (const name of ['ada', 'bea', 'cleo', 'dora', 'eva']) {
      const { response, body } = await k.profiles.createProfile(
        profile(`${name}@example.com`, {
          firstName: name,
          externalId: `x-${name}`,
          location: { city: 'Paris', country: 'France', latitude: 48.85, longitude: 2.35 },
          properties: { $plan: 'gold', 'a-b': [1, { c: null }], visits: 3 },
        }),
      )
      expect(response.status).toBe(201)
      expect(body.data.attributes).toMatchObject({ email: `${name}@example.com`, firstName: name })
      expect(body.data.attributes.properties).toEqual({ $plan: 'gold', 'a-b': [1, { c: null }], visits: 3 })
      expect(body.data.attributes.created).toBeInstanceOf(Date)
      people[name] = body.data.id!
    }
  })

  it('are read, with additional fields and groups', async () => {
    const { body } = await k.profiles.getProfile(people.ada!, {
      additionalFieldsProfile: ['subscriptions', 'predictive_analytics'],
      include: ['lists', 'segments'],
    })
    expect(body.data.id).toBe(people.ada)
    expect(body.data.attributes.location?.city).toBe('Paris')
    expect(body.data.attributes.subscriptions?.email?.marketing).toMatchObject({ canReceiveEmailMarketing: true })
    expect(body.data.attributes.predictiveAnalytics).toBeDefined()
    expect(body.included).toEqual([])
  })

  it('refuse a second one with the same identifier, naming the first', async () => {
    const { status, data } = await errorOf(k.profiles.createProfile(profile('ada@example.com')))
    expect(status).toBe(409)
    expect(data.errors[0]).toMatchObject({ code: 'duplicate_profile', meta: { duplicate_profile_id: people.ada } })
  })

  it('are filtered by what the FilterBuilder writes', async () => {
    const found = async (filter: FilterBuilder) =>
      idsOf((await k.profiles.getProfiles({ filter: filter.build() })).body.data as { id: string }[])
    expect(await found(new FilterBuilder().equals('email', 'ada@example.com'))).toEqual([people.ada])
    expect(await found(new FilterBuilder().any('email', ['bea@example.com', 'eva@example.com']))).toEqual(
      [people.bea, people.eva].sort(),
    )
    expect(await found(new FilterBuilder().equals('external_id', 'x-cleo'))).toEqual([people.cleo])
    const past = new Date('2020-01-01T00:00:00Z')
    expect(await found(new FilterBuilder().greaterThan('created', past).lessThan('updated', past))).toEqual([])
    expect((await found(new FilterBuilder().greaterThan('created', past))).length).toBe(5)
  })

  it('are paged by cursor, bare and as the whole next link', async () => {
    const all: string[] = []
    let cursor: string | undefined
    let pages = 0
    do {
      const { body } = await k.profiles.getProfiles({
        pageSize: 2,
        sort: '-email',
        fieldsProfile: ['email'],
        ...(cursor !== undefined && { pageCursor: cursor }),
      })
      all.push(...body.data.map(({ attributes }) => attributes.email!))
      const { next } = body.links!
      // One page by the whole link, the next by the cursor cut out of it.
      cursor = next && (pages++ % 2 === 0 ? next : new URL(next).searchParams.get('page[cursor]')!)
    } while (cursor)
    expect(all).toEqual(['eva', 'dora', 'cleo', 'bea', 'ada'].map((name) => `${name}@example.com`))
    const { status, data } = await errorOf(k.profiles.getProfiles({ pageCursor: 'nonsense' }))
    expect([status, data.errors[0]!.detail]).toEqual([400, 'Invalid cursor provided.'])
  })

  it('are updated, cleared and upserted', async () => {
    const { body } = await k.profiles.updateProfile(people.ada!, {
      data: {
        type: 'profile',
        id: people.ada!,
        attributes: { lastName: 'Byron', title: null, properties: { visits: 4 } },
      },
    })
    expect(body.data.attributes).toMatchObject({ firstName: 'ada', lastName: 'Byron' })
    expect(body.data.attributes.properties).toEqual({ $plan: 'gold', 'a-b': [1, { c: null }], visits: 4 })
    const known = await k.profiles.createOrUpdateProfile(profile('ada@example.com', { firstName: 'Ada' }))
    expect([known.response.status, known.body.data.id]).toEqual([200, people.ada])
    const fresh = await k.profiles.createOrUpdateProfile(profile('fay@example.com'))
    expect(fresh.response.status).toBe(201)
    people.fay = fresh.body.data.id!
  })

  it('are merged', async () => {
    const { response, body } = await k.profiles.mergeProfiles({
      data: {
        type: 'profile-merge',
        id: people.ada!,
        relationships: { profiles: { data: [{ type: 'profile', id: people.fay! }] } },
      },
    })
    expect([response.status, body.data.id]).toEqual([202, people.ada])
  })

  it('answer 404 and 400 with whole error bodies', async () => {
    const missing = await errorOf(k.profiles.getProfile('01KWFVK2PYZEYGGRNDRWEC6SMN'))
    expect(missing.status).toBe(404)
    expect(missing.data.errors[0]).toMatchObject({ id: missing.headers['x-klaviyo-req-id'], code: 'not_found' })
    const wrong = await errorOf(k.profiles.createProfile(profile('no-address')))
    expect(wrong.data.errors[0]).toMatchObject({
      status: 400,
      code: 'invalid',
      detail: 'Invalid email address',
      source: { pointer: '/data/attributes/email' },
    })
  })
})

describe('lists', () => {
  it('are created, read, listed, renamed', async () => {
    const created = await k.lists.createList(listQuery('Readers'))
    listId = created.body.data.id!
    expect(created.response.status).toBe(201)
    for (const name of ['Writers', 'Printers']) await k.lists.createList(listQuery(name))
    const { body } = await k.lists.getList(listId, { additionalFieldsList: ['profile_count'] })
    expect(body.data.attributes.profileCount).toBe(0)
    const named = await k.lists.getLists({ filter: new FilterBuilder().any('name', ['Writers']).build() })
    expect(named.body.data.map(({ attributes }) => attributes.name)).toEqual(['Writers'])
    const renamed = await k.lists.updateList(listId, {
      data: { type: 'list', id: listId, attributes: { name: 'Friends' } },
    })
    expect(renamed.body.data.attributes.name).toBe('Friends')
  })

  it('are paged in steps of one', async () => {
    const names: string[] = []
    let next: string | undefined
    do {
      const page = await k.lists.getLists({ pageSize: 1, sort: 'name', ...(next && { pageCursor: next }) })
      names.push(...page.body.data.map(({ attributes }) => attributes.name!))
      next = page.body.links?.next
    } while (next)
    expect(names).toEqual(['Friends', 'Printers', 'Writers'])
  })

  it('take members and give them up', async () => {
    const { ada, bea, cleo } = people
    expect((await k.lists.addProfilesToList(listId, members(ada!, bea!, cleo!))).response.status).toBe(204)
    await k.lists.removeProfilesFromList(listId, members(cleo!))
    const wanted = [ada, bea].sort()
    expect(idsOf((await k.lists.getProfilesForList(listId)).body.data as { id: string }[]).sort()).toEqual(wanted)
    expect(idsOf((await k.lists.getProfileIdsForList(listId)).body.data).sort()).toEqual(wanted)
    expect(idsOf((await k.profiles.getListsForProfile(ada!)).body.data as { id: string }[])).toEqual([listId])
    expect(idsOf((await k.profiles.getListIdsForProfile(ada!)).body.data)).toEqual([listId])
    expect((await k.profiles.getSegmentsForProfile(ada!)).body.data).toEqual([])
    expect((await k.profiles.getSegmentIdsForProfile(ada!)).body.data).toEqual([])
    const { body } = await k.profiles.getProfile(ada!, { include: ['lists'] })
    expect(body.included?.map(({ type, id }) => [type, id])).toEqual([['list', listId]])
    const refused = await errorOf(k.lists.addProfilesToList(listId, members('NOPE')))
    expect([refused.status, refused.data.errors[0]!.detail]).toEqual([400, 'Invalid profile IDs: NOPE'])
  })

  it('have tags and flows, here none', async () => {
    expect((await k.lists.getTagsForList(listId)).body.data).toEqual([])
    expect((await k.lists.getTagIdsForList(listId)).body.data).toEqual([])
    expect((await k.lists.getFlowsTriggeredByList(listId)).body.data).toEqual([])
    expect((await k.lists.getIdsForFlowsTriggeredByList(listId)).body.data).toEqual([])
  })

  it('are deleted, then gone', async () => {
    const { body } = await k.lists.createList(listQuery('Short-lived'))
    expect((await k.lists.deleteList(body.data.id!)).response.status).toBe(204)
    const gone = await errorOf(k.lists.getList(body.data.id!))
    expect([gone.status, gone.data.errors[0]!.detail]).toEqual([
      404,
      `A list with id \`${body.data.id}\` does not exist.`,
    ])
    expect((await errorOf(k.lists.deleteList(body.data.id!))).status).toBe(404)
  })
})

describe('bulk jobs', () => {
  it('import profiles', async () => {
    const { response, body } = await k.profiles.bulkImportProfiles({
      data: {
        type: 'profile-bulk-import-job',
        attributes: {
          profiles: {
            data: [
              { type: 'profile', attributes: { email: 'gil@example.com', firstName: 'Gil' } },
              { type: 'profile', attributes: { email: 'hal@example.com' } },
            ],
          },
        },
        relationships: { lists: { data: [{ type: 'list', id: listId }] } },
      },
    })
    expect(response.status).toBe(202)
    const id = body.data.id!
    const job = await k.profiles.getBulkImportProfilesJob(id, { include: ['lists'] })
    expect(job.body.data.attributes).toMatchObject({ status: 'complete', completedCount: 2, failedCount: 0 })
    expect(idsOf((await k.profiles.getBulkImportProfilesJobs()).body.data as { id: string }[])).toContain(id)
    expect((await k.profiles.getListForBulkImportProfilesJob(id)).body.data.map((list) => list.id)).toEqual([listId])
    expect(idsOf((await k.profiles.getListIdsForBulkImportProfilesJob(id)).body.data)).toEqual([listId])
    const imported = await k.profiles.getProfilesForBulkImportProfilesJob(id)
    expect(imported.body.data.map(({ attributes }) => attributes.email).sort()).toEqual([
      'gil@example.com',
      'hal@example.com',
    ])
    expect((await k.profiles.getProfileIdsForBulkImportProfilesJob(id)).body.data.length).toBe(2)
    expect((await k.profiles.getErrorsForBulkImportProfilesJob(id)).body.data).toEqual([])
  })

  it('subscribe and unsubscribe', async () => {
    const subscribed = await k.profiles.bulkSubscribeProfiles({
      data: {
        type: 'profile-subscription-bulk-create-job',
        attributes: {
          profiles: {
            data: [
              {
                type: 'profile',
                attributes: {
                  email: 'bea@example.com',
                  subscriptions: { email: { marketing: { consent: 'SUBSCRIBED' } } },
                },
              },
            ],
          },
        },
        relationships: { list: { data: { type: 'list', id: listId } } },
      },
    })
    expect(subscribed.response.status).toBe(202)
    const { body } = await k.profiles.getProfile(people.bea!, { additionalFieldsProfile: ['subscriptions'] })
    expect(body.data.attributes.subscriptions?.email?.marketing?.consent).toBe('SUBSCRIBED')
    const unsubscribed = await k.profiles.bulkUnsubscribeProfiles({
      data: {
        type: 'profile-subscription-bulk-delete-job',
        attributes: {
          profiles: {
            data: [
              {
                type: 'profile',
                attributes: {
                  email: 'bea@example.com',
                  subscriptions: { email: { marketing: { consent: 'UNSUBSCRIBED' } } },
                },
              },
            ],
          },
        },
        relationships: { list: { data: { type: 'list', id: listId } } },
      },
    })
    expect(unsubscribed.response.status).toBe(202)
    const after = await k.profiles.getProfile(people.bea!, { additionalFieldsProfile: ['subscriptions'] })
    expect(after.body.data.attributes.subscriptions?.email?.marketing?.consent).toBe('UNSUBSCRIBED')
  })

  it('suppress and unsuppress', async () => {
    const profiles = { data: [{ type: 'profile' as const, attributes: { email: 'dora@example.com' } }] }
    const suppressed = await k.profiles.bulkSuppressProfiles({
      data: { type: 'profile-suppression-bulk-create-job', attributes: { profiles } },
    })
    expect(suppressed.response.status).toBe(202)
    const one = await k.profiles.getBulkSuppressProfilesJob(suppressed.body.data.id!)
    expect(one.body.data.attributes.status).toBe('complete')
    expect((await k.profiles.getBulkSuppressProfilesJobs()).body.data.length).toBe(1)
    const { body } = await k.profiles.getProfile(people.dora!, { additionalFieldsProfile: ['subscriptions'] })
    expect(body.data.attributes.subscriptions?.email?.marketing?.suppression?.length).toBe(1)
    const lifted = await k.profiles.bulkUnsuppressProfiles({
      data: { type: 'profile-suppression-bulk-delete-job', attributes: { profiles } },
    })
    expect((await k.profiles.getBulkUnsuppressProfilesJob(lifted.body.data.id!)).body.data.id).toBe(lifted.body.data.id)
    expect((await k.profiles.getBulkUnsuppressProfilesJobs()).body.data.length).toBe(1)
  })
})

describe('push tokens', () => {
  it('are created, read, deleted', async () => {
    const created = await k.profiles.createPushToken({
      data: {
        type: 'push-token',
        attributes: {
          token: 'token-1',
          platform: 'ios',
          vendor: 'apns',
          enablementStatus: 'AUTHORIZED',
          background: 'AVAILABLE',
          profile: { data: { type: 'profile', attributes: { email: 'eva@example.com' } } },
        },
      },
    })
    expect(created.response.status).toBe(202)
    const { body } = await k.profiles.getPushTokens()
    expect(body.data.length).toBe(1)
    const { id } = body.data[0] as { id: string }
    const one = await k.profiles.getPushToken(id, { include: ['profile'] })
    expect(one.body.included?.map((row) => row.id)).toEqual([people.eva])
    expect((await k.profiles.getProfileForPushToken(id)).body.data?.id).toBe(people.eva)
    expect((await k.profiles.getProfileIdForPushToken(id)).body.data?.id).toBe(people.eva)
    expect(idsOf((await k.profiles.getPushTokensForProfile(people.eva!)).body.data as { id: string }[])).toEqual([id])
    expect(idsOf((await k.profiles.getPushTokenIdsForProfile(people.eva!)).body.data)).toEqual([id])
    expect((await k.profiles.deletePushToken(id)).response.status).toBe(204)
    expect((await errorOf(k.profiles.getPushToken(id))).status).toBe(404)
  })
})

describe('events and metrics', () => {
  const event = (name: string, email: string, value: number, uniqueId: string) => ({
    data: {
      type: 'event' as const,
      attributes: {
        properties: { Color: 'blue', $extra: { deep: [1] } },
        value,
        valueCurrency: 'USD',
        uniqueId,
        metric: { data: { type: 'metric' as const, attributes: { name } } },
        profile: { data: { type: 'profile' as const, attributes: { email } } },
      },
    },
  })
  let metricId = ''
  let eventId = ''

  it('are recorded, one by one and in bulk', async () => {
    for (const [index, email] of ['ada@example.com', 'bea@example.com'].entries()) {
      const { response } = await k.events.createEvent(event('Viewed Page', email, 10 + index, `u-${index}`))
      expect(response.status).toBe(202)
    }
    const { response } = await k.events.bulkCreateEvents({
      data: {
        type: 'event-bulk-create-job',
        attributes: {
          eventsBulkCreate: {
            data: [
              {
                type: 'event-bulk-create',
                attributes: {
                  profile: { data: { type: 'profile', attributes: { email: 'cleo@example.com' } } },
                  events: {
                    data: [
                      {
                        type: 'event',
                        attributes: {
                          properties: { Color: 'red' },
                          uniqueId: 'u-9',
                          value: 5,
                          metric: { data: { type: 'metric', attributes: { name: 'Viewed Page' } } },
                        },
                      },
                    ],
                  },
                },
              },
            ],
          },
        },
      },
    })
    expect(response.status).toBe(202)
  })

  it('are listed, filtered and paged', async () => {
    const { body } = await k.events.getEvents({ include: ['metric', 'profile'], sort: 'timestamp' })
    const viewed = body.data.filter(({ attributes }) => 'Color' in (attributes.eventProperties ?? {}))
    expect(viewed.length).toBe(3)
    expect(viewed[0]!.attributes.eventProperties).toMatchObject({ Color: 'blue', $extra: { deep: [1] } })
    expect(body.included?.[0]?.type).toBe('metric')
    eventId = viewed[0]!.id!
    metricId = (await k.events.getMetricForEvent(eventId)).body.data?.id ?? ''
    const filter = new FilterBuilder().equals('metric_id', metricId).build()
    const pages: string[] = []
    let next: string | undefined
    do {
      const page = await k.events.getEvents({
        filter,
        pageSize: 1,
        sort: '-datetime',
        ...(next && { pageCursor: next }),
      })
      pages.push(...page.body.data.map(({ id }) => id!))
      next = page.body.links?.next
    } while (next)
    expect(new Set(pages).size).toBe(3)
    const mine = new FilterBuilder().equals('profile_id', people.ada!).equals('metric_id', metricId)
    expect((await k.events.getEvents({ filter: mine.build() })).body.data.length).toBe(1)
  })

  it('are read one by one, with what belongs to them', async () => {
    const { body } = await k.events.getEvent(eventId, { include: ['metric'] })
    expect(body.data.id).toBe(eventId)
    expect(body.data.attributes.datetime).toBeInstanceOf(Date)
    expect((await k.events.getMetricIdForEvent(eventId)).body.data?.id).toBe(metricId)
    const owner = (await k.events.getProfileForEvent(eventId)).body.data?.id
    expect((await k.events.getProfileIdForEvent(eventId)).body.data?.id).toBe(owner)
    expect((await errorOf(k.events.getEvent('7fxkUHF8g5Y'))).status).toBe(404)
  })
})

describe('conversations', () => {
  const message = (id: string) => ({
    data: {
      type: 'conversation-message' as const,
      attributes: { body: 'Hello' },
      relationships: { conversation: { data: { type: 'conversation' as const, id } } },
    },
  })

  it('begin with a text message of the profile, and can be answered', async () => {
    expect((await k.profiles.getConversationsForProfile(people.ada!)).body.data).toEqual([])
    await k.events.createEvent({
      data: {
        type: 'event',
        attributes: {
          properties: { body: 'Hi' },
          metric: { data: { type: 'metric', attributes: { name: 'Sent Text Message' } } },
          profile: { data: { type: 'profile', id: people.ada!, attributes: {} } },
        },
      },
    })
    const { body } = await k.profiles.getConversationsForProfile(people.ada!)
    expect(body.data.map(({ attributes }) => attributes.channel)).toEqual(['sms'])
    const { id } = body.data[0] as { id: string }
    expect(idsOf((await k.profiles.getConversationIdsForProfile(people.ada!)).body.data)).toEqual([id])
    expect((await k.profiles.getConversationForProfile(people.ada!)).body.data?.id).toBe(id)
    expect((await k.profiles.getConversationIdForProfile(people.ada!)).body.data?.id).toBe(id)
    expect((await k.conversations.createConversationMessage(message(id))).response.status).toBe(202)
    expect((await errorOf(k.conversations.createConversationMessage(message('nope')))).status).toBe(404)
  })
})

describe('data privacy', () => {
  it('deletes a profile', async () => {
    const { response } = await k.dataPrivacy.requestProfileDeletion({
      data: {
        type: 'data-privacy-deletion-job',
        attributes: { profile: { data: { type: 'profile', attributes: { email: 'cleo@example.com' } } } },
      },
    })
    expect(response.status).toBe(202)
    expect((await errorOf(k.profiles.getProfile(people.cleo!))).status).toBe(404)
  })
})

it('every operation was walked', () => {
  expect(forgotten('people', k)).toEqual([])
})
