import type { FastifyInstance } from 'fastify'
import type { Fixture } from './fixtures/fixture.ts'
import { readFixture } from './fixtures/read-fixture.ts'
import { seedAccount } from './fixtures/seed-account.ts'
import { checkHost, type SandboxOptions } from './options.ts'
import { groups } from './routes/groups/index.ts'
import { createPerformer } from './routes/perform.ts'
import { createPipeline, type Pipeline } from './routes/pipeline.ts'
import { createRegistry } from './routes/registry.ts'
import { createAccounts, type Accounts } from './store/accounts.ts'
import { createApps } from './store/declared-apps.ts'
import { createIds } from './store/ids.ts'
import { insertSystemMetrics } from './store/metrics.ts'
import { insertAccount } from './store/new-account.ts'

/** The key that opens the demo account, unless keys are declared. */
export const DEMO_KEY = 'pk_demo'

/** The part of a sandbox that only requests need: store, groups, hooks. Loaded apart, so that a start stays quick. */
export function createEngine(
  app: FastifyInstance,
  options: SandboxOptions & { revision: string },
): { pipeline: Pipeline; accounts: Accounts } {
  const fixtures = new Map<string, Fixture | undefined>()
  const fixtureOf = (name = 'empty') => {
    if (!fixtures.has(name)) fixtures.set(name, readFixture(name))
    return fixtures.get(name)
  }
  const registry = createRegistry(groups)
  const warn = options.warn ?? ((text) => process.stderr.write(`${text}\n`))
  const accounts = createAccounts({
    ...(options.dataDir !== undefined && { dataDir: options.dataDir }),
    ...(options.accounts && { declared: options.accounts }),
    ...(options.clock && { clock: options.clock }),
    ...(options.seed !== undefined && { seed: options.seed }),
    fill: (account, { privateKey, fixture, account: facts }) => {
      const found = fixtureOf(fixture ?? (privateKey === DEMO_KEY ? 'demo' : options.fixture))
      insertAccount(account, { ...found?.account, ...facts })
      if (found === undefined) insertSystemMetrics(account)
      else seedAccount(account, { ...found, account: {} }, (filled) => createPerformer(registry, filled, warn))
    },
    wellKnownKeys: [DEMO_KEY],
  })
  const pipeline = createPipeline(app, {
    accounts,
    ids: createIds(options.seed),
    rateLimits: options.rateLimits ?? 'enforce',
    revision: options.revision,
    jobDelayMs: options.jobDelayMs ?? 0,
    allowedHosts: (options.allowedHosts ?? []).map(checkHost),
    registry,
    findApp: createApps(options.apps, options.accounts !== undefined),
    proposedKey: options.accounts === undefined ? DEMO_KEY : '',
    warn,
    ...(options.publicUrl !== undefined && { publicUrl: options.publicUrl }),
  })
  return { pipeline, accounts }
}
