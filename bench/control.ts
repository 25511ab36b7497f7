import Database from 'better-sqlite3'
import type { Sandbox, SandboxAccount } from '../src/index.ts'
import { profileBody } from './http.ts'
import { send } from './inject.ts'
import { medianMs, requestsPerSecond, type Line } from './measure.ts'
import { sandboxArgs, startServer } from './process.ts'

const KEY = 'pk_bench'
const PROFILES = 10_000
const RUNS = 100

/**
 * Fork, reset, snapshot and restore of a small account and of one with 10,000 profiles, against what SQLite alone needs
 * to write a database of that size to memory and to open it again; and the end of a sandbox that is in use.
 */
export async function controlLines(create: () => Promise<Sandbox>): Promise<Line[]> {
  const sandbox = await create()
  const account = await sandbox.account(KEY)
  const lines = await stateLines(account, 'a small account', 2)
  await fill(sandbox)
  lines.push(...(await stateLines(account, 'with 10,000 profiles', 30)))
  await sandbox.close()
  lines.push(await closeLine(create))
  return lines
}

async function stateLines(account: SandboxAccount, what: string, aimMs: number): Promise<Line[]> {
  await account.snapshot('bench')
  const floor = await reopenMs(account)
  const times = {
    fork: await forkMs(account),
    'snapshot and restore': await medianMs(RUNS, async (run) => {
      // A change, so that the snapshot is not the one of the run before.
      await account.clock.advance(1)
      await account.snapshot(`bench-${run % 2}`)
      await account.restore('bench')
    }),
    reset: await resetMs(account),
  }
  return Object.entries(times).map(([name, mine]) => ({
    what: `${name}, ${what}`,
    sandbox: `${mine.toFixed(2)} ms`,
    floor: `${floor.toFixed(2)} ms`,
    ratio: mine / floor,
    aim: name === 'fork' ? `≤ ${(aimMs / floor).toFixed(2)}` : '',
  }))
}

async function forkMs(account: SandboxAccount): Promise<number> {
  // The first ones of a process are slow, whatever the account.
  for (let run = 0; run < 3 * RUNS; run++) await (await account.fork()).delete()
  const forks: SandboxAccount[] = []
  const ms = await medianMs(RUNS, async () => void forks.push(await account.fork()))
  for (const fork of forks) await fork.delete()
  return ms
}

/** Of a fork, which a reset brings back to what it was copied from. */
async function resetMs(account: SandboxAccount): Promise<number> {
  const fork = await account.fork()
  const ms = await medianMs(RUNS, () => fork.reset())
  await fork.delete()
  return ms
}

/** SQLite alone: the same bytes, written and opened. */
async function reopenMs(account: SandboxAccount): Promise<number> {
  const rows = await account.inject('/api/profiles?page[size]=1')
  if (rows.statusCode !== 200) throw new Error(rows.body)
  const db = new Database(':memory:')
  db.exec('CREATE TABLE profile (seq INTEGER PRIMARY KEY, id TEXT UNIQUE, email TEXT UNIQUE, attributes TEXT)')
  const insert = db.prepare('INSERT INTO profile (id, email, attributes) VALUES (?, ?, ?)')
  const [{ profiles }] = (await listAccounts(account)) as [{ profiles: number }]
  db.transaction(() => {
    for (let index = 0; index < profiles; index++) insert.run(`id-${index}`, `e-${index}`, profileBody(index))
  })()
  const ms = await medianMs(RUNS, () => new Database(db.serialize()).close())
  db.close()
  return ms
}

async function listAccounts({ inject }: SandboxAccount): Promise<unknown[]> {
  const answer = await inject({ url: '/_sandbox/v1/accounts', headers: { host: '127.0.0.1' } })
  return answer.json<{ accounts: unknown[] }>().accounts
}

async function fill(sandbox: Sandbox): Promise<void> {
  const data = Array.from({ length: PROFILES }, (_, index) => JSON.parse(profileBody(index)).data as object)
  await send(sandbox, 'POST', '/api/profile-bulk-import-jobs', {
    data: { type: 'profile-bulk-import-job', attributes: { profiles: { data } } },
  })
  await send(sandbox, 'GET', '/api/profiles')
}

/** close() with a connection that is kept alive, against that of a bare server. */
async function closeLine(create: () => Promise<Sandbox>): Promise<Line> {
  const { createServer } = await import('node:http')
  const mine = await endMs(async () => {
    const sandbox = await create()
    const url = await sandbox.listen()
    return { url: `${url}/api/lists`, close: () => sandbox.close() }
  })
  const floor = await endMs(async () => {
    const server = createServer((_request, response) => response.end('{}'))
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as { port: number }
    const close = () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      })
    return { url: `http://127.0.0.1:${port}/`, close }
  })
  const [sandbox, bare] = [`${mine.toFixed(2)} ms`, `${floor.toFixed(2)} ms`]
  return { what: 'close() with a connection kept alive', sandbox, floor: bare, ratio: mine / floor, aim: '' }
}

async function endMs(open: () => Promise<{ url: string; close: () => Promise<void> }>): Promise<number> {
  const times: number[] = []
  for (let run = 0; run < 9; run++) {
    const { url, close } = await open()
    await (await fetch(url, { headers: { authorization: `Klaviyo-API-Key ${KEY}` } })).text()
    const begun = performance.now()
    await close()
    times.push(performance.now() - begun)
  }
  return times.sort((a, b) => a - b)[4]!
}

const SECONDS = 60

/** A minute of writes with the log of requests on: what the server holds resident at its end, against its middle. */
export async function loadLine(): Promise<Line> {
  const server = await startServer(sandboxArgs)
  try {
    const load = { url: `${server.url}/api/profile-import`, method: 'POST' as const, headers: apiHeaders, body: upsert }
    const first = await requestsPerSecond(load, SECONDS / 2)
    const middle = server.residentMb()
    const second = await requestsPerSecond(load, SECONDS / 2)
    const end = server.residentMb()
    console.log(`${SECONDS} s of load: ${first.toFixed(0)} and ${second.toFixed(0)} requests per second`)
    return {
      what: 'memory after 60 s of load, and after 30 s',
      sandbox: `${end.toFixed(0)} MB`,
      floor: `${middle.toFixed(0)} MB`,
      ratio: end / middle,
      aim: '≤ 1.2',
    }
  } finally {
    await server.stop()
  }
}

const apiHeaders = { authorization: `Klaviyo-API-Key ${KEY}`, revision: '2026-10-15' }
/** The same hundred profiles, so that what grows is not the account. */
const upsert = (index: number): string => profileBody(index % 100)
