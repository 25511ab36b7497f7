import { readFlags, UsageError, variableOf, type Flag } from './flags.ts'

/** A verb of the command line, as the loader, the help and the documents see it. */
export interface Verb {
  name: string
  /** What comes behind it: `[options] -- COMMAND`. */
  usage: string
  /** What it does, in lines. */
  about: string
  flags: readonly Pick<Flag<never>, 'name' | 'value' | 'help' | 'fallback' | 'variable'>[]
  /** Does it; gives the status to end with, or undefined to go on until stopped. Throws UsageError for a wrong line. */
  invoke(args: readonly string[], env: NodeJS.ProcessEnv): Promise<number | undefined>
}

/** What a verb is made of. */
interface VerbParts<Options> {
  name: string
  usage: string
  about: string
  flags: readonly Flag<Options>[]
  defaults: () => Options
  /** Does what was asked; gives the status to end with, or undefined to go on. */
  run: (options: Options, words: readonly string[], env: NodeJS.ProcessEnv) => Promise<number | undefined>
  /** What is no longer read as flags: all that comes behind `--`. */
  rest?: true
}

/** A verb from its parts. */
export function defineVerb<Options>({ defaults, run, rest, ...parts }: VerbParts<Options>): Verb {
  const verb: Verb = {
    ...parts,
    async invoke(args, env) {
      const end = rest ? args.indexOf('--') : -1
      const options = defaults()
      const words = readFlags(parts.flags, end < 0 ? args : args.slice(0, end), env, options)
      if (words === 'help') return say(helpOf(verb))
      if (words === 'version') return say((await import('../version.ts')).version)
      if (rest && words.length > 0) throw new UsageError(`Unexpected argument '${words[0]}'; put -- before the command`)
      return run(options, end < 0 ? words : args.slice(end + 1), env)
    },
  }
  return verb
}

/** Writes to the standard output; gives 0. */
export function say(text: string): number {
  process.stdout.write(`${text}\n`)
  return 0
}

/** Throws when there are words that a verb has no use for. */
export function noWords(words: readonly string[]): void {
  if (words.length > 0) throw new UsageError(`Unexpected argument '${words[0]}'`)
}

/** The help of a verb. */
export function helpOf({ name, usage, about, flags }: Verb): string {
  return [`Usage: klaviyo-sandbox ${name} ${usage}`, '', about, '', flagLines(flags)].join('\n')
}

/** The lines of the flags of a verb in its help. */
export function flagLines(flags: Verb['flags']): string {
  const rows = [
    ...flags.map(({ name, value, help, fallback }) => {
      return [`--${name}${value === undefined ? '' : ` ${value}`}`, help + (fallback ? ` [${fallback}]` : '')] as const
    }),
    ['--help', 'show this text'] as const,
  ]
  const width = Math.max(...rows.map(([left]) => left.length)) + 4
  const variables = flags.flatMap((flag) => variableOf(flag) ?? [])
  return [
    ...rows.map(([left, right]) => `  ${left}`.padEnd(width) + right),
    ...(variables.length > 0 ? ['', `As variables: ${variables.join(', ')}`] : []),
  ].join('\n')
}
