import { checkImage, imageOf } from '../store/account-images.ts'
import { snapshotNamed } from './accounts.ts'
import { accountNamed, accountsNamed, asked, checkFixtureName, type Control } from './control.ts'
import { ControlError } from './control-error.ts'
import type { FileAnswer, Input } from './input.ts'

/** The media type of a snapshot as a file. */
export const SNAPSHOT_TYPE = 'application/vnd.sqlite3'

/** Puts accounts back to what they were after their seeding, or to a snapshot; the log of their requests too. */
export function reset({ query, body }: Input, control: Control): { accounts: string[] } {
  const { to } = (body ?? {}) as { to?: string }
  const image = to === undefined ? undefined : snapshotNamed(control, to)
  const accounts = accountsNamed(control, query.account)
  for (const { account } of accounts) {
    control.accounts.reset(account, image)
    control.log.clear(account.id)
  }
  // What is told to all accounts is told to those that come, too.
  if (query.account === undefined) control.accounts.resetClock()
  return { accounts: accounts.map(({ account }) => account.id) }
}

export const listSnapshots = (
  _input: Input,
  { snapshots }: Control,
): { snapshots: { name: string; size: number }[] } => ({
  snapshots: snapshots.list(),
})

/** Saves an account under a name, or the file that was sent. */
export function saveSnapshot({ id, query, bytes }: Input, control: Control): { name: string; size: number } {
  if (bytes !== undefined && query.account !== undefined) {
    throw new ControlError(400, 'a snapshot is of an account or of the file that was sent, not of both')
  }
  if (bytes !== undefined) asked(() => checkImage(bytes))
  const image = bytes ?? imageOf(accountNamed(control, query.account).account)
  asked(() => control.snapshots.save(id, image))
  return { name: id, size: image.length }
}

export const downloadSnapshot = ({ id }: Input, control: Control): FileAnswer => ({
  type: SNAPSHOT_TYPE,
  bytes: snapshotNamed(control, id),
})

/** Makes an account what a snapshot says; it keeps its id and its keys. */
export function restoreSnapshot({ id, query }: Input, control: Control): { account: string; snapshot: string } {
  const { account } = accountNamed(control, query.account)
  control.accounts.reset(account, snapshotNamed(control, id))
  return { account: account.id, snapshot: id }
}

export function deleteSnapshot({ id }: Input, control: Control): undefined {
  snapshotNamed(control, id)
  control.snapshots.delete(id)
}

/** What was made of a fixture, by its section. */
export interface Seeded {
  account: string
  made: Readonly<Record<string, number>>
}

/** Adds what a fixture holds to an account; a reset comes back to what it is then. */
export function seed(input: Input, control: Control): Seeded {
  const { query, body } = input
  const { account } = accountNamed(control, query.account)
  const { fixture, ...document } = body as { fixture?: string }
  checkFixtureName(fixture, input)
  const made = asked(() => control.seed(account, fixture ?? document))
  control.accounts.keepAsOrigin(account)
  return { account: account.id, made }
}

/** An account as a fixture document. */
export const exportAccount = ({ query }: Input, control: Control): object =>
  control.exportAccount(accountNamed(control, query.account).account)
