import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Json } from '../client.ts'
import { byEmail, consentAccount, offEmail, type ConsentAccount } from './consent-account.ts'

let account: ConsentAccount
beforeEach(async () => void (account = await consentAccount()))
afterEach(() => account.sandbox.close())

const EMAIL = 'a@example.com'
const AT_NOW = '2026-11-02T10:00:00.250000+00:00'
const marketing = async (email = EMAIL): Promise<Json> => (await account.subscriptionsOf(email)).email.marketing

describe('bulk_suppress_profiles', () => {
  it('answers 202 with a job as recorded, which the next request completes', async () => {
    const { status, body } = await account.suppress('create', { emails: [EMAIL] })
    const { id } = body.data
    const self = `http://localhost:80/api/profile-suppression-bulk-create-jobs/${id}/`
    const link = (name: string) => ({ links: { self: `${self}relationships/${name}/`, related: `${self}${name}/` } })
    expect(status).toBe(202)
    expect(body).toEqual({
      data: {
        type: 'profile-suppression-bulk-create-job',
        id,
        attributes: {
          status: 'processing',
          created_at: AT_NOW,
          total_count: 0,
          completed_count: 0,
          completed_at: '2026-11-02T10:00:00.257985+00:00',
          skipped_count: 0,
        },
        relationships: { lists: link('lists'), segments: link('segments') },
        links: { self },
      },
      links: { self: 'http://localhost:80/api/profile-suppression-bulk-create-jobs' },
    })
    const done = await account.client.get(`/api/profile-suppression-bulk-create-jobs/${id}`)
    expect(done.body.data.attributes).toEqual({
      status: 'complete',
      created_at: '2026-11-02T10:00:00+00:00',
      total_count: 1,
      completed_count: 1,
      completed_at: '2026-11-02T10:00:00+00:00',
      skipped_count: 0,
    })
  })

  it('makes a profile of someone unknown and leaves consent as it is', async () => {
    await account.suppress('create', { emails: [EMAIL] })
    expect(await marketing()).toMatchObject({
      can_receive_email_marketing: false,
      consent: 'NEVER_SUBSCRIBED',
      consent_timestamp: null,
      last_updated: AT_NOW,
      suppression: [{ reason: 'USER_SUPPRESSED', timestamp: AT_NOW }],
    })
    const { id } = await account.find(EMAIL)
    expect(await account.metricsOf(id)).toEqual(['Manually Suppressed from Email Marketing'])
  })

  it('counts who is suppressed already as skipped', async () => {
    await account.suppress('create', { emails: [EMAIL] })
    const { id } = (await account.suppress('create', { emails: [EMAIL, 'b@example.com'] })).body.data
    const { attributes } = (await account.client.get(`/api/profile-suppression-bulk-create-jobs/${id}`)).body.data
    expect([attributes.total_count, attributes.completed_count, attributes.skipped_count]).toEqual([2, 1, 1])
  })

  it('suppresses the members of a list, which the job names', async () => {
    const list = await account.createList()
    await account.subscribe([{ email: EMAIL, subscriptions: byEmail }], { list })
    const { body } = await account.suppress('create', { list })
    expect(body.data.relationships.lists.data).toEqual([{ type: 'list', id: list }])
    expect(body.data.relationships.segments.data).toBeUndefined()
    expect(await marketing()).toMatchObject({ can_receive_email_marketing: false, consent: 'SUBSCRIBED' })
  })

  it.each<[string, Json, string]>([
    ['nobody', {}, '/data'],
    ['a list and addresses', { emails: [EMAIL], list: 'NOPE01' }, '/data'],
    ['a list that is not there', { list: 'NOPE01' }, '/data/relationships/list/data/id'],
    ['a segment that is not there', { segment: 'NOPE01' }, '/data/relationships/segment/data/id'],
    ['a wrong address', { emails: [EMAIL, 'wrong'] }, '/data/attributes/profiles/data/1/attributes/email'],
    ['101 addresses', { emails: Array(101).fill(EMAIL) }, '/data/attributes/profiles/data'],
  ])('refuses %s', async (_, target, pointer) => {
    const { status, body } = await account.suppress('create', target)
    expect([status, body.errors[0].source.pointer]).toEqual([400, pointer])
  })
})

describe('bulk_unsuppress_profiles', () => {
  it('ends suppressions by hand only', async () => {
    await account.unsubscribe([{ email: EMAIL, subscriptions: offEmail }])
    await account.suppress('create', { emails: [EMAIL] })
    const { body } = await account.suppress('delete', { emails: [EMAIL, 'unknown@example.com'] })
    expect((await marketing()).suppression).toEqual([{ reason: 'UNSUBSCRIBE', timestamp: AT_NOW }])
    expect(await account.find('unknown@example.com')).toBeUndefined()
    const job = await account.client.get(`/api/profile-suppression-bulk-delete-jobs/${body.data.id}`)
    expect(job.body.data.attributes).toMatchObject({ total_count: 2, completed_count: 1, skipped_count: 1 })
  })
})

