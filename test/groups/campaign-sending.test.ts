import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Sandbox } from '../../src/index.ts'
import { clientOf, testSandbox, type Client, type Json } from '../client.ts'
import { ask, createCampaign, createList, details, problemsOf, readyEmail } from './campaign-sending-account.ts'

const SECOND = 1000
const HOUR = 3600 * SECOND
let sandbox: Sandbox
let client: Client
let list: string
beforeEach(async () => {
  sandbox = await testSandbox({ jobDelayMs: SECOND })
  client = clientOf(sandbox)
  list = await createList(client, ['ada@example.com'])
})
afterEach(() => sandbox.close())

const TOMORROW = '2026-11-03T10:00:00+00:00'
const tomorrow = { strategy: 'static', send_time: TOMORROW }

describe('schedule_campaign_message', () => {
  it('answers 201 with the whole schedule', async () => {
    const { message } = await createCampaign(client, { included: [list] })
    const answer = await ask.schedule(client, { message }, tomorrow)
    const self = `http://localhost:80/api/campaign-message-schedule/${message}/`
    expect(answer.status).toBe(201)
    expect(answer.body).toEqual({
      data: {
        type: 'campaign-message-schedule',
        id: message,
        attributes: {
          send_time: TOMORROW,
          send_date: null,
          strategy: 'static',
          throttling_percentage: null,
          throttle_unit: null,
        },
        relationships: {
          'campaign-message': {
            data: { type: 'campaign-message', id: message },
            links: { self: `${self}relationships/campaign-message/`, related: `${self}campaign-message/` },
          },
        },
        links: { self },
      },
      links: { self: 'http://localhost:80/api/campaign-message-schedule' },
    })
  })

  it.each([
    [tomorrow, { send_strategy: 'static', send_time: TOMORROW }],
    [
      { strategy: 'local_timezone', send_time: TOMORROW, timezone_options: { send_past_timezones_tomorrow: true } },
      { send_strategy: 'local_timezone', send_time: TOMORROW },
    ],
    [
      { strategy: 'throttled', send_time: TOMORROW, throttled_options: { throttling_percentage: 25 } },
      { send_strategy: 'throttled', send_time: TOMORROW, recipient_percentage: 25, throttle_unit: 'hour' },
    ],
    [
      {
        strategy: 'throttled',
        send_time: '2026-11-03T11:00:00+01:00',
        throttled_options: { throttling_percentage: 1, throttle_unit: 'minute' },
      },
      { send_strategy: 'throttled', send_time: TOMORROW, recipient_percentage: 1, throttle_unit: 'minute' },
    ],
    [{ strategy: 'smart_send_time', send_date: '2026-11-02T09:00:00Z' }, { send_strategy: 'send_time_optimization' }],
  ])('schedules %j and shows it in the send options', async (schedule, options) => {
    const ids = await createCampaign(client, { included: [list] })
    expect((await ask.schedule(client, ids, schedule)).status).toBe(201)
    const { status, send_options: shown } = await ask.message(client, ids)
    expect(status).toBe('scheduled')
    const blank = { send_time: null, recipient_percentage: null, throttle_unit: null }
    expect(shown).toMatchObject({ ...blank, ...options, throttling_type: 'throttle-for-campaigns-and-flows' })
    const smart = schedule.strategy === 'smart_send_time'
    expect(shown.send_times).toEqual(smart ? { [ids.message]: '2026-11-02T00:00:00+00:00' } : null)
  })

  const at = (member: string) => `/data/attributes/${member}`
  it.each<[Json, [string, string][]]>([
    [{ strategy: 'static' }, [["'send_time' is required for the strategy static.", at('send_time')]]],
    [
      { strategy: 'static', send_time: '2026-11-02T10:00:00.250Z' },
      [['The send time must be in the future.', at('send_time')]],
    ],
    [
      { strategy: 'static', send_time: '2026-12-31T23:59:60Z' },
      [["'send_time' must be a valid date-time.", at('send_time')]],
    ],
    [{ strategy: 'smart_send_time' }, [["'send_date' is required for the strategy smart_send_time.", at('send_date')]]],
    [
      { strategy: 'smart_send_time', send_date: '2026-11-01' },
      [['The send date must not be in the past.', at('send_date')]],
    ],
    [
      { strategy: 'throttled', send_time: TOMORROW },
      [["'throttled_options' is required for the strategy throttled.", at('throttled_options')]],
    ],
    [
      { strategy: 'throttled', throttled_options: { throttling_percentage: 12 } },
      [
        ["'send_time' is required for the strategy throttled.", at('send_time')],
        [
          "'throttling_percentage' must be one of: 1, 2, 5, 10, 11, 13, 14, 17, 20, 25, 33, 50 (got 12)",
          at('throttled_options/throttling_percentage'),
        ],
      ],
    ],
  ])('refuses %j', async (schedule, problems) => {
    const ids = await createCampaign(client, { included: [list] })
    const answer = await ask.schedule(client, ids, schedule)
    expect([answer.status, problemsOf(answer)]).toEqual([400, problems])
    expect((await ask.message(client, ids)).status).toBe('draft')
  })

  it('answers 404 for a message that is not there, 400 for a relationship without data', async () => {
    expect(problemsOf(await ask.schedule(client, { message: '01X' }, tomorrow))).toEqual([
      ["A campaign-message with id '01X' does not exist.", '/data/'],
    ])
    const data = { type: 'campaign-message-schedule', attributes: tomorrow, relationships: { 'campaign-message': {} } }
    expect((await client.post('/api/campaign-message-schedule', { data })).status).toBe(400)
  })
})

