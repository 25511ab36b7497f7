import type { FastifyInstance } from 'fastify'
import type { SandboxOptions } from './index.ts'
import { createPipeline, type Pipeline } from './routes/pipeline.ts'
import { createAccounts, type Accounts } from './store/accounts.ts'
import { createIds } from './store/ids.ts'
import { insertSystemMetrics } from './store/metrics.ts'
import { insertAccount } from './store/new-account.ts'

/** The part of a sandbox that only requests need: store, groups, hooks. Loaded apart, so that a start stays quick. */
export function createEngine(
  app: FastifyInstance,
  options: SandboxOptions & { revision: string },
): { pipeline: Pipeline; accounts: Accounts } {
  const accounts = createAccounts({
    ...(options.dataDir !== undefined && { dataDir: options.dataDir }),
    ...(options.accounts && { declared: options.accounts }),
    ...(options.clock && { clock: options.clock }),
    ...(options.seed !== undefined && { seed: options.seed }),
    fill: (account) => {
      insertAccount(account)
      insertSystemMetrics(account)
    },
  })
  const pipeline = createPipeline(app, {
    accounts,
    ids: createIds(options.seed),
    rateLimits: options.rateLimits ?? 'enforce',
    revision: options.revision,
    jobDelayMs: options.jobDelayMs ?? 0,
    warn: options.warn ?? ((text) => process.stderr.write(`${text}\n`)),
    ...(options.publicUrl !== undefined && { publicUrl: options.publicUrl }),
  })
  return { pipeline, accounts }
}
