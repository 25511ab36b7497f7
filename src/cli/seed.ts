import { readFileSync } from 'node:fs'
import { isPath } from '../fixtures/path.ts'
import { accountFlag, accountOf, askJson, checkWords, controlDefaults, controlFlags, tell } from './control.ts'
import type { AccountOptions } from './control.ts'
import { UsageError, wholeNumber, type Flag } from './flags.ts'
import { drawProgress } from './progress.ts'
import { defineVerb } from './verb.ts'

/** What a generated shop may be told to be; each is a part of the fixture's name. */
const SIZES = ['profiles', 'days', 'seed'] as const

interface SeedOptions extends AccountOptions {
  data?: string
  sizes: Partial<Record<(typeof SIZES)[number], string>>
}

/** What was made of a fixture, by its section. */
interface Seeded {
  account: string
  made: Readonly<Record<string, number>>
}

// None of these has a variable: those of the same names say what a server does, and may be set beside one.
const flags: readonly Flag<SeedOptions>[] = [
  {
    name: 'profiles',
    value: 'NUMBER',
    help: 'how many profiles a generated shop has',
    fallback: 'what the fixture says: 500 for shop',
    variable: null,
    apply: (text, { sizes }) => void (sizes.profiles = String(wholeNumber(text, 1_000_000))),
  },
  {
    name: 'days',
    value: 'NUMBER',
    help: 'how many days it has been open',
    fallback: 'what the fixture says: 365 for shop',
    variable: null,
    apply: (text, { sizes }) => void (sizes.days = String(wholeNumber(text, 3650))),
  },
  {
    name: 'seed',
    value: 'TEXT',
    help: 'what its chance comes from: the same one makes the same shop on the same day',
    fallback: 'what the fixture says',
    variable: null,
    apply: (text, { sizes }) => void (sizes.seed = text),
  },
  {
    name: 'data',
    value: 'DIR',
    help: 'write into this data folder instead of asking a sandbox; --account is a private key, and made if it is new',
    variable: null,
    apply: (text, options) => void (options.data = text),
  },
]

/** Adds what a fixture holds to an account of a running sandbox, or of a data folder. */
export const seed = defineVerb<SeedOptions>({
  name: 'seed',
  usage: 'FIXTURE --account ACCOUNT [options]',
  about: `Adds what a fixture holds to an account; a reset comes back to what the account is then.
FIXTURE is the path of a JSON file, - for one from the standard input, or a name: demo, or shop, which has any size:
klaviyo-sandbox seed shop --profiles 50000 --days 365 --seed 7 --data DIR --account pk_big
A running sandbox answers nobody else while it seeds: make a large shop with --data, before it starts.`,
  flags: [accountFlag(), ...flags, ...controlFlags],
  defaults: () => ({ ...controlDefaults(), sizes: {} }),
  async run(options, words) {
    checkWords('seed', 'FIXTURE', words)
    const account = accountOf('seed', options)
    const fixture = withSizes(words[0]!, options.sizes)
    const answer = await (options.data === undefined
      ? seedThrough(options, account, fixture)
      : seedInto(options.data, account, fixture, options))
    return tell(options, answer, ({ account: id, made }) => `${id} has what ${fixture} holds${inNumbers(made)}.`)
  },
})

/** The name with its sizes; a file and the standard input say their own. */
function withSizes(name: string, sizes: SeedOptions['sizes']): string {
  const given = SIZES.filter((size) => sizes[size] !== undefined)
  if (given.length === 0) return name
  if (name === '-' || name === 'empty' || isPath(name)) {
    throw new UsageError(`--${given[0]} is for a fixture with a name, such as shop; what ${name} holds is fixed`)
  }
  const [base = '', options] = name.split('?', 2)
  const all = new URLSearchParams(options)
  for (const size of given) all.set(size, sizes[size]!)
  return `${base}?${all.toString()}`
}

/** Asks a running sandbox, which is sent the content of files: it may be elsewhere, and opens none by itself. */
async function seedThrough(options: SeedOptions, account: string, fixture: string): Promise<Seeded> {
  const body = await documentOf(fixture)
  return askJson<Seeded>(options, 'POST', '/seed', { query: { account }, body: body ?? { fixture } })
}

async function seedInto(dataDir: string, key: string, fixture: string, { json }: SeedOptions): Promise<Seeded> {
  if (!key.startsWith('pk_')) {
    throw new UsageError(`with --data, --account is the private key of the account, which begins with pk_`)
  }
  const { seedFolder } = await import('../seed-folder.ts')
  return seedFolder({
    dataDir,
    key,
    fixture: fixture === '-' ? fromInput() : fixture,
    warn: (text) => void process.stderr.write(`klaviyo-sandbox: ${text}\n`),
    ...(!json && { progress: drawProgress(process.stderr) }),
  })
}

/** What a file or the standard input holds; undefined for a name. */
async function documentOf(fixture: string): Promise<object | undefined> {
  if (fixture === '-') return fromInput()
  if (!isPath(fixture)) return undefined
  return (await import('../fixtures/read-fixture.ts')).readAsDocument(fixture)
}

function fromInput(): Record<string, unknown> {
  try {
    return JSON.parse(readFileSync(0, 'utf8')) as Record<string, unknown>
  } catch {
    // What could not be parsed is not repeated: it may hold keys.
    throw new UsageError('the standard input is not JSON')
  }
}

function inNumbers(made: Seeded['made']): string {
  const parts = Object.entries(made).map(([section, count]) => `${section} ${count.toLocaleString('en')}`)
  return parts.length === 0 ? '' : `: ${parts.join(', ')}`
}
