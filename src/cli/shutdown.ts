import { askJson, controlDefaults, controlFlags, tell, type ControlOptions } from './control.ts'
import { defineVerb, noWords } from './verb.ts'

/** Ends a running sandbox. */
export const shutdown = defineVerb<ControlOptions>({
  name: 'shutdown',
  usage: '[options]',
  about: 'Ends a running sandbox that was started with --allow-shutdown.',
  flags: controlFlags,
  defaults: controlDefaults,
  async run(options, words) {
    noWords(words)
    const answer = await askJson<{ status: string }>(options, 'POST', '/shutdown')
    return tell(options, answer, () => `The sandbox at ${options.url} shuts down.`)
  },
})
