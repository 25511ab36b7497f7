import { parseArgs } from 'node:util'
import { readRecipe } from './fixtures/recipe.ts'
import type { SandboxOptions } from './index.ts'
import { checkAccounts, checkHost } from './options.ts'
import { REVISIONS } from './schemas/contract.ts'
import { readDeclaredApps } from './store/declared-apps.ts'
import { openDataFolder } from './store/data-folder.ts'
import { readJsonFile } from './store/file-check.ts'

/** Thrown for a command line that cannot be understood; the message is one line for the user. */
export class UsageError extends Error {}

export type LogLevel = 'requests' | 'errors' | 'off'

export interface CliOptions {
  sandbox: SandboxOptions
  port: number
  host: string
  log: LogLevel
}

interface Flag {
  name: string
  /** What stands for the value in the help. */
  value: string
  help: string
  fallback?: string
  /** May be given several times; several values of a variable stand between commas. */
  repeatable?: true
  /** Stores the value; throws with the reason when it is none. */
  apply: (text: string, options: CliOptions) => void
}

/** Every flag; each can also be given as SANDBOX_<NAME>. The README's table is made from this list. */
export const flags: readonly Flag[] = [
  {
    name: 'port',
    value: 'NUMBER',
    help: 'port to listen on (5528 spells KLAV); 0 takes a free one',
    fallback: '5528',
    apply: (text, options) => (options.port = wholeNumber(text, 65_535)),
  },
  {
    name: 'host',
    value: 'ADDRESS',
    help: 'address to listen on',
    fallback: '127.0.0.1',
    apply: (text, options) => (options.host = text),
  },
  {
    name: 'data',
    value: 'DIR',
    help: 'keep accounts in this folder; without it they live in memory',
    apply: (text, { sandbox }) => {
      openDataFolder(text)
      sandbox.dataDir = text
    },
  },
  {
    name: 'fixture',
    value: 'NAME',
    help: 'what new accounts begin with: empty, demo, or the path of a JSON file',
    fallback: 'empty',
    apply: (text, { sandbox }) => {
      readRecipe(text)
      sandbox.fixture = text
    },
  },
  {
    name: 'keys',
    value: 'FILE',
    help: 'accept only the accounts, keys and scopes of this JSON file',
    apply: (text, { sandbox }) => void Object.assign(sandbox, readKeysFile(text)),
  },
  {
    name: 'revision',
    value: 'DATE',
    help: 'revision of a request that names none',
    fallback: 'the newest',
    apply: (text, { sandbox }) => (sandbox.revision = oneOf(text, REVISIONS)),
  },
  {
    name: 'rate-limits',
    value: 'MODE',
    help: 'enforce, headers (count and tell, never refuse) or off',
    fallback: 'enforce',
    apply: (text, { sandbox }) => (sandbox.rateLimits = oneOf(text, ['enforce', 'headers', 'off'] as const)),
  },
  {
    name: 'public-url',
    value: 'URL',
    help: 'what links begin with',
    fallback: 'what the caller used',
    apply: (text, { sandbox }) => (sandbox.publicUrl = webAddress(text)),
  },
  {
    name: 'job-delay',
    value: 'MS',
    help: 'how long bulk jobs take',
    fallback: '0',
    apply: (text, { sandbox }) => (sandbox.jobDelayMs = wholeNumber(text, 86_400_000)),
  },
  {
    name: 'allow-host',
    value: 'HOST',
    help: 'fetch images and web feeds from this host (or host:port); may be repeated',
    fallback: 'none',
    repeatable: true,
    apply: (text, { sandbox }) => (sandbox.allowedHosts = [...(sandbox.allowedHosts ?? []), checkHost(text)]),
  },
  {
    name: 'log',
    value: 'LEVEL',
    help: 'requests (a line for each), errors (4xx and 5xx only) or off',
    fallback: 'requests',
    apply: (text, options) => (options.log = oneOf(text, ['requests', 'errors', 'off'] as const)),
  },
]

/** `SANDBOX_RATE_LIMITS` for `rate-limits`. */
export const variableOf = (name: string): string => `SANDBOX_${name.toUpperCase().replace(/-/g, '_')}`

