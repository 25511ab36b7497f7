import {
  findAudience,
  findCampaign,
  findMessage,
  findVariation,
  type Audience,
  type Campaign,
  type Message,
  type Variation,
} from '../../../store/campaigns.ts'
import type { Answer, Context } from '../../context.ts'
import { invalid } from '../../errors.ts'
import type { ResourceType } from '../../resource.ts'
import { findOrThrow } from '../../shapes/read.ts'
import { audienceType, campaignType, messageType, variationType } from './types.ts'

/** The campaign with this id; throws its 404. */
export function findCampaignOrThrow(context: Context, id: string): Campaign {
  return findCampaign(context.db, findOrThrow(campaignType, id, context).id)!
}

/** The audience with this id; throws its 404. */
export function findAudienceOrThrow(context: Context, id: string): Audience {
  return findAudience(context.db, findOrThrow(audienceType, id, context).id)!
}

/** The message with this id; throws its 404. */
export function findMessageOrThrow(context: Context, id: string): Message {
  return findMessage(context.db, findOrThrow(messageType, id, context).id)!
}

/** The variation with this id; throws its 404. */
export function findVariationOrThrow(context: Context, id: string): Variation {
  return findVariation(context.db, findOrThrow(variationType, id, context).id)!
}

/** Answers with a resource as it is now. */
export function answerWith(type: ResourceType, id: string, context: Context): Answer {
  return { kind: 'one', type, row: findOrThrow(type, id, context) }
}

/** The id that a relationship of a body names; throws 400 without one, which the schema would let pass. Assumed text. */
export function targetOf<Name extends string>(
  relationships: Readonly<Record<Name, { data?: { id: string } }>>,
  name: Name,
): string {
  const { data } = relationships[name]
  if (data !== undefined) return data.id
  throw invalid(`'data' is a required field for the resource '${name}'.`, {
    pointer: `/data/relationships/${name}/data`,
  })
}
