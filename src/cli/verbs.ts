import { UsageError } from './flags.ts'
import { nearest } from './nearest.ts'
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
