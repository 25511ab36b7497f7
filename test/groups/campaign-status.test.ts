import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Sandbox } from '../../src/index.ts'
import { clientOf, testSandbox, type Answer, type Client, type Json } from '../client.ts'
import { ask, createCampaign, createList, problemsOf, readyEmail, type Ids } from './campaign-sending-account.ts'

// What each request does to a campaign in each state, at each revision. One sandbox with an account for each row: the
// clock of an account stands where its tests left it.

const OLDER = ['2024-10-15', '2025-04-15', '2026-07-15'] as const
const NEWEST = '2026-10-15'
const SECOND = 1000

let sandbox: Sandbox
let accounts = 0
beforeAll(async () => {
  sandbox = await testSandbox({ jobDelayMs: SECOND })
})
afterAll(() => sandbox.close())

/** The campaign of a test, and the clients of its account. */
interface World extends Ids {
  at: (revision: string) => Client
  newest: Client
}

const tomorrow = { strategy: 'static', send_time: '2026-11-03T10:00:00Z' }
const nextWeek = { strategy: 'smart_send_time', send_date: '2026-11-09' }

/** How a state is come to: an e-mail campaign, with what is done to it and the milliseconds that pass then. */
type Way = readonly [act: (world: World) => Promise<unknown>, ms: number]
const send: Way[0] = (world) => ask.send(world.newest, world)
const schedule =
  (when: Json): Way[0] =>
  (world) =>
    ask.schedule(world.newest, world, when)

/**
 * The table: for each fine status of a campaign the coarse one of its message, and what requests come to: the status
 * code and then what it makes of the campaign, or says of the job. A code alone leaves the state as it was.
 */
const states = {
  Draft: {
    coarse: 'draft',
    way: [async () => {}, 0],
    job: '404',
    send: '202 Preparing to send',
    cancel: '404',
    revert: '404',
    schedule: '201 Preparing to schedule',
    'cancel message': '409',
    'revert message': '409',
    'change message': '200',
    'change audience': '200',
    'change campaign': '200',
    delete: '204',
  },
  'Preparing to schedule': {
    coarse: 'scheduled',
    way: [schedule(tomorrow), 0],
    job: '200 queued',
    send: '409',
    cancel: '204 Cancelled',
    revert: '204 Draft',
    schedule: '409',
    'cancel message': '204 Cancelled',
    'revert message': '204 Draft',
    'change message': '409',
    'change audience': '409',
    'change campaign': '409',
    delete: '204',
  },
  'Queued without Recipients': {
    coarse: 'scheduled',
    way: [schedule(tomorrow), SECOND],
    job: '200 complete',
    send: '409',
    cancel: '204 Cancelled',
    revert: '204 Draft',
    schedule: '409',
    'cancel message': '204 Cancelled',
    'revert message': '204 Draft',
    'change message': '409',
    'change audience': '409',
    'change campaign': '409',
    delete: '204',
  },
  Scheduled: {
    coarse: 'scheduled',
    way: [schedule(nextWeek), SECOND],
    job: '200 complete',
    send: '409',
    cancel: '204 Cancelled',
    revert: '204 Draft',
    schedule: '409',
    'cancel message': '204 Cancelled',
    'revert message': '204 Draft',
    'change message': '409',
    'change audience': '409',
    'change campaign': '409',
    delete: '204',
  },
  'Preparing to send': {
    coarse: 'sending',
    way: [send, SECOND / 2],
    job: '200 processing',
    send: '409',
    cancel: '204 Cancelled',
    revert: '204 Draft',
    schedule: '409',
    'cancel message': '204 Cancelled',
    'revert message': '204 Draft',
    'change message': '409',
    'change audience': '409',
    'change campaign': '409',
    delete: '409',
  },
  'Adding Recipients': {
    coarse: 'sending',
    way: [send, SECOND],
    job: '200 complete',
    send: '409',
    cancel: '204 Cancelled',
    revert: '409',
    schedule: '409',
    'cancel message': '204 Cancelled',
    'revert message': '409',
    'change message': '409',
    'change audience': '409',
    'change campaign': '409',
    delete: '409',
  },
  Sending: {
    coarse: 'sending',
    way: [send, 2 * SECOND],
    job: '200 complete',
    send: '409',
    cancel: '204 Cancelled',
    revert: '409',
    schedule: '409',
    'cancel message': '204 Cancelled',
    'revert message': '409',
    'change message': '409',
    'change audience': '409',
    'change campaign': '409',
    delete: '409',
  },
  'Variations Sent': {
    coarse: 'sending',
    way: [send, 3 * SECOND],
    job: '200 complete',
    send: '409',
    cancel: '204 Cancelled',
    revert: '409',
    schedule: '409',
    'cancel message': '204 Cancelled',
    'revert message': '409',
    'change message': '409',
    'change audience': '409',
    'change campaign': '409',
    delete: '409',
  },
  Sent: {
    coarse: 'sent',
    way: [send, 3 * SECOND],
    job: '200 complete',
    send: '409',
    cancel: '409',
    revert: '409',
    schedule: '409',
    'cancel message': '409',
    'revert message': '409',
    'change message': '409',
    'change audience': '409',
    'change campaign': '409',
    delete: '409',
  },
  Cancelled: {
    coarse: 'cancelled',
    way: [
      async (world: World) => {
        await schedule(tomorrow)(world)
        await ask.change(world.newest, world, 'cancel')
      },
      0,
    ],
    job: '200 cancelled',
    send: '409',
    cancel: '409',
    revert: '409',
    schedule: '409',
    'cancel message': '409',
    'revert message': '409',
    'change message': '409',
    'change audience': '200',
    'change campaign': '409',
    delete: '204',
  },
  'Cancelled: No Recipients': {
    coarse: 'cancelled',
    way: [send, 2 * SECOND],
    job: '200 complete',
    send: '409',
    cancel: '409',
    revert: '409',
    schedule: '409',
    'cancel message': '409',
    'revert message': '409',
    'change message': '409',
    'change audience': '200',
    'change campaign': '409',
    delete: '204',
  },
} as const satisfies Record<string, { coarse: string; way: Way } & Record<Request, string>>

