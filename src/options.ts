import { readFixture } from './fixtures/read-fixture.ts'
import { REVISIONS } from './schemas/contract.ts'
import type { ClockOptions } from './store/clock.ts'
import { openDataFolder } from './store/data-folder.ts'
import { readDeclaredAccounts, type DeclaredAccount } from './store/declared-accounts.ts'
import { readDeclaredApps, type DeclaredApp } from './store/declared-apps.ts'

/** What is told of an answer; never a key, never a body. */
export interface LogLine {
  method: string
  url: string
  status: number
  ms: number
  /** The account's id; `-` when there was none. */
  account: string
  /** Why the request was refused, where Klaviyo's own error leaves that open. */
  hint?: string
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
  /** The OAuth apps there are; left out, one that is known everywhere, unless `accounts` are given. */
  apps?: readonly DeclaredApp[]
  /** What links begin with; default what the caller's Host and X-Forwarded-* headers say. */
  publicUrl?: string
  /**
   * Hosts that images and web feeds may be fetched from, `host` (every port of it) or `host:port`, no wildcards; default none,
   * so that nothing is ever fetched unasked.
   */
  allowedHosts?: readonly string[]
  /** Milliseconds that jobs take; default 0: done with the next request. */
  jobDelayMs?: number
  /** The clock of every account; default the system's. */
  clock?: ClockOptions
  /** Makes ids repeatable. */
  seed?: string
  /** What the control plane asks for as a Bearer token; default none on loopback, a new one elsewhere. */
  controlToken?: string
  /** Called when the control plane is asked to end the process; left out, nobody may ask. */
  shutDown?: () => void
  /** How many requests of each account are kept for the control plane; default 1000, 0 for none. */
  requestLog?: number
  /** Told of every answer, after it was sent. */
  log?: (line: LogLine) => void
  /** Told of faults of the sandbox itself; default stderr. */
  warn?: (text: string) => void
}

/** Throws, in one line, when an option cannot be followed; what only a request would find out otherwise. */
export function checkOptions({ accounts, apps, allowedHosts, dataDir, fixture, revision }: SandboxOptions): void {
  if (revision !== undefined && !REVISIONS.includes(revision)) {
    throw new Error(`'${revision}' is none of the revisions ${REVISIONS.join(', ')}`)
  }
  for (const host of allowedHosts ?? []) checkHost(host)
  if (fixture !== undefined) readFixture(fixture)
  if (accounts !== undefined) checkAccounts(accounts)
  if (apps !== undefined) readDeclaredApps(apps)
  if (dataDir !== undefined) openDataFolder(dataDir)
}

const HOST = /^([a-z0-9]([a-z0-9.-]*[a-z0-9])?|\[[0-9a-f:.]+\])(:\d{1,5})?$/i

/** A host, or a host and its port, as URLs have them: in lower case. Throws, in one line, when it is none. */
export function checkHost(text: string): string {
  if (HOST.test(text)) return text.toLowerCase()
  throw new Error(`'${text}' is no host, as example.com, or host and port, as localhost:8080; * is not supported`)
}

/** Declared accounts, their fixtures included; throws, in one line, when something about them is wrong. */
export function checkAccounts(given: unknown): readonly DeclaredAccount[] {
  const accounts = readDeclaredAccounts(given)
  for (const { fixture } of accounts) if (fixture !== undefined) readFixture(fixture)
  return accounts
}
