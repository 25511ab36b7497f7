import type { Db } from '../../../store/database.ts'
import type { ErrorEntry } from '../../errors.ts'
import { pointerOf } from '../../errors.ts'
import { problemIf } from '../campaigns/problems.ts'
import { branchesOf, innerActionsOf, messagesOf, type GivenAction } from './definition.ts'
import { conditionProblems, listProblems, messageProblems } from './references.ts'

// What is wrong with one action beyond its schema. Where nothing else is said, texts are Assumed.

type Json = Readonly<Record<string, unknown>>

/** How an action comes: as a new one, or in place of one whose messages, by id, hold these copies of templates. */
export interface Writing {
  db: Db
  copies?: ReadonlyMap<string, string | null>
}

/** All problems of an action; `pointer` leads to it. */
export function actionProblems(action: GivenAction, pointer: string, writing: Writing): ErrorEntry[] {
  const { db, copies } = writing
  const data: Json = action.data ?? {}
  const at = `${pointer}/data`
  return [
    ...(copies === undefined ? newnessProblems(action, pointer) : []),
    ...messagesOf(action).flatMap((placed) => {
      const place = `${pointer}${pointerOf(placed.path)}`
      return messageProblems(placed, place, db, copies?.get(String(placed.message.id)))
    }),
    ...conditionProblems(data, at, db),
    ...delayProblems(action, at),
    ...branchProblems(data, at),
    ...operationProblems(data, at),
    ...(action.type === 'list-update' ? listProblems(data, at, db) : []),
  ]
}

const notOnCreate = (name: string) => `'${name}' is not allowed on create.`

/** Members that only what exists has. Documented, events-flows §5.2. */
function newnessProblems(action: GivenAction, pointer: string): ErrorEntry[] {
  const { data } = action
  const experiment = data?.current_experiment as Json | null | undefined
  const inner = innerActionsOf(action).flatMap(({ path, action: each }) =>
    problemIf(each.id != null, notOnCreate('id'), `${pointer}${pointerOf(path)}/id`),
  )
  return [
    ...problemIf(action.id != null, notOnCreate('id'), `${pointer}/id`),
    ...messagesOf(action).flatMap(({ path, message }) =>
      problemIf(message.id != null, notOnCreate('id'), `${pointer}${pointerOf(path)}/id`),
    ),
    ...inner,
    ...problemIf(
      data?.experiment_status != null,
      notOnCreate('experiment_status'),
      `${pointer}/data/experiment_status`,
    ),
    ...problemIf(experiment?.id != null, notOnCreate('id'), `${pointer}/data/current_experiment/id`),
  ]
}

/** Observed rule: a delay waits for a time or a weekday only after days, events-flows §5.4. */
function delayProblems({ type, data }: GivenAction, pointer: string): ErrorEntry[] {
  if ((type !== 'time-delay' && type !== 'countdown-delay') || !data) return []
  const { unit = 'days', value, secondary_value: second } = data
  const late = type === 'time-delay' && unit !== 'days' ? ['delay_until_time', 'delay_until_weekdays'] : []
  return [
    ...late.flatMap((name) =>
      problemIf(data[name] != null, `'${name}' is only allowed when unit is 'days'.`, `${pointer}/${name}`),
    ),
    ...problemIf(typeof value === 'number' && value < 0, "'value' must be 0 or more.", `${pointer}/value`),
    ...problemIf(
      typeof second === 'number' && second < 0,
      "'secondary_value' must be 0 or more.",
      `${pointer}/secondary_value`,
    ),
  ]
}

function branchProblems(data: Json, pointer: string): ErrorEntry[] {
  const branches = branchesOf(data)
  const ids = branches.map(({ branch_id: id }) => id)
  const others = branches.flatMap(({ is_else: isElse }, index) => (isElse === true ? index : []))
  return [
    ...ids.flatMap((id, index) =>
      problemIf(
        ids.indexOf(id) < index,
        `The branch_id '${String(id)}' is used more than once.`,
        `${pointer}/branches/${index}/branch_id`,
      ),
    ),
    ...others
      .slice(1)
      .flatMap((index) =>
        problemIf(true, 'Only one branch can be the else branch.', `${pointer}/branches/${index}/is_else`),
      ),
    ...problemIf(
      Array.isArray(data.branches) && branches.length === 0,
      "'branches' must have at least one item.",
      `${pointer}/branches`,
    ),
  ]
}

/** Documented: 100 KB of text in one action. */
const MOST_PROFILE_TEXT = 100 * 1024

function operationProblems({ profile_operations: operations }: Json, pointer: string): ErrorEntry[] {
  if (!Array.isArray(operations)) return []
  const texts = (operations as Json[]).flatMap(({ property_key: key, property_value: value }) => [key, value])
  const size = texts.reduce<number>((sum, text) => sum + (typeof text === 'string' ? Buffer.byteLength(text) : 0), 0)
  return problemIf(
    size > MOST_PROFILE_TEXT,
    'The maximum allowed sum of profile strings is 100KB.',
    `${pointer}/profile_operations`,
  )
}