type State = keyof typeof states
type Request = keyof typeof requests

/** What is asked, and at which revisions; `says` is what its 409 cannot do. */
const requests = {
  job: { at: [...OLDER, NEWEST], make: ask.job, says: '' },
  send: { at: [...OLDER, NEWEST], make: ask.send, says: 'send campaign' },
  cancel: {
    at: [...OLDER, NEWEST],
    make: (client: Client, ids: Ids) => ask.change(client, ids, 'cancel'),
    says: 'cancel campaign',
  },
  revert: {
    at: [...OLDER, NEWEST],
    make: (client: Client, ids: Ids) => ask.change(client, ids, 'revert'),
    says: 'revert campaign',
  },
  schedule: {
    at: [NEWEST],
    make: (client: Client, ids: Ids) => ask.schedule(client, ids, tomorrow),
    says: 'schedule campaign-message',
  },
  'cancel message': {
    at: [NEWEST],
    make: (client: Client, ids: Ids) => ask.reschedule(client, ids, 'cancel'),
    says: 'cancel campaign-message',
  },
  'revert message': {
    at: [NEWEST],
    make: (client: Client, ids: Ids) => ask.reschedule(client, ids, 'revert'),
    says: 'revert campaign-message',
  },
  'change message': {
    at: [NEWEST],
    make: (client: Client, { message: id }: Ids) =>
      client.patch(`/api/campaign-messages/${id}`, {
        data: { type: 'campaign-message', id, attributes: { definition: { name: 'Bye' } } },
      }),
    says: 'change campaign-message',
  },
  'change audience': {
    at: [NEWEST],
    make: (client: Client, { audience: id }: Ids) =>
      client.patch(`/api/campaign-audiences/${id}`, {
        data: { type: 'campaign-audience', id, attributes: { definition: { excluded: [] } } },
      }),
    says: 'change the audience of campaign-message',
  },
  'change campaign': {
    at: OLDER,
    make: (client: Client, { campaign: id }: Ids) =>
      client.patch(`/api/campaigns/${id}`, { data: { type: 'campaign', id, attributes: { name: 'Bye' } } }),
    says: 'change campaign',
  },
  delete: {
    at: [...OLDER, NEWEST],
    make: (client: Client, { campaign }: Ids) => client.delete(`/api/campaigns/${campaign}`),
    says: 'delete campaign-message',
  },
} as const satisfies Record<
  string,
  { at: readonly string[]; make: (client: Client, ids: Ids) => Promise<Answer>; says: string }
