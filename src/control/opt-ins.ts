import { accountNamed, type Control } from './control.ts'
import { ControlError } from './control-error.ts'
import type { ShownOptIn } from './exchanged.ts'
import type { Input } from './input.ts'

export const listOptIns = ({ query }: Input, control: Control): { opt_ins: ShownOptIn[] } => ({
  opt_ins: control.optIns.list(accountNamed(control, query.account).account),
})

/** Confirms a pending double opt-in, as the person would by the link of the mail. */
export function confirmOptIn({ query, body }: Input, control: Control): { profile: string } {
  const { account } = accountNamed(control, query.account)
  const { email, phone_number, list } = body as { email?: string; phone_number?: string; list?: string }
  const who = email ?? phone_number
  if (who === undefined) throw new ControlError(400, 'who confirms? Give an email or a phone_number')
  const waiting = control.optIns.list(account)
  const matching = waiting.filter((each) => each.who.toLowerCase() === who.toLowerCase())
  const chosen = list ?? (matching.length === 1 ? matching[0]!.list : null)
  const profile = control.optIns.confirm(account, who, chosen)
  if (profile !== undefined) return { profile }
  const known = waiting.map((each) => `${each.who} (${each.list ?? 'no list'})`)
  throw new ControlError(
    404,
    `no opt-in of ${who} waits${list === undefined ? '' : ` for the list ${list}`}; ${known.length === 0 ? 'none does' : `waiting are ${known.slice(0, 10).join(', ')}`}`,
  )
}
