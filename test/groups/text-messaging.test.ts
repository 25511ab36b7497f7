import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Sandbox } from '../../src/index.ts'
import { clientOf, testSandbox, type Answer, type Client, type Json } from '../client.ts'
import { configurationBody, registration, registrationBody, senderBody } from '../requests/text-messaging.ts'

const DAY = 24 * 60 * 60 * 1000
const REGISTRATION = 'text-messaging-sender-registration'
const NESTED = `/data/attributes/${REGISTRATION}/data/attributes`

let sandbox: Sandbox
let client: Client
let account: string
beforeEach(async () => {
  sandbox = await testSandbox({ jobDelayMs: 3 * DAY })
  client = clientOf(sandbox)
  account = (await client.get('/api/accounts')).body.data[0].id
})
afterEach(() => sandbox.close())

const setUp = () => client.post('/api/text-messaging-configurations', configurationBody)
const addSender = (details?: object, more?: object, query = '') =>
  client.post(`/api/text-messaging-senders${query}`, senderBody(details, more))
const resubmit = (sender: string, details?: object) =>
  client.post(`/api/${REGISTRATION}s`, registrationBody(sender, details))
const sendersOf = async (query = ''): Promise<Json[]> =>
  (await client.get(`/api/text-messaging-senders?${query}`)).body.data
const newest = async (sender: string) =>
  (await client.get(`/api/text-messaging-senders/${sender}/${REGISTRATION}`)).body.data
const errorOf = ({ status, body }: Answer) => [status, body.errors[0].code, body.errors[0].source.pointer]

describe('a configuration', () => {
  it('is made once, and stands at the id of the account', async () => {
    const url = `/api/text-messaging-configurations/${account}`
    expect((await client.get(url)).status).toBe(404)
    const { status, body } = await setUp()
    const time = '2026-11-02T10:00:00'
    const attributes = { org_prefix: 'Shop', opt_out_language: '', status: 'active' }
    expect([status, body.data]).toEqual([
      201,
      {
        type: 'text-messaging-configuration',
        id: account,
        attributes: { ...attributes, created_at: `${time}.250000+00:00`, updated_at: `${time}.250024+00:00` },
        links: { self: `http://localhost:80${url}/` },
      },
    ])
    expect((await client.get(url)).body.data.attributes).toEqual({
      ...attributes,
      created_at: `${time}+00:00`,
      updated_at: `${time}+00:00`,
    })
    expect(errorOf(await setUp())).toEqual([409, 'sms_account_already_exists', '/data'])
    expect((await client.get('/api/text-messaging-configurations/AbC123')).status).toBe(404)
  })

  it.each([
    ['', 400],
    ['x'.repeat(50), 201],
    ['x'.repeat(51), 400],
  ])('takes a prefix of up to 50 characters: %j', async (org_prefix, status) => {
    const body = { data: { type: 'text-messaging-configuration', attributes: { org_prefix } } }
    expect((await client.post('/api/text-messaging-configurations', body)).status).toBe(status)
  })

  it('is refused to an account that may not have one', async () => {
    const settings = { text_messaging: false }
    const declared = await testSandbox({ accounts: [{ id: 'AbC123', keys: { pk_a: 'full' }, settings }] })
    const other = clientOf(declared, { key: 'pk_a' })
    expect(errorOf(await other.post('/api/text-messaging-configurations', configurationBody))).toEqual([
      403,
      'not_eligible_for_sms',
      '/data',
    ])
    await declared.close()
  })
})

