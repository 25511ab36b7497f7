import { campaignBody } from './content.ts'
import { median, requestsPerSecond, type Line, type Load } from './measure.ts'
import { sandboxArgs, startServer, type ServerProcess } from './process.ts'

const KEY = 'pk_bench'
const headers = {
  authorization: `Klaviyo-API-Key ${KEY}`,
  revision: '2026-10-15',
  'content-type': 'application/vnd.api+json',
}

interface Scenario {
  what: string
  method: 'GET' | 'POST'
  path: (ids: Ids) => string
  body?: (index: number) => string
  aim: string
}

interface Ids {
  profile: string
  email: string
}

const scenarios: readonly Scenario[] = [
  { what: 'get a profile by id', method: 'GET', path: ({ profile }) => `/api/profiles/${profile}`, aim: '≥ 0.6' },
  { what: 'list 20 profiles', method: 'GET', path: () => '/api/profiles', aim: '≥ 0.6' },
  {
    what: 'filter profiles by e-mail',
    method: 'GET',
    path: ({ email }) => `/api/profiles?filter=${encodeURIComponent(`equals(email,"${email}")`)}`,
    aim: '≥ 0.6',
  },
  { what: 'create a profile', method: 'POST', path: () => '/api/profiles', body: profileBody, aim: '≥ 0.3' },
  {
    what: 'create a campaign',
    method: 'POST',
    path: () => '/api/campaigns',
    body: (index) => JSON.stringify(campaignBody([], `Campaign ${index}`)),
    aim: '',
  },
  { what: 'create an event', method: 'POST', path: () => '/api/events', body: eventBody, aim: '≥ 0.3' },
]

const ROUNDS = 3

/** Requests per second of the sandbox against a bare Fastify that answers the same bytes, in turns. */
export async function httpLines(): Promise<Line[]> {
  const sandbox = await startServer(sandboxArgs)
  try {
    const ids = await seed(sandbox.url)
    const lines: Line[] = []
    for (const scenario of scenarios) lines.push(...(await compare(scenario, sandbox, ids)))
    return lines
  } finally {
    await sandbox.stop()
  }
}

interface Rates {
  perSecond: number[]
  /** Microseconds of processor per request. */
  cpu: number[]
}

async function compare({ what, method, path, body, aim }: Scenario, sandbox: ServerProcess, ids: Ids): Promise<Line[]> {
  const target = path(ids)
  const answer = await fetch(sandbox.url + target, { method, headers, ...(body && { body: body(-1) }) })
  const facts = { url: target.split('?')[0], method, status: answer.status, body: await answer.text() }
  const floor = await startServer(['bench/floor-server.mjs', JSON.stringify(facts)])
  const rates = { sandbox: { perSecond: [], cpu: [] } as Rates, floor: { perSecond: [], cpu: [] } as Rates }
  let made = 0
  const run = async (server: ServerProcess, into: Rates | undefined, seconds: number) => {
    const load: Load = { url: server.url + target, method, headers, ...(body && { body: () => body(made++) }) }
    const used = server.cpuSeconds()
    const perSecond = await requestsPerSecond(load, seconds)
    into?.perSecond.push(perSecond)
    into?.cpu.push(((server.cpuSeconds() - used) * 1e6) / (perSecond * seconds))
  }
  try {
    await run(sandbox, undefined, 1)
    await run(floor, undefined, 1)
    for (let round = 0; round < ROUNDS; round++) {
      await run(sandbox, rates.sandbox, 3)
      await run(floor, rates.floor, 3)
    }
  } finally {
    await floor.stop()
  }
  return linesOf(what, rates, aim)
}

/** Requests per second, and below it the processor time of one, which other work on the machine disturbs less. */
function linesOf(what: string, { sandbox, floor }: { sandbox: Rates; floor: Rates }, aim: string): Line[] {
  const ratios = sandbox.perSecond.map((rate, round) => rate / floor.perSecond[round]!)
  const perSecond = (values: readonly number[]) => `${Math.round(median(values))}/s`
  const cpu = (values: readonly number[]) => `${median(values).toFixed(1)} µs`
  const shares = sandbox.cpu.map((time, round) => floor.cpu[round]! / time)
  return [
    { what, sandbox: perSecond(sandbox.perSecond), floor: perSecond(floor.perSecond), ratio: median(ratios), aim },
    {
      what: '  processor per request',
      sandbox: cpu(sandbox.cpu),
      floor: cpu(floor.cpu),
      ratio: median(shares),
      aim: '',
    },
  ]
}

async function seed(url: string): Promise<Ids> {
  let profile = ''
  for (let index = 0; index < 200; index++) {
    const answer = await fetch(`${url}/api/profiles`, { method: 'POST', headers, body: profileBody(1_000_000 + index) })
    if (answer.status !== 201) throw new Error(`cannot seed: ${answer.status} ${await answer.text()}`)
    profile = ((await answer.json()) as { data: { id: string } }).data.id
  }
  return { profile, email: emailOf(1_000_100) }
}

export const emailOf = (index: number): string => `person-${index}@bench.example`

export function profileBody(index: number): string {
  const attributes = {
    email: emailOf(index),
    first_name: 'Person',
    last_name: String(index),
    location: { city: 'Boston', region: 'MA', country: 'United States', zip: '02111' },
    properties: { plan: 'gold', score: index % 100, tags: ['a', 'b'] },
  }
  return JSON.stringify({ data: { type: 'profile', attributes } })
}

function eventBody(index: number): string {
  const profile = {
    data: { type: 'profile', attributes: { email: emailOf(1_000_000 + (((index % 200) + 200) % 200)) } },
  }
  const metric = { data: { type: 'metric', attributes: { name: 'Viewed Product' } } }
  const properties = { ProductID: String(index), Name: 'Chair', Price: 49.5, Categories: ['Home'] }
  return JSON.stringify({
    data: { type: 'event', attributes: { profile, metric, properties, unique_id: `bench-${index}` } },
  })
}
