import { parseArgs } from 'node:util'
import { nearest } from '../nearest.ts'

/** Thrown for a command line that cannot be understood; the message is one line for the user. */
export class UsageError extends Error {}

/** A flag of a verb, and what becomes of its value. */
export interface Flag<Options> {
  name: string
  /** What stands for the value in the help; a flag without one is a switch. */
  value?: string
  help: string
  /** What holds when it is not given, in words. */
  fallback?: string
  /** May be given several times; several values of a variable stand between commas. */
  repeatable?: true
  /** The variable that stands for it; default SANDBOX_<NAME>, null is none. */
  variable?: string | null
  /** Stores the value, which of a switch is `true` or `false`; throws with the reason when it is none. */
  apply: (text: string, options: Options) => void
}

/** `SANDBOX_RATE_LIMITS` for `rate-limits`; null when no variable stands for the flag. */
export function variableOf({ name, variable }: Pick<Flag<never>, 'name' | 'variable'>): string | null {
  return variable === undefined ? `SANDBOX_${name.toUpperCase().replace(/-/g, '_')}` : variable
}

/** What was asked for: the words that are no flags; or the help, or the version. */
export type Words = readonly string[] | 'help' | 'version'

/** Reads flags and variables into `options`, flags first; throws UsageError when one is wrong. */
export function readFlags<Options>(
  flags: readonly Flag<Options>[],
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  options: Options,
): Words {
  const { values: given, positionals } = parse(flags, args)
  if (given.help === true) return 'help'
  if (given.version === true) return 'version'
  for (const flag of flags) {
    const variable = variableOf(flag)
    const fromFlag = textsOf(given[flag.name])
    const texts = fromFlag ?? valuesOf(flag, variable === null ? undefined : env[variable])
    if (texts === undefined) continue
    try {
      for (const text of flag.repeatable ? texts : texts.slice(-1)) {
        if (text === '') throw new Error('needs a value')
        flag.apply(flag.value === undefined ? truthOf(text) : text, options)
      }
    } catch (error) {
      throw new UsageError(`${fromFlag === undefined ? variable : `--${flag.name}`}: ${(error as Error).message}`)
    }
  }
  return positionals
}

function textsOf(given: boolean | string[] | undefined): string[] | undefined {
  return typeof given === 'boolean' ? [String(given)] : given
}

/** The values of a variable; an empty one is none. */
function valuesOf({ repeatable }: Pick<Flag<never>, 'repeatable'>, text: string | undefined): string[] | undefined {
  if (text === undefined || text === '') return undefined
  return repeatable ? text.split(',').map((each) => each.trim()) : [text]
}

/** What the variable of a switch says. */
function truthOf(text: string): string {
  const truth = { '1': 'true', true: 'true', '0': 'false', false: 'false' }[text]
  if (truth === undefined) throw new Error(`'${text}' is none of 1, true, 0, false`)
  return truth
}

interface Parsed {
  values: Record<string, string[] | boolean | undefined>
  positionals: string[]
}

function parse(flags: readonly Flag<never>[], args: readonly string[]): Parsed {
  const known = flags.map(({ name, value }) => {
    return [name, value === undefined ? { type: 'boolean' } : { type: 'string', multiple: true }] as const
  })
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { ...Object.fromEntries(known), help: { type: 'boolean', short: 'h' }, version: { type: 'boolean' } },
    }) as Parsed
  } catch (error) {
    const message = (error as Error).message.split(/[.\n]/)[0]!
    const unknown = /^Unknown option '--(.+)'$/.exec(message)?.[1]
    const meant = unknown && nearest(unknown, [...flags.map(({ name }) => name), 'help', 'version'])
    throw new UsageError(meant ? `${message}; did you mean --${meant}?` : message)
  }
}

/** Reads a whole number from 0 to `most`; throws when it is none. */
export function wholeNumber(text: string, most: number): number {
  if (!/^\d+$/.test(text) || Number(text) > most) throw new Error(`'${text}' is no whole number from 0 to ${most}`)
  return Number(text)
}

/** Reads a port; 0 is a free one. Throws when it is none. */
export const portOf = (text: string): number => wholeNumber(text, 65_535)

/** One of the choices; throws when it is none. */
export function oneOf<Choice extends string>(text: string, choices: readonly Choice[]): Choice {
  if ((choices as readonly string[]).includes(text)) return text as Choice
  throw new Error(`'${text}' is none of ${choices.join(', ')}`)
}

/** An http or https address, without the slashes at its end; throws when it is none. */
export function webAddress(text: string): string {
  if (!/^https?:\/\/[^\s"<>\\]+$/.test(text)) throw new Error(`'${text}' is no http or https address`)
  return text.replace(/\/+$/, '')
}