describe('readiness', () => {
  const lacks = (channel: string, names: readonly string[]) =>
    names.map((name) => `'${name}' is required before a message on channel ${channel} can be sent.`)
  const audience = 'The audience must include at least one list or segment.'

  it.each<[string, Json, string[]]>([
    ['an empty e-mail', { channel: 'email' }, lacks('email', ['subject', 'from_email', 'from_label', 'template'])],
    ['an e-mail without template', details.email, lacks('email', ['template'])],
    ['a text without body', { channel: 'sms' }, lacks('sms', ['body'])],
    ['a standard push without body', { channel: 'push', title: 'Hi' }, lacks('push', ['body'])],
    ['a silent push', { channel: 'push', push_type: 'silent' }, []],
    ['WhatsApp without template', { channel: 'whatsapp' }, lacks('whatsapp', ['template'])],
  ])('%s, to an audience that includes nobody', async (_, variation, problems) => {
    const ids = await createCampaign(client, { included: [], variations: [variation] })
    const texts = [...problems, audience]
    const pointed = (pointer: string) => texts.map((text) => [text, pointer])
    const one = await ask.schedule(client, ids, tomorrow)
    expect([one.status, problemsOf(one)]).toEqual([400, pointed('/data/relationships/campaign-message')])
    const all = await ask.scheduleAll(client, ids, [{ ...tomorrow, message_id: ids.message }])
    expect([all.status, problemsOf(all)]).toEqual([400, pointed('/data/attributes/message_schedules/0')])
    const sent = await ask.send(client, ids)
    expect([sent.status, problemsOf(sent)]).toEqual([400, pointed('/data/id')])
    expect((await ask.job(client, ids)).status).toBe(404)
  })
})

