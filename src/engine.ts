import type { FastifyInstance } from 'fastify'
import type { Fixture, FixtureDocument } from './fixtures/fixture.ts'
import { readFixture } from './fixtures/read-fixture.ts'
import { seedAccount } from './fixtures/seed-account.ts'
import { join } from 'node:path'
import { DEMO_KEY } from './demo-key.ts'
import type { Control } from './control/control.ts'
import { createFaultBoard } from './store/faults.ts'
import { createRequestLog } from './store/request-log.ts'
import { exportAccount } from './fixtures/export-account.ts'
import { checkHost, type SandboxOptions } from './options.ts'
import { confirmOptIn, listPendingOptIns } from './routes/groups/consent/index.ts'
import { groups } from './routes/groups/index.ts'
import { createPerformer } from './routes/perform.ts'
import { createPipeline, setMishaps, type Pipeline } from './routes/pipeline.ts'
import { createRegistry, type Registry } from './routes/registry.ts'
import { runDueWork } from './routes/work.ts'
import { createAccounts, type Account, type Accounts, type AccountsOptions, type OwnLimits } from './store/accounts.ts'
import { createApps } from './store/declared-apps.ts'
import { createIds } from './store/ids.ts'
import { insertSystemMetrics } from './store/metrics.ts'
import { insertAccount } from './store/new-account.ts'
import { createSnapshots } from './store/snapshots.ts'

export interface Engine {
  pipeline: Pipeline
  accounts: Accounts
  control: Control
}

/** The part of a sandbox that only requests need: store, groups, hooks. Loaded apart, so that a start stays quick. */
export function createEngine(app: FastifyInstance, options: SandboxOptions & { revision: string }): Engine {
  const registry = createRegistry(groups)
  const warn = options.warn ?? ((text: string) => void process.stderr.write(`${text}\n`))
  const seeding = createSeeding(options, registry, warn)
  const accounts = createAccounts({
    ...(options.dataDir !== undefined && { dataDir: options.dataDir }),
    ...(options.accounts && { declared: options.accounts }),
    ...(options.clock && { clock: options.clock }),
    ...(options.seed !== undefined && { seed: options.seed }),
    fill: seeding.fill,
    warn,
    wellKnownKeys: [DEMO_KEY],
  })
  const shared = {
    accounts,
    log: createRequestLog(options.requestLog ?? 1000),
    faults: createFaultBoard(options.seed),
    rateLimits: { mode: options.rateLimits ?? 'enforce' } as OwnLimits,
    registry,
    warn,
  }
  const pipeline = createPipeline(app, {
    ...shared,
    ids: createIds(options.seed),
    revision: options.revision,
    jobDelayMs: options.jobDelayMs ?? 0,
    allowedHosts: (options.allowedHosts ?? []).map(checkHost),
    findApp: createApps(options.apps, options.accounts !== undefined),
    proposedKey: options.accounts === undefined ? DEMO_KEY : '',
    ...(options.publicUrl !== undefined && { publicUrl: options.publicUrl }),
  })
  openDeclared(accounts, options)
  return { pipeline, accounts, control: createControl(shared, seeding, options) }
}

/** Ready is seeded: what the keys file declares is there before the first request. What fails comes up again with that. */
function openDeclared(accounts: Accounts, { accounts: declared = [] }: SandboxOptions): void {
  for (const { id } of declared) {
    try {
      accounts.findByCompany(id)
    } catch {
      // the account's first request tells
    }
  }
}

interface Seeding {
  /** Fills an account that was just made; gives whether that was much. */
  fill: AccountsOptions['fill']
  /** Adds what a fixture holds. */
  seed: Control['seed']
}

function createSeeding(options: SandboxOptions, registry: Registry, warn: (text: string) => void): Seeding {
  const fixtures = new Map<string, Fixture | undefined>()
  const fixtureOf = (name = 'empty') => {
    if (!fixtures.has(name)) fixtures.set(name, readFixture(name))
    return fixtures.get(name)
  }
  const performerFor = (filled: Account) => createPerformer(registry, filled, warn)
  return {
    fill(account, { privateKey, fixture, account: facts }) {
      const found = fixtureOf(fixture ?? (privateKey === DEMO_KEY ? 'demo' : options.fixture))
      insertAccount(account, { ...found?.account, ...facts })
      if (found === undefined) insertSystemMetrics(account)
      else seedAccount(account, { ...found, account: {} }, performerFor)
      return found !== undefined
    },
    seed(account, given) {
      const fixture = readFixture(given as string | FixtureDocument)
      return fixture === undefined ? {} : seedAccount(account, fixture, performerFor)
    },
  }
}

type Shared = Pick<Control, 'accounts' | 'log' | 'faults' | 'rateLimits'> & {
  registry: Registry
  warn: (text: string) => void
}

function createControl({ registry, warn, ...shared }: Shared, { seed }: Seeding, options: SandboxOptions): Control {
  const { dataDir, shutDown, jobDelayMs = 0 } = options
  const contextOf = (account: Account, now: number) => ({ account, db: account.db, now, jobDelay: jobDelayMs * 1000 })
  return {
    ...shared,
    snapshots: createSnapshots(dataDir === undefined ? undefined : join(dataDir, 'snapshots')),
    givenMode: options.rateLimits ?? 'enforce',
    workKinds: [...registry.jobs.keys()],
    runWork(account, now, chosen) {
      setMishaps(account, shared.faults)
      if (chosen === undefined) return runDueWork(contextOf(account, now), registry, warn)
      account.mishaps = chosen.mishaps
      const done = runDueWork(contextOf(account, now), registry, warn, chosen.only)
      setMishaps(account, shared.faults)
      return done
    },
    seed,
    exportAccount,
    optIns: {
      list: ({ db }) => listPendingOptIns({ db }).map(({ who, list_id }) => ({ who, list: list_id })),
      confirm: (account, who, list) =>
        account.db.transaction(() => {
          const context = contextOf(account, account.clock.now())
          const profile = confirmOptIn(context, who, list)
          registry.settle(context)
          return profile
        }),
    },
    ...(shutDown && { shutDown }),
  }
}
