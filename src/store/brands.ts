import type { Account } from './accounts.ts'
import type { Db } from './database.ts'
import { insertResource, link, resourcesOf } from './resources.ts'
import type { Selection } from './selection.ts'
import { stockButton, stockEmailDefaults, stockLogo, stockSocialGroup } from './stock-brand.ts'

/*
 * The brand library: logos, colours, buttons and social groups, which take their ids from one counter (Observed,
 * revision-2026-10-15 §5), and one voice and one set of e-mail defaults that have the account's id. The counter is
 * `internal` of the e-mail defaults.
 */

const DEFAULTS = 'brand-email-default'
const VOICE = 'brand-voice'

/** The resources of a kind of brand asset, in the order in which they were made (Assumed). */
export const brandSelection = (type: string): Selection => resourcesOf(type, {}, { field: 'created' })

/** Takes the next id of the counter. */
export function takeBrandId(db: Db): string {
  const sql = /* sql */ `
    UPDATE resource SET internal = json_set(internal, '$.last_id', (internal ->> '$.last_id') + 1)
    WHERE type = 'brand-email-default' RETURNING internal ->> '$.last_id'`
  return String(db.value<number>(sql))
}

/**
 * Gives a new account what it begins with: e-mail defaults with a logo, a button and a social group, no colours.
 * Observed, revision-2026-10-15 §5; that the logo is a placeholder which is no image of the library is Assumed.
 */
export function insertBrand({ id, db, clock }: Account): void {
  const now = clock.now()
  const insert = (type: string, resourceId: string, attributes: object, internal = {}) =>
    insertResource(db, {
      type,
      id: resourceId,
      created: now,
      updated: now,
      attributes: attributes as Record<string, unknown>,
      internal,
    })
  insert(DEFAULTS, id, stockEmailDefaults, { last_id: firstId(id) })
  insert(VOICE, id, { version: '1', tone_descriptors: [], language_patterns: [] })
  const assets = { 'brand-logo': stockLogo, 'brand-button': stockButton, 'brand-social-group': stockSocialGroup }
  for (const [type, attributes] of Object.entries(assets)) {
    const asset = { type, id: takeBrandId(db) }
    insert(type, asset.id, attributes)
    link(db, { type: DEFAULTS, id }, type, [asset])
  }
}

/** Where the counter of an account begins: seven digits that follow from its id. */
function firstId(accountId: string): number {
  let sum = 0
  for (const character of accountId) sum = (sum * 61 + character.charCodeAt(0)) % 7_000_000
  return 2_000_000 + sum
}