describe('schedule_campaign', () => {
  it('schedules the messages that it names and leaves the others drafts', async () => {
    const { campaign, messages } = await createCampaign(client, { included: [list], builder: 'canvas', messages: 3 })
    const answer = await ask.scheduleAll(client, { campaign }, [
      { ...tomorrow, message_id: messages[2] },
      { strategy: 'smart_send_time', send_date: '2026-11-05', message_id: messages[0] },
    ])
    const { id, ...data } = answer.body.data
    const self = `http://localhost:80/api/campaign-schedule/${id}/`
    const blank = { send_time: null, send_date: null, throttling_percentage: null, throttle_unit: null }
    expect([answer.status, data]).toEqual([
      201,
      {
        type: 'campaign-schedule',
        attributes: {
          messages: [
            { ...blank, id: messages[2], ...tomorrow },
            { ...blank, id: messages[0], strategy: 'smart_send_time', send_date: '2026-11-05' },
          ],
        },
        relationships: {
          campaign: {
            data: { type: 'campaign', id: campaign },
            links: { self: `${self}relationships/campaign/`, related: `${self}campaign/` },
          },
        },
        links: { self },
      },
    ])
    const statuses = await Promise.all(messages.map(async (message) => (await ask.message(client, { message })).status))
    expect(statuses).toEqual(['scheduled', 'draft', 'scheduled'])
  })

  it('schedules none when one is refused, and says all that is wrong', async () => {
    const { campaign, messages } = await createCampaign(client, { included: [list], builder: 'canvas', messages: 2 })
    const other = await createCampaign(client, { included: [list] })
    const list_ = '/data/attributes/message_schedules'
    const answer = await ask.scheduleAll(client, { campaign }, [
      { ...tomorrow, message_id: messages[0] },
      { ...tomorrow, message_id: other.message },
      { strategy: 'static', message_id: messages[0] },
    ])
    expect([answer.status, problemsOf(answer)]).toEqual([
      400,
      [
        [`The campaign has no campaign-message with id '${other.message}'.`, `${list_}/1/message_id`],
        [`The campaign-message with id '${messages[0]}' is named twice.`, `${list_}/2/message_id`],
        ["'send_time' is required for the strategy static.", `${list_}/2/send_time`],
      ],
    ])
    await ask.schedule(client, { message: messages[1]! }, tomorrow)
    const conflict = await ask.scheduleAll(
      client,
      { campaign },
      messages.map((id) => ({ ...tomorrow, message_id: id })),
    )
    expect([conflict.status, problemsOf(conflict)]).toEqual([
      409,
      [[`Cannot schedule campaign-message with id '${messages[1]}' because its status is scheduled.`, '/data/id']],
    ])
    expect((await ask.message(client, { message: messages[0]! })).status).toBe('draft')
    const empty = await ask.scheduleAll(client, { campaign }, [])
    expect([empty.status, problemsOf(empty)]).toEqual([400, [['At least one message must be scheduled.', list_]]])
  })
})

describe('send job', () => {
  it.each([
    [{ send_time: TOMORROW }, 'scheduled', 24 * HOUR],
    [{ send_time: TOMORROW, send_strategy: 'local_timezone' }, 'scheduled', 36 * HOUR],
    [{ send_strategy: 'throttled', recipient_percentage: 50 }, 'sending', HOUR],
    [
      { send_time: TOMORROW, send_strategy: 'throttled', recipient_percentage: 50, throttle_unit: 'minute' },
      'scheduled',
      24 * HOUR + 60 * SECOND,
    ],
    [{ send_strategy: 'send_time_optimization' }, 'sending', 0],
  ])('sends as the message says: %j', async (send_options, status, lastBatch) => {
    const ids = await createCampaign(client, { included: [list], builder: 'canvas' })
    await changeMessage(ids.message, { send_options })
    expect((await ask.send(client, ids)).status).toBe(202)
    expect((await ask.message(client, ids)).status).toBe(status)
    await sandbox.clock.advance(lastBatch + SECOND)
    expect((await ask.message(client, ids)).status).toBe('sending')
    await sandbox.clock.advance(2 * SECOND)
    expect((await ask.message(client, ids)).status).toBe('sent')
  })

  it('answers 400 when the stored time has passed', async () => {
    const ids = await createCampaign(client, { included: [list] })
    await changeMessage(ids.message, { send_options: { send_time: TOMORROW } })
    await sandbox.clock.advance(24 * HOUR)
    const answer = await ask.send(client, ids)
    expect([answer.status, problemsOf(answer)]).toEqual([400, [['The send time must be in the future.', '/data/id']]])
  })

  it.each([
    ['POST', '/api/campaign-send-jobs', { id: '01X' }],
    ['GET', '/api/campaign-send-jobs/01X', undefined],
    ['PATCH', '/api/campaign-send-jobs/01X', { id: '01X', attributes: { action: 'cancel' } }],
  ])('answers 404 for a campaign that is not there: %s', async (method, url, data) => {
    const answer = await client.send(method, url, data && { data: { type: 'campaign-send-job', ...data } })
    expect([answer.status, problemsOf(answer)]).toEqual([404, [["A campaign with id '01X' does not exist.", '/data/']]])
  })
})

