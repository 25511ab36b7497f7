import type { AudienceDefinition as Given, RequestBodies } from '../../../schemas/contract/request-bodies.ts'
import {
  audiencesOf,
  findCampaign,
  insertAudience,
  messagesOf,
  moveMessage,
  updateAudience,
  type Audience,
  type AudienceDefinition,
  type Campaign,
} from '../../../store/campaigns.ts'
import type { Db } from '../../../store/database.ts'
import type { Answer, Context } from '../../context.ts'
import type { ErrorEntry } from '../../errors.ts'
import { requireSameId } from '../../shapes/write.ts'
import { groupProblems, MOST_AUDIENCES } from './audience-definition.ts'
import { answerWith, findAudienceOrThrow, findCampaignOrThrow, findMessageOrThrow, targetOf } from './lookups.ts'
import { removeAudience } from './parts.ts'
import { DEFINITION, problemIf, refuse } from './problems.ts'
import { requireDraft, requireUnlocked, statusConflict } from './sending/guards.ts'
import { audienceType } from './types.ts'

const CAMPAIGN = '/data/relationships/campaign'

/** POST /api/campaign-audiences. revision-2026-10-15 §3.7. */
export function createAudience(context: Context): Answer {
  const { attributes, relationships } = (context.body as RequestBodies['create_campaign_audience']).data
  const campaign = findCampaignOrThrow(context, targetOf(relationships, 'campaign'))
  const messages = (relationships['campaign-messages']?.data ?? []).map(({ id }) => findMessageOrThrow(context, id))
  const { definition: given } = attributes
  const foreign = messages.filter(({ campaignId }) => campaignId !== campaign.id)
  refuse([
    ...definitionProblems(given, context.db),
    ...roomProblems(campaign, context.db, CAMPAIGN),
    ...foreign.flatMap(({ id }) =>
      problemIf(
        true,
        `The campaign-message ${id} belongs to another campaign.`,
        '/data/relationships/campaign-messages',
      ),
    ),
  ])
  messages.forEach(requireDraft)
  const id = addAudience(context, campaign.id, {
    name: given.name ?? null,
    included: given.included ?? [],
    excluded: given.excluded ?? [],
    priority: given.priority ?? null,
  })
  for (const message of messages) moveMessage(context.db, message.id, id)
  return answerWith(audienceType, id, context)
}

/** Inserts an audience behind the others, or where its priority says: gives its id. */
export function addAudience(
  { account, db, now }: Context,
  campaignId: string,
  definition: Omit<AudienceDefinition, 'priority'> & { priority: number | null },
): string {
  const others = audiencesOf(db, campaignId)
  const priority = definition.priority ?? lastPriority(others) + 1
  makeRoom(db, others, priority, now)
  const id = account.ids.ulid(now)
  insertAudience(db, { id, campaignId, definition: { ...definition, priority } }, now)
  return id
}

const lastPriority = (audiences: readonly Audience[]) => audiences.at(-1)?.definition.priority ?? 0

/** Who has the priority that another takes gets the next one, and so on: Assumed. Audiences come by priority. */
function makeRoom(db: Db, others: readonly Audience[], taken: number, now: number): void {
  let next = taken
  for (const audience of others) {
    if (audience.definition.priority !== next) continue
    next += 1
    updateAudience(db, { ...audience, definition: { ...audience.definition, priority: next } }, now)
  }
}

function definitionProblems(given: Given, db: Db): ErrorEntry[] {
  const { included, excluded, priority } = given
  return [
    ...groupProblems({ included: included ?? [], excluded: excluded ?? [] }, db, DEFINITION),
    ...problemIf(priority != null && priority < 1, "'priority' must be 1 or more.", `${DEFINITION}/priority`),
  ]
}

/** Why a campaign takes no further audience. Assumed. */
export function roomProblems({ id, definition }: Campaign, db: Db, pointer: string): ErrorEntry[] {
  const count = audiencesOf(db, id).length
  return [
    ...problemIf(
      definition.builder === 'wizard' && count > 0,
      'A wizard campaign must have exactly one audience.',
      pointer,
    ),
    ...problemIf(count >= MOST_AUDIENCES, `A maximum of ${MOST_AUDIENCES} audiences is allowed per campaign.`, pointer),
  ]
}

/** PATCH /api/campaign-audiences/{id}: only while all of its messages are drafts or cancelled (Assumed). */
export function changeAudience(context: Context): Answer {
  const { db, now, id } = context
  const audience = findAudienceOrThrow(context, id)
  const { data } = context.body as RequestBodies['update_campaign_audience']
  requireSameId(data.id, id)
  const given = data.attributes.definition ?? {}
  refuse(definitionProblems(given, db))
  requireUnlocked(messagesOf(db, { type: 'campaign-audience', id }))
  const others = audiencesOf(db, audience.campaignId).filter((other) => other.id !== id)
  const priority = priorityOf(given, audience, others)
  makeRoom(db, others, priority, now)
  const { definition: before } = audience
  const definition = {
    name: given.name === undefined ? before.name : given.name,
    included: given.included === undefined ? before.included : (given.included ?? []),
    excluded: given.excluded === undefined ? before.excluded : (given.excluded ?? []),
    priority,
  }
  updateAudience(db, { ...audience, definition }, now)
  return answerWith(audienceType, id, context)
}

/** Null puts the audience behind the others: Assumed, as a create without priority does. */
function priorityOf({ priority }: Given, { definition }: Audience, others: readonly Audience[]): number {
  if (priority === undefined) return definition.priority
  return priority ?? lastPriority(others) + 1
}

/** DELETE /api/campaign-audiences/{id}: with its messages. All refusals Assumed. */
export function dropAudience(context: Context): Answer {
  const { db } = context
  const audience = findAudienceOrThrow(context, context.id)
  requireUnlocked(messagesOf(db, { type: 'campaign-audience', id: audience.id }), 'delete')
  if (findCampaign(db, audience.campaignId)?.definition.builder === 'wizard') {
    throw statusConflict('The only audience of a wizard campaign cannot be deleted.')
  }
  removeAudience(context, audience.id)
  return { kind: 'empty' }
}