describe('a sender', () => {
  beforeEach(() => setUp())

  it('is made for both countries; the answer is the one asked for, without its registration', async () => {
    const { status, body } = await addSender(undefined, { sender_details: { country: 'CA' } })
    const { id } = body.data
    const self = `http://localhost:80/api/text-messaging-senders/${id}`
    const links = { self: `${self}/relationships/${REGISTRATION}/`, related: `${self}/${REGISTRATION}/` }
    const sender = {
      type: 'text-messaging-sender',
      id,
      attributes: {
        sender_type: 'toll_free',
        sender_details: { country: 'CA' },
        status: 'pending_registration',
        created_at: '2026-11-02T10:00:00.250000+00:00',
        forwarding_number: null,
        sender_identifier: null,
      },
      relationships: { [REGISTRATION]: { links } },
      links: { self: `${self}/` },
    }
    expect([status, body.data]).toEqual([201, sender])
    const senders = await sendersOf()
    expect(senders.map(({ attributes }) => attributes.sender_details.country).sort()).toEqual(['CA', 'US'])
    const [first, second] = senders.map(({ relationships }) => relationships[REGISTRATION].data)
    expect([first, second]).toEqual([second, { type: REGISTRATION, id: (await newest(id)).id }])
    expect((await client.get(`/api/text-messaging-senders/${id}/relationships/${REGISTRATION}`)).body.data).toEqual(
      first,
    )
  })

  it('can be answered with its registration, and leads to it', async () => {
    const { included } = (await addSender(undefined, {}, `?include=${REGISTRATION}`)).body
    expect(included[0].attributes).toMatchObject({ status: 'in_review', failures: [], decided_at: null })
    const { body } = await client.get(`/api/${REGISTRATION}s/${included[0].id}?include=text-messaging-sender`)
    expect(body.included[0].attributes.sender_details).toEqual({ country: 'US' })
  })

  it('becomes active with its sibling when the registration is approved, and they get one number', async () => {
    const { id } = (await addSender()).body.data
    await sandbox.clock.advance(3 * DAY - 1)
    expect((await newest(id)).attributes.status).toBe('in_review')
    await sandbox.clock.advance(1)
    expect((await newest(id)).attributes).toEqual({
      status: 'approved',
      failures: [],
      created_at: '2026-11-02T10:00:00+00:00',
      updated_at: '2026-11-05T10:00:00+00:00',
      submitted_at: '2026-11-02T10:00:00+00:00',
      decided_at: '2026-11-05T10:00:00+00:00',
    })
    const [first, second] = (await sendersOf()).map(({ attributes }) => attributes)
    expect([first.status, second.status]).toEqual(['active', 'active'])
    expect(first.sender_identifier).toMatch(/^\+18\d\d[2-9]\d{6}$/)
    expect(second.sender_identifier).toBe(first.sender_identifier)
  })

  it('is listed newest first, in pages', async () => {
    const first = (await addSender()).body.data.id
    await sandbox.clock.advance(1000)
    const second = (await addSender()).body.data.id
    const page = (await client.get('/api/text-messaging-senders?page[size]=2')).body
    expect(page.data.map(({ id }: Json) => id)).toContain(second)
    const rest = (await client.get(page.links.next)).body
    expect([rest.data.map(({ id }: Json) => id).includes(first), rest.links.next]).toEqual([true, null])
    expect((await sendersOf('sort=created_at'))[3].attributes.created_at).toBe('2026-11-02T10:00:01+00:00')
    expect((await client.get('/api/text-messaging-senders?page[cursor]=abc')).status).toBe(400)
  })

  it('can be had ten times', async () => {
    for (let count = 0; count < 10; count++) expect((await addSender()).status).toBe(201)
    expect(errorOf(await addSender())).toEqual([409, 'phone_number_limit_reached', '/data'])
  })

  const details = registration()
  const invalid = ['invalid', NESTED]
  const unregistered = ['business_registration_required', `${NESTED}/business_registration_number`]
  it.each<[string, object, object, string[]]>([
    ['another type', {}, { sender_type: 'short_code' }, ['not_yet_supported', '/data/attributes/sender_type']],
    [
      'another country',
      {},
      { sender_details: { country: 'GB' } },
      ['invalid', '/data/attributes/sender_details/country'],
    ],
    [
      'a forwarding number that is none',
      {},
      { forwarding_number: '1' },
      ['invalid', '/data/attributes/forwarding_number'],
    ],
    ['a phone number that is none', { phone_number: '6175550123' }, {}, invalid],
    ['an e-mail that is none', { email: 'ada' }, {}, invalid],
    ['a country that is none', { address: { ...details.address, country: 'USA' } }, {}, invalid],
    ['a website that is none', { business_website: 'shop' }, {}, invalid],
    ['a policy that is none', { privacy_policy_url: 'ftp://shop.example' }, {}, invalid],
    ['no name', { business_name: ' ' }, {}, invalid],
    ['no country of registration', { business_registration_country: null }, {}, unregistered],
    ['a sole proprietor elsewhere', { business_registration_country: 'CA' }, {}, unregistered],
    ['a company without number', { business_type: 'PRIVATE_PROFIT' }, {}, unregistered],
    ['half a registration', { business_registration_authority: 'EIN' }, {}, unregistered],
  ])('is refused for %s, and takes no number', async (_what, changes, more, [code, pointer]) => {
    expect(errorOf(await addSender({ ...details, ...changes }, more))).toEqual([400, code, pointer])
    expect(await sendersOf()).toEqual([])
  })

  it('takes a company that is registered', async () => {
    const registered = { business_registration_authority: 'EIN', business_registration_number: '12-3456789' }
    expect((await addSender({ ...details, business_type: 'PUBLIC_PROFIT', ...registered })).status).toBe(201)
  })
})

