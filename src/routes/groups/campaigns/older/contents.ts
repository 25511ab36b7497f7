import { isBefore } from '../../../../schemas/revisions/change.ts'
import { splitCampaigns } from '../../../../schemas/revisions/2026-10-15-split-campaigns.ts'
import { findMessage, findVariation, variationsOf, type Message, type Variation } from '../../../../store/campaigns.ts'
import { anyContentSelection } from '../../../../store/older-campaigns.ts'
import { findRow, type Row } from '../../../../store/selection.ts'
import type { Context } from '../../../context.ts'
import { notFound } from '../../../errors.ts'
import { findOrThrow } from '../../../shapes/read.ts'
import { olderMessageType } from './types.ts'

/** The content of a message that an operation with an older shape is about. */
export interface Content {
  /** As the older model reads it. */
  row: Row
  variation: Variation
  message: Message
  /** Whether the message has other variations and the id is not the one of this. */
  ambiguous: boolean
}

/**
 * The content that an id means. In the older model each variation is a message; at 2026-10-15 the id is one of a message
 * of any campaign, and means the variation that shares it, else the first (Assumed, revision-2026-10-15 §3.10).
 */
export function findContentOrThrow(context: Context, id: string): Content {
  const { db, revision } = context
  const older = isBefore(revision, splitCampaigns)
  const variations = older ? [] : variationsOf(db, id)
  const shared = variations.find((variation) => variation.id === id)
  const variationId = older ? findOrThrow(olderMessageType, id, context).id : ((shared ?? variations[0])?.id ?? id)
  const row = findRow(db, anyContentSelection, variationId)
  if (row === undefined) throw notFound(olderMessageType.notFound!(id))
  const variation = findVariation(db, variationId)!
  return {
    row: { ...row, id },
    variation,
    message: findMessage(db, variation.messageId)!,
    ambiguous: variations.length > 1 && shared === undefined,
  }
}
