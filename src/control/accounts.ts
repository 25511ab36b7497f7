import { imageOf } from '../store/account-images.ts'
import type { Beginning, OpenAccount } from '../store/accounts.ts'
import { formatSeconds } from '../store/clock.ts'
import { countRows } from '../store/database.ts'
import { millisecondsOf } from '../store/durations.ts'
import { accountNamed, asked, checkFixtureName, type Control } from './control.ts'
import { ControlError } from './control-error.ts'
import type { NewAccount, ShownAccount } from './exchanged.ts'
import type { Input } from './input.ts'

export function listAccounts(_input: Input, { accounts }: Control): { accounts: ShownAccount[]; closed: string[] } {
  const { open, closed } = accounts.list()
  return { accounts: open.map(shown), closed }
}

/** Makes an account: empty, of a fixture or a snapshot, or as a copy of another one. */
export function createAccount(input: Input, control: Control): ShownAccount {
  const { key, ttl, ...from } = (input.body ?? {}) as NewAccount
  checkFixtureName(from.fixture, input)
  const lifetimeMs = ttl === undefined ? undefined : asked(() => millisecondsOf(ttl))
  return shown(asked(() => control.accounts.add(beginningOf(from, control), { key, lifetimeMs }), 409))
}

function beginningOf({ fixture, snapshot, fork }: NewAccount, control: Control): Beginning {
  if ([fixture, snapshot, fork].filter((each) => each !== undefined).length > 1) {
    throw new ControlError(400, 'an account begins with one of fixture, snapshot and fork, not with several')
  }
  if (fork !== undefined) return { image: imageOf(accountNamed(control, fork).account) }
  if (snapshot !== undefined) return { image: snapshotNamed(control, snapshot) }
  return { fixture }
}

/** The image of a snapshot; 404 when there is none. */
export function snapshotNamed({ snapshots }: Control, name: string): Buffer {
  const image = snapshots.find(name)
  if (image !== undefined) return image
  const names = snapshots.list().map((each) => each.name)
  throw new ControlError(
    404,
    `there is no snapshot '${name}'; ${names.length === 0 ? 'none was saved yet' : `known are ${names.join(', ')}`}`,
  )
}

export function deleteAccount({ id }: Input, control: Control): undefined {
  const { account } = accountNamed(control, id)
  control.accounts.delete(account)
  control.log.clear(account.id)
  control.faults.put([], account.id)
}

function shown({ account, key, expires }: OpenAccount): ShownAccount {
  return {
    id: account.id,
    key: key ?? null,
    now: formatSeconds(account.clock.now()),
    expires: expires === undefined ? null : formatSeconds(expires * 1000),
    profiles: countRows(account.db, 'profile'),
    events: countRows(account.db, 'event'),
  }
}