>

/** An account of its own with a campaign in the state. */
async function comeTo(state: State): Promise<World> {
  const key = `pk_${(accounts += 1)}`
  const at = (revision: string) => clientOf(sandbox, { revision, key })
  const newest = at(NEWEST)
  const list = await createList(newest, state === 'Cancelled: No Recipients' ? [] : ['ada@example.com'])
  const email = await readyEmail(newest)
  const variations = state === 'Variations Sent' ? [email, email] : [email]
  const world = { ...(await createCampaign(newest, { included: [list], variations })), at, newest }
  const [act, ms] = states[state].way
  await act(world)
  await (await sandbox.account(key)).clock.advance(ms)
  return world
}

/** The statuses that are seen: of the campaign at each older revision, of the message at the newest. */
async function seen({ at, newest, campaign, message }: World): Promise<Json> {
  const older: Json = {}
  for (const revision of OLDER) {
    older[revision] = (await at(revision).get(`/api/campaigns/${campaign}`)).body.data.attributes.status
  }
  return { ...older, [NEWEST]: (await ask.message(newest, { message })).status }
}

const shown = (state: State): Json => ({
  ...Object.fromEntries(OLDER.map((revision) => [revision, state])),
  [NEWEST]: states[state].coarse,
})

describe('status', () => {
  it.each(Object.keys(states) as State[])('%s is the same, said finely and coarsely', async (state) => {
    const world = await comeTo(state)
    expect(await seen(world)).toEqual(shown(state))
    const { attributes } = (await world.at('2026-07-15').get(`/api/campaigns/${world.campaign}`)).body.data
    const draft = state === 'Draft'
    expect(attributes.scheduled_at).toEqual(draft ? null : '2026-11-02T10:00:00.250000+00:00')
  })
})

describe.each(Object.keys(states) as State[])('%s', (state) => {
  const rows = (Object.keys(requests) as Request[]).flatMap((request) =>
    requests[request].at.map((revision) => [request, revision, states[state][request]] as const),
  )

  it.each(rows)('%s at %s: %s', async (request, revision, outcome) => {
    const world = await comeTo(state)
    const answer = await requests[request].make(world.at(revision), world)
    const [, code, result] = /^(\d+) ?(.*)$/.exec(outcome)!
    expect(answer.status).toBe(Number(code))
    if (code === '409') expect(problemsOf(answer)).toEqual([[refusal(state, request, revision, world), '/data/id']])
    if (request === 'job' && result !== '') expect(answer.body.data.attributes).toEqual({ status: result })
    if (request === 'delete' && code === '204') {
      expect((await world.newest.get(`/api/campaigns/${world.campaign}`)).status).toBe(404)
    } else {
      expect(await seen(world)).toEqual(shown(request === 'job' || result === '' ? state : (result as State)))
    }
  })
})

/** The text of a conflict names the status as the revision knows it. */
function refusal(state: State, request: Request, revision: string, { campaign, message }: World): string {
  const { says } = requests[request]
  const ofCampaign = says.endsWith(' campaign')
  const status = ofCampaign && revision !== NEWEST ? state : states[state].coarse
  return `Cannot ${says} with id '${ofCampaign ? campaign : message}' because its status is ${status}.`
}
