import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Sandbox } from '../../src/index.ts'
import { clientOf, testSandbox, type Client, type Json } from '../client.ts'
import { ask, createCampaign, createList, problemsOf, readyEmail } from './campaign-sending-account.ts'

// What one model schedules, as the other says it.

let sandbox: Sandbox
let newest: Client
let list: string
beforeEach(async () => {
  sandbox = await testSandbox()
  newest = clientOf(sandbox)
  list = await createList(newest, ['ada@example.com'])
})
afterEach(() => sandbox.close())

const at = (revision: string) => clientOf(sandbox, { revision })
const TOMORROW = '2026-11-03T10:00:00+00:00'
const NOW = '2026-11-02T10:00:00.250000+00:00'

/** Makes a campaign that can be sent, at a revision before 2026-10-15 that has definitions; gives its message, too. */
async function createOlder(revision: string, send_strategy: Json): Promise<{ campaign: string; message: string }> {
  const content = { subject: 'Hello', from_email: 'shop@example.com', from_label: 'Shop' }
  const definition = { channel: 'email', content }
  const attributes = {
    name: 'Hello',
    audiences: { included: [list] },
    send_strategy,
    'campaign-messages': { data: [{ type: 'campaign-message', attributes: { definition } }] },
  }
  const made = await at(revision).post('/api/campaigns', { data: { type: 'campaign', attributes } })
  expect(made.status).toBe(201)
  const { id, relationships } = made.body.data
  const message = relationships['campaign-messages'].data[0].id
  const { template_id } = await readyEmail(newest)
  const template = { data: { type: 'template', id: template_id } }
  await at(revision).post('/api/campaign-message-assign-template', {
    data: { type: 'campaign-message', id: message, relationships: { template } },
  })
  return { campaign: id, message }
}

const campaignAt = async (revision: string, { campaign }: { campaign: string }): Promise<Json> =>
  (await at(revision).get(`/api/campaigns/${campaign}`)).body.data.attributes
const sendTimesAt = async (revision: string, { message }: { message: string }): Promise<Json> =>
  (await at(revision).get(`/api/campaign-messages/${message}`)).body.data.attributes.send_times

describe.each(['2025-01-15', '2025-04-15', '2026-07-15'])('a send job at %s', (revision) => {
  it.each([
    ['immediate', { method: 'immediate' }, 'Sent', 'sent', NOW, [{ datetime: NOW, is_local: false }]],
    [
      'static',
      { method: 'static', datetime: TOMORROW, options: { is_local: false } },
      'Queued without Recipients',
      'scheduled',
      TOMORROW,
      [{ datetime: TOMORROW, is_local: false }],
    ],
    [
      'local',
      { method: 'static', datetime: TOMORROW, options: { is_local: true, send_past_recipients_immediately: true } },
      'Scheduled',
      'scheduled',
      TOMORROW,
      [{ datetime: TOMORROW, is_local: true }],
    ],
    [
      'throttled',
      { method: 'throttled', datetime: TOMORROW, throttle_percentage: 25 },
      'Queued without Recipients',
      'scheduled',
      TOMORROW,
      [{ datetime: TOMORROW, is_local: false }],
    ],
    ['smart', { method: 'smart_send_time', date: '2026-11-05' }, 'Scheduled', 'scheduled', null, []],
  ])('sends as the campaign says: %s', async (_, strategy, fine, coarse, send_time, send_times) => {
    const ids = await createOlder(revision, strategy)
    expect(await campaignAt(revision, ids)).toMatchObject({ status: 'Draft', scheduled_at: null, send_time: null })
    expect(await sendTimesAt(revision, ids)).toEqual([])
    expect((await ask.send(at(revision), ids)).body.data.attributes).toEqual({ status: 'queued' })
    const sent = await campaignAt(revision, ids)
    expect(sent).toMatchObject({ status: fine, scheduled_at: NOW, send_time })
    expect(sent.send_strategy).toMatchObject(strategy)
    expect(await sendTimesAt(revision, ids)).toEqual(send_times)
    expect((await ask.message(newest, ids)).status).toBe(coarse)
    if (coarse === 'sent') return
    expect((await ask.reschedule(newest, ids, 'revert')).status).toBe(204)
    const draft = await campaignAt(revision, ids)
    expect(draft).toMatchObject({ status: 'Draft', scheduled_at: null, send_time: null })
    expect(draft.send_strategy).toEqual(sent.send_strategy)
    await sandbox.clock.advance(5 * 24 * 3_600_000)
    expect((await campaignAt(revision, ids)).status).toBe('Draft')
  })

  it('answers 400 with everything that is missing, the past time too', async () => {
    const ids = await createOlder(revision, { method: 'static', datetime: TOMORROW })
    await sandbox.clock.advance(48 * 3_600_000)
    const definition = { channel: 'email', content: { subject: '', from_email: '', from_label: 'Shop' } }
    const id = ids.message
    await at(revision).patch(`/api/campaign-messages/${id}`, {
      data: { type: 'campaign-message', id, attributes: { definition } },
    })
    const answer = await ask.send(at(revision), ids)
    expect([answer.status, problemsOf(answer)]).toEqual([
      400,
      [
        ["'subject' is required before a message on channel email can be sent.", '/data/id'],
        ["'from_email' is required before a message on channel email can be sent.", '/data/id'],
        ['The send time must be in the future.', '/data/id'],
      ],
    ])
  })
})

