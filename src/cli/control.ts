import { UsageError, webAddress, type Flag } from './flags.ts'
import { nearest } from '../nearest.ts'
import { say } from './verb.ts'

/** How a running sandbox is asked. */
export interface ControlOptions {
  url: string
  token?: string
  json: boolean
}

/** How a running sandbox is asked about accounts. */
export interface AccountOptions extends ControlOptions {
  account?: string
}

/** Where a sandbox is unless told otherwise. */
export const controlDefaults = (): ControlOptions => ({ url: 'http://127.0.0.1:5528', json: false })

/** The flags of every verb that asks a running sandbox. */
export const controlFlags: readonly Flag<ControlOptions>[] = [
  {
    name: 'url',
    value: 'URL',
    help: 'where the sandbox is',
    fallback: 'http://127.0.0.1:5528',
    apply: (text, options) => void (options.url = webAddress(text)),
  },
  {
    name: 'token',
    value: 'TOKEN',
    help: 'the token of its control plane, where it asks for one',
    variable: 'SANDBOX_CONTROL_TOKEN',
    apply: (text, options) => void (options.token = text),
  },
  {
    name: 'json',
    help: 'answer in JSON',
    variable: null,
    apply: (text, options) => void (options.json = text === 'true'),
  },
]

/** Which account a verb is about; `fallback` says what holds without it. */
export const accountFlag = (fallback?: string): Flag<AccountOptions> => ({
  name: 'account',
  value: 'ACCOUNT',
  help: 'id or private key of an account',
  ...(fallback !== undefined && { fallback }),
  apply: (text, options) => void (options.account = text),
})

/** What is asked of a control plane. */
interface Asked {
  query?: Readonly<Record<string, string | undefined>>
  /** JSON, or the bytes of a snapshot. */
  body?: unknown
}

const SNAPSHOT_TYPE = 'application/vnd.sqlite3'

/**
 * Asks the control plane of a running sandbox. Throws, in one line, what it refuses, and when there is none: the error of
 * a connection that failed is its `cause`.
 */
export async function ask(
  { url, token }: ControlOptions,
  method: string,
  path: string,
  { query = {}, body }: Asked = {},
): Promise<Response> {
  const given = Object.entries(query).filter((pair): pair is [string, string] => pair[1] !== undefined)
  const parameters = given.length === 0 ? '' : `?${new URLSearchParams(given).toString()}`
  const isFile = body instanceof Uint8Array
  const answer = await fetch(`${url}/_sandbox/v1${path}${parameters}`, {
    method,
    headers: {
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...(body !== undefined && { 'content-type': isFile ? SNAPSHOT_TYPE : 'application/json' }),
    },
    ...(body !== undefined && { body: isFile ? (body as Uint8Array<ArrayBuffer>) : JSON.stringify(body) }),
  }).catch((error: Error) => {
    throw new Error(`no sandbox answers at ${url} (${reasonOf(error)}); start one, or name another with --url`, {
      cause: error,
    })
  })
  if (answer.ok) return answer
  throw new Error(await refusalOf(answer, url))
}

/** Asks, and reads the JSON of the answer. */
export async function askJson<Answer>(...given: Parameters<typeof ask>): Promise<Answer> {
  return (await (await ask(...given)).json()) as Answer
}

function reasonOf(error: Error): string {
  const { cause } = error as { cause?: { code?: string; message?: string } }
  return cause?.code ?? cause?.message ?? error.message
}

async function refusalOf(answer: Response, url: string): Promise<string> {
  const text = await answer.text()
  if (answer.headers.get('content-type')?.includes('problem+json')) {
    const { title, detail } = JSON.parse(text) as { title: string; detail?: string }
    return detail ?? title
  }
  if (answer.status === 503 && text.includes('"loading"')) return `the sandbox at ${url} is still loading`
  return `${url} answered ${answer.status}, but not as the control plane of this release of klaviyo-sandbox does`
}

/** Tells an answer: as it is for programs, else in lines for people. Gives 0. */
export function tell<Answer>({ json }: ControlOptions, answer: Answer, lines: (answer: Answer) => string): number {
  return say(json ? JSON.stringify(answer) : lines(answer))
}

/** What one word of a verb does with those that follow. */
export interface Action<Options> {
  /** The words that follow it: `NAME [FILE]`. */
  words: string
  help: string
  run: (options: Options, words: readonly string[]) => Promise<number>
}

/** Lines of help about actions. */
export function aboutActions(actions: Readonly<Record<string, Action<never>>>): string {
  const left = Object.entries(actions).map(([name, { words }]) => `  ${name} ${words}`.trimEnd())
  const width = Math.max(...left.map(({ length }) => length)) + 2
  return Object.values(actions)
    .map(({ help }, index) => left[index]!.padEnd(width) + help)
    .join('\n')
}

/** Does the action that the first word names; throws UsageError when there is none, or the words do not fit it. */
export function act<Options>(
  verb: string,
  actions: Readonly<Record<string, Action<Options>>>,
  options: Options,
  [name = '', ...words]: readonly string[],
): Promise<number> {
  const names = Object.keys(actions)
  const action = names.includes(name) ? actions[name]! : undefined
  if (action === undefined) {
    const meant = nearest(name, names)
    const hint = meant === undefined ? `it takes ${names.join(', ')}` : `did you mean ${meant}?`
    throw new UsageError(
      name === '' ? `${verb} needs one of ${names.join(', ')}` : `there is no ${verb} ${name}; ${hint}`,
    )
  }
  checkWords(`${verb} ${name}`, action.words, words)
  return action.run(options, words)
}

/** Throws UsageError unless there are as many words as `usage` says: `NAME [FILE]`. */
export function checkWords(what: string, usage: string, words: readonly string[]): void {
  const wanted = usage.split(' ').filter((word) => word !== '')
  const missing = wanted.slice(words.length).find((word) => !word.startsWith('['))
  if (missing !== undefined) throw new UsageError(`${what} needs ${missing}`)
  if (words.length > wanted.length) throw new UsageError(`Unexpected argument '${words[wanted.length]}'`)
}

/** The account that a verb cannot do without; throws UsageError when it was not named. */
export function accountOf(what: string, { account }: AccountOptions): string {
  if (account === undefined) throw new UsageError(`${what} needs --account, the id or private key of an account`)
  return account
}
