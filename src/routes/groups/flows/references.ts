import type { Condition } from '../../../store/conditions/definition.ts'
import type { Db } from '../../../store/database.ts'
import { unknownIds, type FlowTrigger } from '../../../store/flows.ts'
import type { ErrorEntry } from '../../errors.ts'
import { problemIf } from '../campaigns/problems.ts'
import { conditionProblems as segmentConditionProblems } from '../segments/definition-problems.ts'
import { isReusable } from '../templates/index.ts'
import type { PlacedMessage } from './definition.ts'

// Whether there is what a definition names. All texts and pointers are Assumed.

type Json = Readonly<Record<string, unknown>>

const missing = (type: string, id: string) => `A ${type} with id ${id} does not exist.`

function resourceProblems(db: Db, type: string, id: unknown, pointer: string): ErrorEntry[] {
  if (typeof id !== 'string') return []
  return problemIf(unknownIds(db, type, [id]).length > 0, missing(type, id), pointer)
}

/** What is wrong with a trigger; one without an id waits to be configured. */
export function triggerProblems(trigger: FlowTrigger, pointer: string, db: Db): ErrorEntry[] {
  const named = ['list', 'segment', 'metric'].includes(trigger.type)
  return [
    ...(named ? resourceProblems(db, trigger.type, trigger.id, `${pointer}/id`) : []),
    ...conditionProblems(trigger, pointer, db),
    ...amountProblems(trigger, pointer),
  ]
}

/** Numbers that say nothing where they are not positive. */
function amountProblems(trigger: Json, pointer: string): ErrorEntry[] {
  const positive = ['timeframe_days', 'price_drop_amount_value'].filter((name) => name in trigger)
  return [
    ...positive.flatMap((name) =>
      problemIf((trigger[name] as number) <= 0, `'${name}' must be greater than 0.`, `${pointer}/${name}`),
    ),
    ...problemIf(
      Array.isArray(trigger.audience) && trigger.audience.length === 0,
      "'audience' must have at least one item.",
      `${pointer}/audience`,
    ),
  ]
}

/** Objects in which clients write what they like. */
const FREE = ['kv_pairs', 'headers', 'event_payload', 'message_hierarchy', 'allocations']

/** What is wrong with the conditions of all filters below a value: those of segments, and those that only flows have. */
export function conditionProblems(value: unknown, pointer: string, db: Db): ErrorEntry[] {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, member]) => {
    const at = `${pointer}/${name}`
    if (name !== 'conditions') return FREE.includes(name) ? [] : conditionProblems(member, at, db)
    return (member as readonly Json[]).flatMap((condition, index) =>
      oneConditionProblems(condition, `${at}/${index}`, db),
    )
  })
}

function oneConditionProblems(condition: Json, pointer: string, db: Db): ErrorEntry[] {
  const { type, metric_id: metric, percentage } = condition
  const ofEvent = type !== 'profile-metric'
  return [
    ...(ofEvent ? resourceProblems(db, 'metric', metric, `${pointer}/metric_id`) : []),
    ...problemIf(
      typeof percentage === 'number' && (percentage < 0 || percentage > 100),
      "'percentage' must be between 0 and 100.",
      `${pointer}/percentage`,
    ),
    ...segmentConditionProblems(db, condition as unknown as Condition, pointer),
  ]
}

/** What a message names; `kept` is the copy of a template that it has already. */
export function messageProblems(
  { message }: PlacedMessage,
  pointer: string,
  db: Db,
  kept?: string | null,
): ErrorEntry[] {
  const { template_id: template, image_id: image, conversion_metric_id: metric, video_asset_id: video } = message
  return [
    ...problemIf(
      typeof template === 'string' && template !== kept && !isReusable(db, template),
      missing('template', String(template)),
      `${pointer}/template_id`,
    ),
    ...resourceProblems(db, 'image', image, `${pointer}/image_id`),
    ...resourceProblems(db, 'metric', metric, `${pointer}/conversion_metric_id`),
    // Documented: a push message has a video or an image.
    ...problemIf(
      video != null && (image != null || !!message.dynamic_image),
      "'video_asset_id' cannot be given together with an image.",
      `${pointer}/video_asset_id`,
    ),
  ]
}

/** The list that an action adds profiles to or takes them from. */
export const listProblems = (data: Json, pointer: string, db: Db): ErrorEntry[] =>
  resourceProblems(db, 'list', data.list_id, `${pointer}/list_id`)
