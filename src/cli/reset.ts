import { accountFlag, askJson, controlDefaults, controlFlags, tell, type AccountOptions } from './control.ts'
import { defineVerb, noWords } from './verb.ts'

interface ResetOptions extends AccountOptions {
  to?: string
}

/** Puts accounts of a running sandbox back to what they were. */
export const reset = defineVerb<ResetOptions>({
  name: 'reset',
  usage: '[options]',
  about: 'Puts accounts back to what they were after their seeding, or to a snapshot.',
  flags: [
    accountFlag('every account'),
    {
      name: 'to',
      value: 'SNAPSHOT',
      help: 'the snapshot to go back to',
      fallback: 'what accounts were after their seeding',
      variable: null,
      apply: (text, options) => void (options.to = text),
    },
    ...controlFlags,
  ],
  defaults: controlDefaults,
  async run(options, words) {
    noWords(words)
    const { account, to } = options
    const given = { query: { account }, ...(to !== undefined && { body: { to } }) }
    const answer = await askJson<{ accounts: string[] }>(options, 'POST', '/reset', given)
    return tell(options, answer, ({ accounts }) =>
      accounts.length === 0 ? 'There was no account to reset.' : `Reset: ${accounts.join(', ')}`,
    )
  },
})