describe('the jobs', () => {
  const jobs = async (query: string): Promise<string[]> =>
    (await account.client.get(`/api/profile-suppression-bulk-create-jobs?${query}`)).body.data.map(({ id }: Json) => id)

  it('are listed newest first, and by status and list', async () => {
    const list = await account.createList()
    const first = (await account.suppress('create', { emails: [EMAIL] })).body.data.id
    await account.sandbox.clock.advance(1000)
    const second = (await account.suppress('create', { list })).body.data.id
    expect(await jobs('')).toEqual([second, first])
    expect(await jobs('sort=created')).toEqual([first, second])
    expect(await jobs(`filter=equals(list_id,"${list}")`)).toEqual([second])
    expect(await jobs('filter=equals(status,"complete")')).toEqual([second, first])
    expect(await jobs('filter=equals(status,"processing")')).toEqual([])
    expect(await jobs('filter=equals(segment_id,"NOPE01")')).toEqual([])
  })

  it('answer 404 for an unknown id', async () => {
    expect((await account.client.get('/api/profile-suppression-bulk-create-jobs/NOPE01')).status).toBe(404)
    expect((await account.client.get('/api/profile-suppression-bulk-delete-jobs/NOPE01')).status).toBe(404)
  })
})

describe('get_profiles by suppression', () => {
  const PATH = 'subscriptions.email.marketing'
  const emails = async (query: string): Promise<string[]> => {
    const { body } = await account.client.get(`/api/profiles?${query}`)
    return body.data.map(({ attributes }: Json) => attributes.email)
  }

  beforeEach(async () => {
    await account.createProfile({ email: 'free@example.com' })
    await account.unsubscribe([{ email: 'c@example.com', subscriptions: offEmail }])
    await account.sandbox.clock.advance(60_000)
    await account.suppress('create', { emails: ['b@example.com'] })
    await account.sandbox.clock.advance(60_000)
    await account.suppress('create', { emails: ['c@example.com', EMAIL] })
  })

  it.each([
    [`filter=greater-than(${PATH}.suppression.timestamp,2020-01-01)`, ['b@example.com', 'c@example.com', EMAIL]],
    [`filter=less-than(${PATH}.suppression.timestamp,2026-11-02T10:00:30Z)`, ['c@example.com']],
    [`filter=equals(${PATH}.suppression.reason,"user_suppressed")`, ['b@example.com', 'c@example.com', EMAIL]],
    [`filter=equals(${PATH}.suppression.reason,"UNSUBSCRIBE")`, ['c@example.com']],
    [
      `filter=greater-than(${PATH}.suppression.timestamp,2026-11-02T10:01:30Z),equals(${PATH}.suppression.reason,"USER_SUPPRESSED")`,
      ['c@example.com', EMAIL],
    ],
    [
      `filter=equals(${PATH}.suppression.reason,"USER_SUPPRESSED")&sort=-${PATH}.suppression.timestamp`,
      [EMAIL, 'c@example.com', 'b@example.com'],
    ],
    [`sort=${PATH}.suppression.timestamp`, ['b@example.com', 'c@example.com', EMAIL]],
    [`filter=equals(${PATH}.list_suppressions.list_id,"NOPE01")`, []],
  ])('%s', async (query, expected) => {
    expect(await emails(query)).toEqual(expected)
  })

  it('pages by the time of suppression', async () => {
    const filter = `filter=equals(${PATH}.suppression.reason,"USER_SUPPRESSED")`
    const seen: string[] = []
    let url: string | null = `/api/profiles?${filter}&page[size]=1`
    while (url !== null) {
      const { body }: Json = await account.client.get(url)
      seen.push(...body.data.map(({ attributes }: Json) => attributes.email))
      url = body.links.next && body.links.next.replace('http://localhost:80', '')
    }
    expect(seen).toEqual(['b@example.com', 'c@example.com', EMAIL])
  })

  it.each([
    [`filter=equals(${PATH}.suppression.reason,"x"),equals(email,"a@example.com")`, 'filter'],
    [`filter=equals(${PATH}.suppression.reason,"x")&sort=created`, 'sort'],
    [`filter=equals(${PATH}.suppression.reason,"x"),equals(${PATH}.list_suppressions.list_id,"y")`, 'filter'],
    [`filter=equals(${PATH}.suppression.reason,"x")&sort=${PATH}.list_suppressions.timestamp`, 'filter'],
    [
      `filter=greater-than(${PATH}.suppression.timestamp,2020-01-01),less-than(${PATH}.suppression.timestamp,2027-01-01)`,
      'filter',
    ],
    [`filter=equals(${PATH}.list_suppressions.reason,"x")`, 'filter'],
    [`sort=${PATH}.list_suppressions.timestamp`, 'filter'],
  ])('refuses %s', async (query, parameter) => {
    const { status, body } = await account.client.get(`/api/profiles?${query}`)
    expect(status).toBe(400)
    expect(body.errors[0]).toMatchObject({
      detail: expect.stringMatching(/^You may not filter on subscriptions/),
      source: { parameter },
    })
  })
})