describe('a schedule at 2026-10-15', () => {
  it.each<[Json, Json]>([
    [
      { strategy: 'static', send_time: TOMORROW },
      { method: 'static', datetime: TOMORROW, options: { is_local: false } },
    ],
    [
      { strategy: 'local_timezone', send_time: TOMORROW },
      { method: 'static', datetime: TOMORROW, options: { is_local: true, send_past_recipients_immediately: true } },
    ],
    [
      { strategy: 'throttled', send_time: TOMORROW, throttled_options: { throttling_percentage: 20 } },
      { method: 'throttled', datetime: TOMORROW, throttle_percentage: 20 },
    ],
    [
      {
        strategy: 'throttled',
        send_time: TOMORROW,
        throttled_options: { throttling_percentage: 20, throttle_unit: 'minute' },
      },
      { method: 'unsupported' },
    ],
    [
      { strategy: 'smart_send_time', send_date: '2026-11-05' },
      { method: 'smart_send_time', date: '2026-11-05' },
    ],
  ])('%j is shown to older revisions, until it is reverted by the send job', async (schedule, send_strategy) => {
    const ids = await createCampaign(newest, { included: [list] })
    expect((await campaignAt('2026-07-15', ids)).send_strategy).toEqual({ method: 'immediate' })
    await ask.schedule(newest, ids, schedule)
    const shown = await campaignAt('2026-07-15', ids)
    expect(shown).toMatchObject({ send_strategy, scheduled_at: NOW, send_time: schedule.send_time ?? null })
    expect((await ask.job(at('2026-07-15'), ids)).body.data.attributes).toEqual({ status: 'complete' })
    expect((await ask.change(at('2026-07-15'), ids, 'revert')).status).toBe(204)
    expect(await campaignAt('2026-07-15', ids)).toMatchObject({
      status: 'Draft',
      send_strategy: { method: 'immediate' },
      scheduled_at: null,
      send_time: null,
    })
    expect((await ask.message(newest, ids)).status).toBe('draft')
  })
})

describe.each(['2024-10-15', '2026-07-15'])('a canvas campaign at %s', (revision) => {
  const job = (type: string, id: string) => ({ data: { type, id } })
  it.each([
    ['POST', () => '/api/campaign-send-jobs', (id: string) => job('campaign-send-job', id)],
    ['GET', (id: string) => `/api/campaign-send-jobs/${id}`],
    [
      'POST',
      () => '/api/campaign-recipient-estimation-jobs',
      (id: string) => job('campaign-recipient-estimation-job', id),
    ],
    ['GET', (id: string) => `/api/campaign-recipient-estimation-jobs/${id}`],
    ['GET', (id: string) => `/api/campaign-recipient-estimations/${id}`],
  ] as [string, (id: string) => string, ((id: string) => Json)?][])(
    'is not there: %s %s',
    async (method, url, body) => {
      const { campaign } = await createCampaign(newest, { included: [list], builder: 'canvas' })
      const answer = await at(revision).send(method, url(campaign), body?.(campaign))
      expect([answer.status, problemsOf(answer)]).toEqual([
        404,
        [[`A campaign with id '${campaign}' does not exist.`, '/data/']],
      ])
    },
  )
})
