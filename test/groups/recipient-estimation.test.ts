import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Client, Json } from '../client.ts'
import { createCampaign, details, problemsOf } from './campaign-sending-account.ts'
import { byEmail, bySms, consentAccount, offEmail, SUBSCRIBED, type ConsentAccount } from './consent-account.ts'

let account: ConsentAccount
let client: Client
beforeEach(async () => {
  account = await consentAccount()
  client = account.client
})
afterEach(() => account.sandbox.close())

const HOUR = 3_600_000
const OUT_OF_DATE = 'No results or results were out of date. Schedule a new estimation.'
const refresh = (id: string) =>
  client.post('/api/campaign-recipient-estimation-jobs', { data: { type: 'campaign-recipient-estimation-job', id } })
const read = (id: string) => client.get(`/api/campaign-recipient-estimations/${id}`)
const readJob = (id: string) => client.get(`/api/campaign-recipient-estimation-jobs/${id}`)
async function estimate(id: string): Promise<number> {
  expect((await refresh(id)).status).toBe(202)
  return (await read(id)).body.data.attributes.estimated_recipient_count
}

/** A list with these profiles. */
async function listOf(...profiles: string[]): Promise<string> {
  const list = await account.createList()
  await client.post(`/api/lists/${list}/relationships/profiles`, {
    data: profiles.map((id) => ({ type: 'profile', id })),
  })
  return list
}

const numbers: Json = { ada: '+12025550101', bea: '+12025550102', cleo: '+12025550103', dora: '+12025550104' }
const person = (name: string) => account.createProfile({ email: `${name}@example.com`, phone_number: numbers[name] })

describe('the job', () => {
  it('answers 202 processing, then complete with its result', async () => {
    const { campaign } = await createCampaign(client, { included: [await listOf(await person('ada'))] })
    const job = `http://localhost:80/api/campaign-recipient-estimation-jobs`
    const data = (status: string) => ({
      type: 'campaign-recipient-estimation-job',
      id: campaign,
      attributes: { status },
      links: { self: `${job}/${campaign}/` },
    })
    const posted = await refresh(campaign)
    expect([posted.status, posted.body]).toEqual([202, { data: data('processing'), links: { self: job } }])
    expect((await readJob(campaign)).body).toEqual({ data: data('complete'), links: { self: `${job}/${campaign}` } })
    const result = 'http://localhost:80/api/campaign-recipient-estimations'
    expect((await read(campaign)).body).toEqual({
      data: {
        type: 'campaign-recipient-estimation',
        id: campaign,
        attributes: { estimated_recipient_count: 1 },
        links: { self: `${result}/${campaign}/` },
      },
      links: { self: `${result}/${campaign}` },
    })
  })

  it('and the result answer 404 where there is no campaign, no result yet, or an old one', async () => {
    const list = await listOf(await person('ada'))
    const { campaign, audience } = await createCampaign(client, { included: [list] })
    const missing = [["A campaign with id '01X' does not exist.", '/data/']]
    for (const ask of [refresh, read, readJob]) expect(problemsOf(await ask('01X'))).toEqual(missing)
    const expectNone = async () => {
      for (const ask of [read, readJob]) expect(problemsOf(await ask(campaign))).toEqual([[OUT_OF_DATE, '/data/']])
    }
    await expectNone()
    expect(await estimate(campaign)).toBe(1)
    await account.sandbox.clock.advance(HOUR - 1)
    expect((await read(campaign)).status).toBe(200)
    await account.sandbox.clock.advance(1)
    await expectNone()
    expect(await estimate(campaign)).toBe(1)
    const attributes = { definition: { excluded: [list] } }
    await client.patch(`/api/campaign-audiences/${audience}`, {
      data: { type: 'campaign-audience', id: audience, attributes },
    })
    await expectNone()
    expect(await estimate(campaign)).toBe(0)
  })
})

describe('by e-mail', () => {
  type Change = (email: string) => Promise<unknown>
  it.each<[string, Change, number]>([
    ['never subscribed', async () => {}, 1],
    ['subscribed', (email) => account.subscribe([{ email, subscriptions: byEmail }]), 1],
    ['unsubscribed', (email) => account.unsubscribe([{ email, subscriptions: offEmail }]), 0],
    ['suppressed', (email) => account.suppress('create', { emails: [email] }), 0],
    [
      'suppressed once',
      async (email) => {
        await account.suppress('create', { emails: [email] })
        await client.get('/api/accounts')
        await account.suppress('delete', { emails: [email] })
      },
      1,
    ],
  ])('who %s', async (_, change, count) => {
    const list = await listOf(await person('ada'))
    await change('ada@example.com')
    const { campaign } = await createCampaign(client, { included: [list] })
    expect(await estimate(campaign)).toBe(count)
  })

  it('not who has no address', async () => {
    const list = await listOf(await account.createProfile({ phone_number: numbers.ada }))
    const { campaign } = await createCampaign(client, { included: [list] })
    expect(await estimate(campaign)).toBe(0)
  })

  it('not through a list that alone is suppressed', async () => {
    await account.sandbox.close()
    account = await consentAccount({ global_unsubscribe: false })
    client = account.client
    const [ada, bea] = [await person('ada'), await person('bea')]
    const [first, second] = [await listOf(ada, bea), await listOf(ada)]
    const email = 'ada@example.com'
    await account.unsubscribe([{ email, subscriptions: offEmail }], first)
    await client.get('/api/accounts')
    await client.post(`/api/lists/${first}/relationships/profiles`, { data: [{ type: 'profile', id: ada }] })
    expect((await account.subscriptionsOf(email)).email.marketing.list_suppressions).toHaveLength(1)
    const one = await createCampaign(client, { included: [first] })
    expect(await estimate(one.campaign)).toBe(1)
    const both = await createCampaign(client, { included: [first, second] })
    expect(await estimate(both.campaign)).toBe(2)
  })
})