const changeMessage = (id: string, definition: Json) =>
  client.patch(`/api/campaign-messages/${id}`, { data: { type: 'campaign-message', id, attributes: { definition } } })

describe('send job of a canvas campaign', () => {
  it('sends all messages, and cancels or reverts those that still can be', async () => {
    const ids = await createCampaign(client, { included: [list], builder: 'canvas', messages: 2 })
    const [first, second] = ids.messages as [string, string]
    await ask.schedule(client, { message: first }, tomorrow)
    expect((await ask.send(client, ids)).status).toBe(409)
    expect((await ask.change(client, ids, 'revert')).status).toBe(204)
    expect((await ask.job(client, ids)).status).toBe(404)
    expect((await ask.send(client, ids)).body.data.attributes).toEqual({ status: 'queued' })
    expect((await ask.change(client, ids, 'cancel')).status).toBe(204)
    for (const message of [first, second]) expect((await ask.message(client, { message })).status).toBe('cancelled')
    expect((await ask.job(client, ids)).body.data.attributes).toEqual({ status: 'cancelled' })
  })
})

/** Statuses of message and job, one for each step of the clock. */
async function timeline(ids: { message: string; campaign: string }, steps: readonly number[]): Promise<string[]> {
  const seen: string[] = []
  for (const ms of [0, ...steps]) {
    await sandbox.clock.advance(ms)
    const { status } = await ask.message(client, ids)
    const job = await ask.job(client, ids)
    seen.push(`${status} ${job.body.data?.attributes.status ?? job.status}`)
  }
  return seen
}

