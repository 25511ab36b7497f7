#!/usr/bin/env node
import { UsageError } from './cli/flags.ts'
import { readVerb } from './cli/verbs.ts'
import { version } from './version.ts'

/** Where a wrong line is explained. */
let help = '--help'

async function main(): Promise<void> {
  const asked = await readVerb(process.argv.slice(2))
  if (asked === 'version') return void process.stdout.write(`${version}\n`)
  if (asked === 'help') return void process.stdout.write(`${await (await import('./cli/help.ts')).helpText()}\n`)
  if (asked.verb.name !== 'serve') help = `${asked.verb.name} --help`
  const status = await asked.verb.invoke(asked.rest, process.env)
  if (status !== undefined) process.exitCode = status
}

main().catch((error: unknown) => {
  const isUsage = error instanceof UsageError
  process.stderr.write(`klaviyo-sandbox: ${(error as Error).message}${isUsage ? ` (see ${help})` : ''}\n`)
  process.exitCode = isUsage ? 2 : 1
})
