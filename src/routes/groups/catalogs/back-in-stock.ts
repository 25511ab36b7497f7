import type { RequestBodies } from '../../../schemas/contract/request-bodies.ts'
import { categoriesOfItem, itemOfVariant } from '../../../store/catalogs.ts'
import { recordEvent } from '../../../store/events.ts'
import { findRow, readPage, type Row } from '../../../store/selection.ts'
import type { Answer, Context } from '../../context.ts'
import { ApiError } from '../../errors.ts'
import { knownInput, upsertFromBody, type ProfileInput } from '../profiles/writes.ts'
import { variantKind } from './kinds.ts'

// Who wants to hear of it when a variant is in stock again. campaigns-content §6.5, audience §8.

type Data = RequestBodies['create_back_in_stock_subscription']['data']
/** At 2024-10-15 a variant need not be named, which here is the same as one that does not exist: Assumed. */
type Body = { data: Omit<Data, 'relationships'> & Partial<Pick<Data, 'relationships'>> }

/**
 * POST of a subscription: 202 without a body. Whoever is unknown becomes a profile (Observed); nothing can be read back
 * but the event. Assumed: consent stays as it is. On a client endpoint identifiers that a profile has stay.
 */
export function subscribeToBackInStock(context: Context, { client = false } = {}): Answer {
  const { attributes, relationships } = (context.body as Body).data
  const variant = findVariant(context, relationships?.variant?.data?.id)
  // Optional in the server's schema; that nobody is named is then the same as one without identifiers (Assumed).
  const given = (attributes.profile?.data ?? { attributes: {} }) as ProfileInput
  const input = client ? knownInput(context, given) : given
  if (input === undefined) return { kind: 'empty' }
  const profile = upsertFromBody(context, input, { keepIdentifiers: client }, '/data/attributes/profile/data')
  recordEvent(context, {
    metric: 'Subscribed to Back in Stock',
    integration: 'klaviyo',
    profileId: profile.id,
    properties: propertiesOf(context, variant, attributes.channels),
    // Assumed: in one second one event for each variant.
    uniqueId: `${variant.id}:${Math.floor(context.now / 1_000_000)}`,
  })
  return { kind: 'empty' }
}

/** The variant; a 404 of its own when there is none. Observed, recorded body. */
function findVariant({ db }: Context, id: string | undefined): Row {
  const row = id === undefined ? undefined : findRow(db, variantKind.type.selection, id)
  if (row !== undefined) return row
  const detail = 'The variant in your relationship payload does not exist'
  throw new ApiError({
    family: 'A',
    status: 404,
    code: 'variant_not_found',
    title: detail,
    detail,
    source: { pointer: '/data/relationships/variant/data/id' },
  })
}

/** Names Observed, audience §8; what they hold is Assumed. */
function propertiesOf({ db }: Context, variant: Row, channels: readonly string[]): Record<string, unknown> {
  const known = JSON.parse(variant.attributes) as Record<string, unknown>
  const item = readPage(db, itemOfVariant, { parents: [variant.id], size: 1 }).rows[0]
  const parent = item === undefined ? {} : (JSON.parse(item.attributes) as Record<string, unknown>)
  const categories = item === undefined ? [] : readPage(db, categoriesOfItem, { parents: [item.id] }).rows
  return {
    SKU: known.sku,
    VariantId: known.external_id,
    ProductID: parent.external_id ?? null,
    ProductName: parent.title ?? null,
    VariantName: known.title,
    Price: known.price,
    Categories: categories.map(({ attributes }) => (JSON.parse(attributes) as { name: string }).name),
    Channels: [...new Set(channels)],
    platform: '$custom',
  }
}
