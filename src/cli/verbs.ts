import { UsageError } from './flags.ts'
import { nearest } from '../nearest.ts'
import type { Verb } from './verb.ts'

interface Listed {
  name: string
  /** What it does, in a line. */
  summary: string
  load: () => Promise<Verb>
}

/** Every verb. Each is loaded when it is asked for, so that a question to a running sandbox does not load another one. */
export const verbs: readonly Listed[] = [
  {
    name: 'serve',
    summary: 'serve until stopped; what happens without a verb',
    load: async () => (await import('./serve.ts')).serve,
  },
  {
    name: 'exec',
    summary: 'run a command beside a sandbox of its own, which ends with it',
    load: async () => (await import('./exec.ts')).exec,
  },
  {
    name: 'readyz',
    summary: 'ask whether a running sandbox is ready, or wait until it is',
    load: async () => (await import('./readyz.ts')).readyz,
  },
  {
    name: 'seed',
    summary: 'add what a fixture holds to an account',
    load: async () => (await import('./seed.ts')).seed,
  },
  {
    name: 'reset',
    summary: 'put accounts back to what they were',
    load: async () => (await import('./reset.ts')).reset,
  },
  {
    name: 'snapshot',
    summary: 'keep what an account is, and bring it back',
    load: async () => (await import('./snapshot.ts')).snapshot,
  },
  {
    name: 'clock',
    summary: 'read and move the clocks of accounts',
    load: async () => (await import('./clock.ts')).clock,
  },
  {
    name: 'logs',
    summary: 'tell the requests that a sandbox was sent',
    load: async () => (await import('./logs.ts')).logs,
  },
  {
    name: 'shutdown',
    summary: 'end a running sandbox',
    load: async () => (await import('./shutdown.ts')).shutdown,
  },
]

/** What a command line asks for: a verb and what is behind it. Throws UsageError when there is no such verb. */
export async function readVerb(
  args: readonly string[],
): Promise<{ verb: Verb; rest: readonly string[] } | 'help' | 'version'> {
  const [first, second, ...others] = args
  if (first === '--help' || first === '-h') return 'help'
  if (first === '--version') return 'version'
  if (first === 'help') return second === undefined ? 'help' : readVerb([second, '--help', ...others])
  if (first === undefined || first.startsWith('-')) return { verb: await verbs[0]!.load(), rest: args }
  const listed = verbs.find(({ name }) => name === first)
  if (listed !== undefined) return { verb: await listed.load(), rest: args.slice(1) }
  const names = verbs.map(({ name }) => name)
  const meant = nearest(first, names)
  const hint = meant === undefined ? `the verbs are ${names.join(', ')}` : `did you mean ${meant}?`
  throw new UsageError(`there is no verb '${first}'; ${hint}`)
}
