import type { FastifyInstance } from 'fastify'
import { fillWithYear } from './fixtures/demo-year.ts'
import { readRecipe, type Recipe } from './fixtures/recipe.ts'
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
import { insertFixtureSettings } from './store/settings.ts'

/** The key that opens the demo account, unless keys are declared. */
export const DEMO_KEY = 'pk_demo'

/** The part of a sandbox that only requests need: store, groups, hooks. Loaded apart, so that a start stays quick. */
export function createEngine(
  app: FastifyInstance,
  options: SandboxOptions & { revision: string },
): { pipeline: Pipeline; accounts: Accounts } {
  const recipes = new Map<string, Recipe | undefined>()
  const recipeOf = (fixture = 'empty') => {
    if (!recipes.has(fixture)) recipes.set(fixture, readRecipe(fixture))
    return recipes.get(fixture)
  }
  const registry = createRegistry(groups)
  const warn = options.warn ?? ((text) => process.stderr.write(`${text}\n`))
  const accounts = createAccounts({
    ...(options.dataDir !== undefined && { dataDir: options.dataDir }),
    ...(options.accounts && { declared: options.accounts }),
    ...(options.clock && { clock: options.clock }),
    ...(options.seed !== undefined && { seed: options.seed }),
    fill: (account, { privateKey, fixture, account: facts }) => {
      const recipe = recipeOf(fixture ?? (privateKey === DEMO_KEY ? 'demo' : options.fixture))
      insertAccount(account, { ...recipe?.account, ...facts })
      insertFixtureSettings(account.db, recipe?.settings ?? {})
      if (recipe === undefined) insertSystemMetrics(account)
      else fillWithYear(account, recipe, (filled) => createPerformer(registry, filled, warn))
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