describe('by other channels', () => {
  const whatsapp = { whatsapp: { marketing: SUBSCRIBED } }
  const token = (email: string, more: Json = {}) =>
    client.post('/api/push-tokens', {
      data: {
        type: 'push-token',
        attributes: {
          token: `t-${email}`,
          platform: 'ios',
          vendor: 'apns',
          profile: { data: { type: 'profile', attributes: { email } } },
          ...more,
        },
      },
    })
  const subscribed = (subscriptions: Json) => (email: string) =>
    account.subscribe([{ email, phone_number: numbers.ada, subscriptions }])

  it.each<[string, 'sms' | 'push' | 'whatsapp', (email: string) => Promise<unknown>, number]>([
    ['never subscribed', 'sms', async () => {}, 0],
    ['subscribed to e-mail', 'sms', subscribed(byEmail), 0],
    ['subscribed to SMS', 'sms', subscribed(bySms), 1],
    ['subscribed to SMS', 'whatsapp', subscribed(bySms), 0],
    ['subscribed to WhatsApp', 'whatsapp', subscribed(whatsapp), 1],
    ['has no token', 'push', async () => {}, 0],
    ['has a token', 'push', (email) => token(email), 1],
    ['has a token that may not notify', 'push', (email) => token(email, { enablement_status: 'DENIED' }), 0],
  ])('who %s, by %s', async (_, channel, change, count) => {
    const list = await listOf(await person('ada'))
    expect(await change('ada@example.com')).not.toMatchObject({ status: 400 })
    const { campaign } = await createCampaign(client, { included: [list], variations: [details[channel]] })
    expect(await estimate(campaign)).toBe(count)
  })
})

describe('audiences', () => {
  /** Ada and Bea are on the first list, Bea and Cleo on the second, Cleo and Dora on the third. */
  async function lists(): Promise<[string, string, string]> {
    const [ada, bea, cleo, dora] = [
      await person('ada'),
      await person('bea'),
      await person('cleo'),
      await person('dora'),
    ]
    return [await listOf(ada!, bea!), await listOf(bea!, cleo!), await listOf(cleo!, dora!)]
  }

  it.each<[string, number[], number[], number]>([
    ['a profile on two lists counts once', [0, 1], [], 3],
    ['who is excluded is not reached, by whatever list', [0, 1], [2], 2],
    ['an excluded list takes its members away', [0], [1], 1],
    ['everybody excluded', [0, 1, 2], [0, 1, 2], 0],
    ['nobody included', [], [1], 0],
  ])('%s', async (_, included, excluded, count) => {
    const made = await lists()
    const { campaign, audience } = await createCampaign(client, { included: included.map((at) => made[at]!) })
    const definition = { excluded: excluded.map((at) => made[at]!) }
    await client.patch(`/api/campaign-audiences/${audience}`, {
      data: { type: 'campaign-audience', id: audience, attributes: { definition } },
    })
    expect(await estimate(campaign)).toBe(count)
  })

  it.each([
    ['e-mail to both', 'email', 'email', 3],
    ['a text to the first, whose members did not subscribe', 'sms', 'email', 1],
    ['a text to the second', 'email', 'sms', 2],
  ] as const)('of several the first takes a profile: %s', async (_, first, second, count) => {
    const [one, two] = await lists()
    const message = (audience_temporary_id: string, channel: keyof typeof details) => ({
      audience_temporary_id,
      name: channel,
      variations: [{ definition: { name: channel, details: details[channel] } }],
    })
    const audiences = [
      { temporary_id: 'a', included: [one], excluded: [] },
      { temporary_id: 'b', included: [two], excluded: [] },
      { temporary_id: 'nothing is sent to it', included: [one, two], excluded: [] },
    ]
    const messages = [message('a', first), message('b', second)]
    const attributes = { definition: { name: 'Hello', builder: 'canvas' }, audiences, messages }
    const made = await client.post('/api/campaigns', { data: { type: 'campaign', attributes } })
    expect(await estimate(made.body.data.id)).toBe(count)
  })
})