it('a sender needs an account that is set up', async () => {
  expect(errorOf(await addSender())).toEqual([403, 'sms_account_required', '/data'])
})

describe('a registration', () => {
  beforeEach(() => setUp())
  const hopeless = registration('https://shop.invalid')

  it('that was rejected says why, and can be followed by another one', async () => {
    const { id } = (await addSender(hopeless)).body.data
    await sandbox.clock.advance(3 * DAY)
    const rejected = await newest(id)
    expect(rejected.attributes).toMatchObject({
      status: 'rejected',
      failures: [{ detail: 'The website of the business could not be reached.' }],
    })
    expect((await sendersOf()).map(({ attributes }) => attributes.status)).toEqual(
      Array(2).fill('pending_registration'),
    )
    const { status, body } = await resubmit(id)
    expect([status, body.data.attributes]).toEqual([
      201,
      {
        status: 'in_review',
        failures: [],
        created_at: '2026-11-05T10:00:00.250000+00:00',
        updated_at: '2026-11-05T10:00:00.250024+00:00',
        submitted_at: '2026-11-05T10:00:00.250000+00:00',
        decided_at: null,
      },
    ])
    expect(body.data.relationships['text-messaging-sender'].data.id).toBe(id)
    expect(new Set((await sendersOf()).map((one) => one.relationships[REGISTRATION].data.id))).toEqual(
      new Set([body.data.id]),
    )
    await sandbox.clock.advance(3 * DAY)
    expect((await sendersOf()).map(({ attributes }) => attributes.status)).toEqual(['active', 'active'])
    expect((await client.get(`/api/${REGISTRATION}s/${rejected.id}`)).body.data).toEqual(rejected)
  })

  it('cannot be followed before it is decided, nor once it is approved', async () => {
    const { id } = (await addSender()).body.data
    expect(errorOf(await resubmit(id))).toEqual([409, 'registration_in_flight', '/data'])
    await sandbox.clock.advance(3 * DAY)
    expect(errorOf(await resubmit(id))).toEqual([409, 'registration_not_resubmittable', '/data'])
  })

  it('needs a sender, and details that are right', async () => {
    const { id } = (await addSender(hopeless)).body.data
    await sandbox.clock.advance(3 * DAY)
    expect(errorOf(await resubmit('none'))).toEqual([404, 'sender_not_found', '/data'])
    expect(errorOf(await resubmit(id, { ...registration(), email: 'ada' }))).toEqual([
      400,
      'invalid',
      '/data/attributes',
    ])
    const { data } = registrationBody(id)
    const body = { data: { ...data, relationships: { 'text-messaging-sender': {} } } }
    expect(errorOf(await client.post(`/api/${REGISTRATION}s`, body))).toEqual([
      400,
      'invalid',
      '/data/relationships/text-messaging-sender',
    ])
  })
})