describe('time passing', () => {
  it('sends at once, in steps of a job', async () => {
    const ids = await createCampaign(client, { included: [list] })
    await ask.send(client, ids)
    expect(await timeline(ids, [SECOND / 2, SECOND / 2, SECOND, SECOND])).toEqual([
      'sending queued',
      'sending processing',
      'sending complete',
      'sending complete',
      'sent complete',
    ])
    expect((await ask.message(client, ids)).send_options.send_time).toBe('2026-11-02T10:00:00.250000+00:00')
  })

  it('waits for the time of a static send', async () => {
    const ids = await createCampaign(client, { included: [list] })
    await ask.schedule(client, ids, tomorrow)
    const untilThen = 24 * HOUR - SECOND - 250
    expect(await timeline(ids, [SECOND, untilThen - 1, 1, 2 * SECOND])).toEqual([
      'scheduled queued',
      'scheduled complete',
      'scheduled complete',
      'sending complete',
      'sent complete',
    ])
  })

  it('spreads a throttled send by its percentage', async () => {
    const ids = await createCampaign(client, { included: [list] })
    const throttled_options = { throttling_percentage: 33, throttle_unit: 'hour' }
    await ask.schedule(client, ids, { ...tomorrow, strategy: 'throttled', throttled_options })
    const start = 24 * HOUR - 250
    expect(await timeline(ids, [start, 3 * HOUR, 2 * SECOND])).toEqual([
      'scheduled queued',
      'sending complete',
      'sending complete',
      'sent complete',
    ])
  })

  it('sends by local time from the first zone to the last', async () => {
    const ids = await createCampaign(client, { included: [list] })
    await ask.schedule(client, ids, { ...tomorrow, strategy: 'local_timezone' })
    const firstZone = 10 * HOUR - 250
    expect(await timeline(ids, [firstZone - 1, 1, 26 * HOUR, 2 * SECOND])).toEqual([
      'scheduled queued',
      'scheduled complete',
      'sending complete',
      'sending complete',
      'sent complete',
    ])
  })

  it.each([
    [true, 'sending'],
    [false, 'sent'],
  ])('sends to zones that had the time already: tomorrow %s', async (send_past_timezones_tomorrow, status) => {
    const ids = await createCampaign(client, { included: [list] })
    const timezone_options = { send_past_timezones_tomorrow }
    const send_time = '2026-11-02T11:00:00Z'
    await ask.schedule(client, ids, { strategy: 'local_timezone', send_time, timezone_options })
    // the last zone has this time 13 hours from now; the first one that it was too late for, in 22 or more
    await sandbox.clock.advance(14 * HOUR)
    expect((await ask.message(client, ids)).status).toBe(status)
    await sandbox.clock.advance(12 * HOUR)
    expect((await ask.message(client, ids)).status).toBe('sent')
  })

  it('spreads a smart send time over its date', async () => {
    const ids = await createCampaign(client, { included: [list] })
    await ask.schedule(client, ids, { strategy: 'smart_send_time', send_date: '2026-11-03' })
    expect(await timeline(ids, [14 * HOUR - 251, 1, 23 * HOUR, 2 * SECOND])).toEqual([
      'scheduled queued',
      'scheduled complete',
      'sending complete',
      'sending complete',
      'sent complete',
    ])
  })

  it('waits for the winner of a test, then sends it to the rest', async () => {
    const email = await readyEmail(client)
    const ids = await createCampaign(client, { included: [list], variations: [email, email] })
    await ask.send(client, ids)
    await sandbox.clock.advance(3 * SECOND)
    expect(await timeline(ids, [4 * HOUR, SECOND])).toEqual(['sending complete', 'sending complete', 'sent complete'])
  })

  it('cancels what reaches nobody when it is sent', async () => {
    const ids = await createCampaign(client, { included: [await createList(client, [])] })
    await ask.send(client, ids)
    expect(await timeline(ids, [SECOND, SECOND])).toEqual(['sending queued', 'sending complete', 'cancelled complete'])
  })

  it('forgets the first schedule after a revert, and everything after a deletion', async () => {
    const ids = await createCampaign(client, { included: [list] })
    const before = await ask.message(client, ids)
    const throttled_options = { throttling_percentage: 50 }
    await ask.schedule(client, ids, { ...tomorrow, strategy: 'throttled', throttled_options })
    await ask.reschedule(client, ids, 'revert')
    expect(await ask.message(client, ids)).toEqual(before)
    await ask.schedule(client, ids, { ...tomorrow, send_time: '2026-11-04T10:00:00Z' })
    await sandbox.clock.advance(25 * HOUR)
    expect((await ask.message(client, ids)).status).toBe('scheduled')
    expect((await client.delete(`/api/campaigns/${ids.campaign}`)).status).toBe(204)
    await sandbox.clock.advance(25 * HOUR)
    expect(problemsOf(await ask.job(client, ids))).toEqual([
      [`A campaign with id '${ids.campaign}' does not exist.`, '/data/'],
    ])
  })

  it('is done at once, in order, where jobs take no time', async () => {
    const quick = await testSandbox()
    const at = clientOf(quick)
    const ids = await createCampaign(at, { included: [await createList(at, ['ada@example.com'])] })
    expect((await ask.send(at, ids)).body.data.attributes).toEqual({ status: 'queued' })
    expect((await ask.message(at, ids)).status).toBe('sent')
    expect((await ask.job(at, ids)).body.data.attributes).toEqual({ status: 'complete' })
    await quick.close()
  })
})
