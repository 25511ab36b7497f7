import { elapsedMs, startStopwatch, wait } from '../store/clock.ts'
import { millisecondsOf } from '../store/durations.ts'
import { askJson, controlDefaults, controlFlags, tell, type ControlOptions } from './control.ts'
import { defineVerb, noWords } from './verb.ts'

interface ReadyzOptions extends ControlOptions {
  waitMs: number
}

/** How long it is until a sandbox is asked again. */
const PAUSE_MS = 100

/** Asks whether a running sandbox is ready. */
export const readyz = defineVerb<ReadyzOptions>({
  name: 'readyz',
  usage: '[options]',
  about: 'Ends with status 0 when a sandbox answers requests, else with 1.',
  flags: [
    {
      name: 'wait',
      value: 'DURATION',
      help: 'how long to wait for it: 10s, PT1M',
      fallback: '0s',
      variable: null,
      apply: (text, options) => void (options.waitMs = millisecondsOf(text)),
    },
    ...controlFlags,
  ],
  defaults: () => ({ ...controlDefaults(), waitMs: 0 }),
  async run(options, words) {
    noWords(words)
    const begun = startStopwatch()
    for (;;) {
      try {
        const answer = await askJson<{ status: string }>(options, 'GET', '/readyz')
        return tell(options, answer, () => `The sandbox at ${options.url} is ready.`)
      } catch (error) {
        if (elapsedMs(begun) + PAUSE_MS > options.waitMs) throw error
      }
      await wait(PAUSE_MS, { holds: true })
    }
  },
})
