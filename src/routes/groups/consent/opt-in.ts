import { deleteResource, findResource, insertResource, resourcesOf } from '../../../store/resources.ts'
import type { ProfileStore } from '../../../store/profiles.ts'
import { readPage } from '../../../store/selection.ts'
import { findList, reachOf, subscribeRow, type OptInList, type SubscribedRow } from './apply.ts'
import { joinsList, type NamedChannel } from './channels.ts'

// Double opt-in: who was asked to confirm, and what happens when they do. audience §3.2.

/** A subscription that waits for its confirmation. Kept as a resource that no operation shows. */
export interface PendingOptIn {
  /** E-mail address, else phone number, else id of the profile. */
  who: string
  list_id: string | null
  custom_source: string | null
  row: SubscribedRow
}

const TYPE = 'pending-opt-in'
const pendingSelection = resourcesOf(TYPE)

const keyOf = (who: string, listId: string | null): string => `${listId ?? ''}:${who.trim().toLowerCase()}`

/**
 * Whether a subscription has to be confirmed. The list decides; without one the account does, but only for people that
 * Klaviyo has not seen: profiles that exist are updated at once. Observed, audience §3.2.
 */
export function needsConfirmation(list: OptInList | undefined, accountDefault: string, isKnown: boolean): boolean {
  return list === undefined ? accountDefault === 'double_opt_in' && !isKnown : list.opt_in_process === 'double_opt_in'
}

/** Marketing is confirmed; what is recorded on the profile only, and push, which a device grants, is not. Assumed. */
export function isConfirmed({ channel }: NamedChannel): boolean {
  return joinsList(channel) && channel !== 'push.marketing'
}

/** Keeps a subscription until it is confirmed; a second request for the same list takes the place of the first. */
export function awaitOptIn({ db, now }: ProfileStore, pending: PendingOptIn): void {
  const id = keyOf(pending.who, pending.list_id)
  deleteResource(db, { type: TYPE, id })
  insertResource(db, { type: TYPE, id, created: now, updated: now, attributes: { ...pending } })
}

/** Every subscription that waits, the oldest first. */
export function listPendingOptIns({ db }: Pick<ProfileStore, 'db'>): PendingOptIn[] {
  const { rows } = readPage(db, pendingSelection, { sort: { field: 'created' } })
  return rows.map(({ attributes }) => JSON.parse(attributes) as PendingOptIn)
}

/**
 * Someone confirmed: the subscription is carried out with `double_optin`. `who` is an e-mail address, a phone number or
 * the id of a profile; `listId` null means the account's opt-in. Gives the profile's id; undefined when nothing waits.
 */
export function confirmOptIn(store: ProfileStore, who: string, listId: string | null): string | undefined {
  const { email, phone_number } = reachOf(store.db, who)
  for (const name of [who, email, phone_number]) {
    if (name === null) continue
    const id = keyOf(name, listId)
    const found = findResource(store.db, { type: TYPE, id })
    if (found === undefined) continue
    deleteResource(store.db, { type: TYPE, id })
    const { row, custom_source } = JSON.parse(found.attributes) as PendingOptIn
    return subscribeRow(store, row, { list: findList(store.db, listId), custom_source, double_optin: true })[0]
  }
  return undefined
}

/** Forgets what waits for these people; for a deletion. */
export function dropOptIns({ db }: Pick<ProfileStore, 'db'>, who: readonly string[]): void {
  const names = new Set(who.map((name) => name.toLowerCase()))
  for (const pending of listPendingOptIns({ db })) {
    if (names.has(pending.who.toLowerCase()))
      deleteResource(db, { type: TYPE, id: keyOf(pending.who, pending.list_id) })
  }
}
