import { accountFlag, askJson, controlDefaults, controlFlags, type AccountOptions } from './control.ts'
import { wholeNumber, type Flag } from './flags.ts'
import { defineVerb, noWords, say } from './verb.ts'

interface LogsOptions extends AccountOptions {
  follow: boolean
  limit: number
  filter: Record<string, string>
}

interface Logged {
  seq: number
  at: string | null
  account: string | null
  method: string
  path: string
  query: Record<string, string>
  status: number
  ms: number
  hint: string | null
}

/** How long a question for more is kept waiting. */
const WAIT = 'PT30S'

const filterFlag = (name: string, value: string, help: string): Flag<LogsOptions> => ({
  name,
  value,
  help,
  variable: null,
  apply: (text, { filter }) => void (filter[name] = text),
})

/** Tells the requests that a running sandbox was sent. */
export const logs = defineVerb<LogsOptions>({
  name: 'logs',
  usage: '[options]',
  about:
    'Tells the requests that a sandbox was sent, newest last. With --json each is a line of JSON, bodies included.',
  flags: [
    {
      name: 'follow',
      help: 'go on with those that come',
      variable: null,
      apply: (text, options) => void (options.follow = text === 'true'),
    },
    {
      name: 'limit',
      value: 'NUMBER',
      help: 'how many of those that were',
      fallback: '20',
      variable: null,
      apply: (text, options) => void (options.limit = wholeNumber(text, 100_000)),
    },
    filterFlag('operation', 'ID', 'only those of an operation, such as get_profiles'),
    filterFlag('method', 'METHOD', 'only those of a method'),
    filterFlag('path', 'PATH', 'only those of a path; * stands for any characters'),
    filterFlag('status', 'STATUS', 'only those with a status, such as 404 or 4xx'),
    accountFlag('every account'),
    ...controlFlags,
  ],
  defaults: () => ({ ...controlDefaults(), follow: false, limit: 20, filter: {} }),
  async run(options, words) {
    noWords(words)
    process.stdout.on('error', () => process.exit(0)) // whoever read it has had enough
    let after = 0
    const told = async (query: Record<string, string>) => {
      const { requests } = await askJson<{ requests: Logged[] }>(options, 'GET', '/requests', {
        query: { account: options.account, ...options.filter, ...query },
      })
      for (const each of requests) say(options.json ? JSON.stringify(each) : lineOf(each))
      after = requests.at(-1)?.seq ?? after
    }
    await told({ limit: String(options.limit) })
    while (options.follow) await told({ after: String(after), wait: WAIT })
    return 0
  },
})

function lineOf({ at, status, method, path, query, ms, account, hint }: Logged): string {
  const parameters = new URLSearchParams(query).toString()
  const url = parameters === '' ? path : `${path}?${decodeURIComponent(parameters.replaceAll('+', '%20'))}`
  const time = at === null ? '' : `${at}  `
  const line = `${time}${status} ${method} ${url} ${ms.toFixed(1)} ms ${account ?? '-'}${hint === null ? '' : ` (${hint})`}`
  return line.replace(/\p{Cc}/gu, ' ').replace(/\bpk_[^&\s]*/g, 'pk_…')
}
