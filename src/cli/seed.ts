import { existsSync, readFileSync } from 'node:fs'
import { accountFlag, accountOf, askJson, checkWords, controlDefaults, controlFlags, tell } from './control.ts'
import type { AccountOptions } from './control.ts'
import { UsageError } from './flags.ts'
import { defineVerb } from './verb.ts'

/** Adds what a fixture holds to an account of a running sandbox. */
export const seed = defineVerb<AccountOptions>({
  name: 'seed',
  usage: 'FIXTURE --account ACCOUNT [options]',
  about: `Adds what a fixture holds to an account; a reset comes back to what the account is then.
FIXTURE is the path of a JSON file, - for one from the standard input, or a name: demo.`,
  flags: [accountFlag(), ...controlFlags],
  defaults: controlDefaults,
  async run(options, words) {
    checkWords('seed', 'FIXTURE', words)
    const query = { account: accountOf('seed', options) }
    const answer = await askJson<{ account: string }>(options, 'POST', '/seed', { query, body: readFixture(words[0]!) })
    return tell(options, answer, ({ account }) => `${account} has what ${words[0]} holds.`)
  },
})

/** A document where there is such a file, else the name of a fixture that the sandbox knows. */
function readFixture(name: string): unknown {
  if (name !== '-' && !existsSync(name)) return { fixture: name }
  try {
    return JSON.parse(readFileSync(name === '-' ? 0 : name, 'utf8'))
  } catch (error) {
    throw new UsageError(`${name} cannot be read as JSON: ${(error as Error).message}`)
  }
}
