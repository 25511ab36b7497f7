import { aboutActions, accountFlag, act, askJson, controlDefaults, controlFlags, tell } from './control.ts'
import type { AccountOptions, Action } from './control.ts'
import { defineVerb } from './verb.ts'

interface Clocks {
  clocks: { account: string | null; now: string; mode: string }[]
  happened?: { account: string; at: string; what: string; id: string | null; failure?: string }[]
}

const actions: Record<string, Action<AccountOptions>> = {
  now: {
    words: '',
    help: 'what the clocks say',
    run: async (options) => tell(options, await clocksAfter(options, 'GET', '/clock'), clockLines),
  },
  advance: { words: 'DURATION', help: 'moves them ahead: P30D, PT10M, 10s', run: change('advance', 'by') },
  freeze: { words: '[TIME]', help: 'stops them, at a time or where they are', run: change('freeze', 'at') },
  set: { words: 'TIME', help: 'sets them to a time, such as 2026-01-01T00:00:00Z', run: change('set', 'to') },
  real: { words: '', help: "lets them show the system's time", run: change('real', 'none') },
}

/** Reads and moves the clocks of a running sandbox. */
export const clock = defineVerb<AccountOptions>({
  name: 'clock',
  usage: '[ACTION] [options]',
  about: `Reads and moves the clocks of accounts; what falls due in the meantime is done, and told. Actions [now]:\n${aboutActions(actions)}`,
  flags: [accountFlag('every account'), ...controlFlags],
  defaults: controlDefaults,
  run: (options, words) => act('clock', actions, options, words.length === 0 ? ['now'] : words),
})

function change(name: string, member: string): Action<AccountOptions>['run'] {
  return async (options, [value]) => {
    const body = value === undefined ? undefined : { [member]: value }
    return tell(options, await clocksAfter(options, 'POST', `/clock/${name}`, body), clockLines)
  }
}

const clocksAfter = (options: AccountOptions, method: string, path: string, body?: object): Promise<Clocks> =>
  askJson<Clocks>(options, method, path, { query: { account: options.account }, ...(body && { body }) })

function clockLines({ clocks, happened = [] }: Clocks): string {
  return [
    ...happened.map(({ account, at, what, id, failure }) => {
      return `${account}  ${at}  ${what}${id === null ? '' : ` ${id}`}${failure === undefined ? '' : `: ${failure}`}`
    }),
    ...clocks.map(({ account, now, mode }) => `${account ?? 'new accounts'}  ${now}  ${mode}`),
  ].join('\n')
}
