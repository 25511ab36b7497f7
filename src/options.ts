import { readRecipe } from './fixtures/recipe.ts'
import { REVISIONS } from './schemas/contract.ts'
import type { ClockOptions } from './store/clock.ts'
import { openDataFolder } from './store/data-folder.ts'
import { readDeclaredAccounts, type DeclaredAccount } from './store/declared-accounts.ts'

/** What is told of an answer; never a key, never a body. */
export interface LogLine {
  method: string
  url: string
  status: number
  ms: number
  /** The account's id; `-` when there was none. */
  account: string
}

/** What a sandbox can be told at its making. */
export interface SandboxOptions {
  /** Port to listen on; 0 (the default) takes a free one. */
  port?: number
  /** Address to listen on; default 127.0.0.1. */
  host?: string
  /** Folder for the accounts' databases; left out, they live in memory. */
  dataDir?: string
  /** What a new account is filled with: `empty` (default), `demo`, or the path of a JSON file. */
  fixture?: string
  /** Revision of a request that names none; default the newest. */
  revision?: string
  /** Whether rate limits refuse (default), only count and tell, or are not there. */
  rateLimits?: 'enforce' | 'headers' | 'off'
  /** Only these accounts and keys exist; left out, every new `pk_…` key opens an account of its own. */
  accounts?: readonly DeclaredAccount[]
  /** What links begin with; default what the caller's Host and X-Forwarded-* headers say. */
  publicUrl?: string
  /** Milliseconds that jobs take; default 0: done with the next request. */
  jobDelayMs?: number
  /** The clock of every account; default the system's. */
  clock?: ClockOptions
  /** Makes ids repeatable. */
  seed?: string
  /** Told of every answer, after it was sent. */
  log?: (line: LogLine) => void
  /** Told of faults of the sandbox itself; default stderr. */
  warn?: (text: string) => void
}

/** Throws, in one line, when an option cannot be followed; what only a request would find out otherwise. */
export function checkOptions({ accounts, dataDir, fixture, revision }: SandboxOptions): void {
  if (revision !== undefined && !REVISIONS.includes(revision)) {
    throw new Error(`'${revision}' is none of the revisions ${REVISIONS.join(', ')}`)
  }
  if (fixture !== undefined) readRecipe(fixture)
  if (accounts !== undefined) checkAccounts(accounts)
  if (dataDir !== undefined) openDataFolder(dataDir)
}

/** Declared accounts, their fixtures included; throws, in one line, when something about them is wrong. */
export function checkAccounts(given: unknown): readonly DeclaredAccount[] {
  const accounts = readDeclaredAccounts(given)
  for (const { fixture } of accounts) if (fixture !== undefined) readRecipe(fixture)
  return accounts
}
