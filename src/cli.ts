#!/usr/bin/env node
import { helpText, readOptions, UsageError, type CliOptions, type LogLevel } from './cli-options.ts'
import { createSandbox, type SandboxOptions } from './index.ts'
import { version } from './version.ts'

const DEMO_KEY = 'pk_demo'

async function main(): Promise<void> {
  const options = readOptions(process.argv.slice(2), process.env)
  if (options === 'help') return void console.log(helpText())
  if (options === 'version') return void console.log(version)
  await serve(options)
}

async function serve({ sandbox: given, port, host, log }: CliOptions): Promise<void> {
  const logger = loggerOf(log)
  const sandbox = await createSandbox({ ...given, ...(logger && { log: logger }) })
  const url = await sandbox.listen({ port, host })
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void sandbox.close().then(() => process.exit(0)))
  }
  process.stdout.on('error', () => {}) // whoever read the log has gone; the server stays
  process.stdout.write(welcome(url, given))
}

function welcome(url: string, { accounts, dataDir }: SandboxOptions): string {
  const key = accounts === undefined ? DEMO_KEY : 'YOUR_KEY'
  return `klaviyo-sandbox ${version} listens on ${url}
${dataDir === undefined ? 'Accounts live in memory and end with the process.' : `Accounts are kept in ${dataDir}.`}
${accounts === undefined ? `The key ${key} opens the demo account; any other key that begins with pk_ opens an empty one of its own.` : `Only the keys of the keys file are accepted; put one in the place of ${key}.`}

Try it:
  curl -s -H 'Authorization: Klaviyo-API-Key ${key}' '${url}/api/profiles?page\\[size\\]=2'

Node:
  import { ApiKeySession, ProfilesApi } from 'klaviyo-api'
  const profiles = new ProfilesApi(new ApiKeySession('${key}'))
  profiles.basePath = '${url}'
  console.log((await profiles.getProfiles({ pageSize: 2 })).body.data)

Python:
  from klaviyo_api import KlaviyoAPI
  klaviyo = KlaviyoAPI('${key}', test_host='${url}')
  print(klaviyo.Profiles.get_profiles(page_size=2).data)

Stop with Ctrl+C.
`
}

/** One line per answer, written when the process is idle; keys and bodies never appear. */
function loggerOf(level: LogLevel): SandboxOptions['log'] {
  if (level === 'off') return undefined
  let lines = ''
  const flush = () => {
    process.stdout.write(lines)
    lines = ''
  }
  return ({ method, url, status, ms, account, hint }) => {
    if (level === 'errors' && status < 400) return
    if (lines === '') setImmediate(flush)
    const why = hint === undefined ? '' : ` (${hint.replace(/\p{Cc}/gu, ' ')})`
    lines += `${status} ${method} ${url} ${ms.toFixed(1)} ms ${account}${why}`.replace(/\bpk_[^&\s]*/g, 'pk_…') + '\n'
  }
}

function explain(error: unknown): { message: string; code: number } {
  if (error instanceof UsageError) return { message: `${error.message} (see --help)`, code: 2 }
  const { code, port, address, message } = error as NodeJS.ErrnoException & { port?: number; address?: string }
  if (code === 'EADDRINUSE') {
    return { message: `port ${port} on ${address} is taken; choose another with --port, or 0 for a free one`, code: 1 }
  }
  return { message, code: 1 }
}

main().catch((error: unknown) => {
  const { message, code } = explain(error)
  process.stderr.write(`klaviyo-sandbox: ${message}\n`)
  process.exitCode = code
})