/** Reads flags and variables, flags first. Gives 'help' or 'version' when asked; throws UsageError otherwise. */
export function readOptions(args: readonly string[], env: NodeJS.ProcessEnv): CliOptions | 'help' | 'version' {
  const given = parse(args)
  if (given.help === true) return 'help'
  if (given.version === true) return 'version'
  const options: CliOptions = { sandbox: {}, port: 5528, host: '127.0.0.1', log: 'requests' }
  for (const flag of flags) {
    const variable = variableOf(flag.name)
    const texts = given[flag.name] ?? valuesOf(flag, env[variable])
    if (!Array.isArray(texts)) continue
    try {
      for (const text of flag.repeatable ? texts : texts.slice(-1)) {
        if (text === '') throw new Error('needs a value')
        flag.apply(text, options)
      }
    } catch (error) {
      const source = given[flag.name] === undefined ? variable : `--${flag.name}`
      throw new UsageError(`${source}: ${(error as Error).message}`)
    }
  }
  return options
}

/** The values of a variable; an empty one is none. */
function valuesOf({ repeatable }: Flag, text: string | undefined): string[] | undefined {
  if (text === undefined || text === '') return undefined
  return repeatable ? text.split(',').map((each) => each.trim()) : [text]
}

function parse(args: readonly string[]): Record<string, string[] | boolean | undefined> {
  const texts = flags.map(({ name }) => [name, { type: 'string', multiple: true }] as const)
  try {
    return parseArgs({
      args: [...args],
      options: { ...Object.fromEntries(texts), help: { type: 'boolean', short: 'h' }, version: { type: 'boolean' } },
    }).values as Record<string, string[] | boolean | undefined>
  } catch (error) {
    throw new UsageError((error as Error).message.split(/[.\n]/)[0]!)
  }
}

/** The text of --help. */
export function helpText(): string {
  const left = flags.map(({ name, value }) => `  --${name} ${value}`)
  const width = Math.max(...left.map(({ length }) => length)) + 2
  const lines = flags.map(({ help, fallback }, index) => {
    return left[index]!.padEnd(width) + help + (fallback === undefined ? '' : ` [${fallback}]`)
  })
  return [
    'Usage: klaviyo-sandbox [options]',
    '',
    'A stateful emulator of the Klaviyo API for tests, CI and demos.',
    '',
    ...lines,
    `${'  --help'.padEnd(width)}show this text`,
    `${'  --version'.padEnd(width)}show the version`,
    '',
    `Each option can be given as a variable, too: ${variableOf('port')}, ${variableOf('rate-limits')} …`,
  ].join('\n')
}

function wholeNumber(text: string, most: number): number {
  if (!/^\d+$/.test(text) || Number(text) > most) throw new Error(`'${text}' is no whole number from 0 to ${most}`)
  return Number(text)
}

function oneOf<Choice extends string>(text: string, choices: readonly Choice[]): Choice {
  if ((choices as readonly string[]).includes(text)) return text as Choice
  throw new Error(`'${text}' is none of ${choices.join(', ')}`)
}

function webAddress(text: string): string {
  if (!/^https?:\/\/[^\s"<>\\]+$/.test(text)) throw new Error(`'${text}' is no http or https address`)
  return text.replace(/\/+$/, '')
}

/**
 * A keys file: `{"accounts": [{"id": "AbC123", "keys": {"pk_…": "full" | "read-only" | ["profiles:read"]}}]}`, and `apps`
 * beside them, if any.
 */
function readKeysFile(path: string): Pick<SandboxOptions, 'accounts' | 'apps'> {
  const content = (readJsonFile(path) ?? {}) as Record<string, unknown>
  const names = Object.keys(content)
  if (!names.includes('accounts') || names.some((name) => name !== 'accounts' && name !== 'apps')) {
    throw new Error(`${path} must be {"accounts": […]}, perhaps with "apps"`)
  }
  try {
    const accounts = checkAccounts(content.accounts)
    return content.apps === undefined ? { accounts } : { accounts, apps: readDeclaredApps(content.apps) }
  } catch (error) {
    throw new Error(`${path}: ${(error as Error).message}`)
  }
}
