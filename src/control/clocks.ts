import { keepClock } from '../store/account-images.ts'
import type { Account } from '../store/accounts.ts'
import { formatMicroseconds, parseTime, type Clock } from '../store/clock.ts'
import { millisecondsOf } from '../store/durations.ts'
import { accountsNamed, asked, type Control } from './control.ts'
import { ControlError } from './control-error.ts'
import type { ClockAnswer, Happening, ShownClock } from './exchanged.ts'
import type { Input } from './input.ts'

export const readClock = ({ query }: Input, control: Control): { clocks: ShownClock[] } => ({
  clocks: clocksOf(query.account, control).map(shown),
})

/** Stops clocks, at a time or where they are. */
export function freezeClock({ query, body }: Input, control: Control): ClockAnswer {
  const { at } = (body ?? {}) as { at?: string }
  const time = at === undefined ? undefined : timeOf(at)
  return moved(query.account, control, (clock) => clock.freeze(time))
}

/** Sets clocks to a time; whether they stand or go remains. */
export function setClock({ query, body }: Input, control: Control): ClockAnswer {
  const time = timeOf((body as { to: string }).to)
  return moved(query.account, control, (clock) => clock.set(time))
}

/** Moves clocks ahead; what falls due is done in order, each at its time. */
export function advanceClock({ query, body }: Input, control: Control): ClockAnswer {
  const ms = asked(() => millisecondsOf((body as { by: string | number }).by))
  return moved(query.account, control, (clock) => clock.advance(ms))
}

/** Lets clocks show the system's time. */
export const realClock = ({ query }: Input, control: Control): ClockAnswer =>
  moved(query.account, control, (clock) => clock.follow())

function moved(name: string | undefined, control: Control, move: (clock: Clock) => void): ClockAnswer {
  const happened: Happening[] = []
  for (const { account, clock } of clocksOf(name, control)) {
    const before = clock.now()
    move(clock)
    if (account === undefined) continue
    // Windows that began in what is now the future would never end.
    if (clock.now() < before) account.windows.clear()
    keepClock(account)
    happened.push(...workOf(account, control))
  }
  return { clocks: clocksOf(name, control).map(shown), happened }
}

function workOf(account: Account, control: Control): Happening[] {
  return control.runWork(account, account.clock.now()).map(({ at, kind, payload, failure }) => ({
    account: account.id,
    at: formatMicroseconds(at),
    what: kind,
    id: idIn(payload),
    ...(failure !== undefined && { failure }),
  }))
}

/** The id of what a piece of work is about. */
export function idIn(payload: unknown): string | null {
  const { id, message, campaign, profileId } = payload as Record<string, unknown>
  const found = id ?? message ?? campaign ?? profileId
  return typeof found === 'string' ? found : null
}

interface OneClock {
  account?: Account
  clock: Clock
}

/** The clock of an account, or those of all and the one that new accounts begin with. */
function clocksOf(name: string | undefined, control: Control): OneClock[] {
  const named = accountsNamed(control, name).map(({ account }) => ({ account, clock: account.clock }))
  return name === undefined ? [{ clock: control.accounts.clock }, ...named] : named
}

function shown({ account, clock }: OneClock): ShownClock {
  const state = clock.state()
  const mode = 'frozen' in state ? 'frozen' : state.offset === 0 ? 'real' : 'shifted'
  return { account: account?.id ?? null, now: formatMicroseconds(clock.now()), mode }
}

function timeOf(text: string): number {
  const time = parseTime(text)
  if (Number.isNaN(time)) throw new ControlError(400, `'${text}' is no ISO 8601 time, such as 2026-01-01T00:00:00Z`)
  return time
}
