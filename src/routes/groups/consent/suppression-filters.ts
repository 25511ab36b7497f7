import type { FilterTerm } from '../../../store/filter-sql.ts'
import { suppressedProfiles, type Representative, type SuppressionKind } from '../../../store/suppressions.ts'
import type { Answer, Context } from '../../context.ts'
import { invalidParameter } from '../../errors.ts'
import { pageOf } from '../../shapes/read.ts'

// get_profiles by suppression. audience §3.6.

const PREFIX = 'subscriptions.email.marketing.'
const GLOBAL: SuppressionKind = 'suppression'
const OF_LIST: SuppressionKind = 'list_suppressions'

function kindOf(field: string): SuppressionKind | undefined {
  if (field.startsWith(`${PREFIX}${GLOBAL}.`)) return GLOBAL
  return field.startsWith(`${PREFIX}${OF_LIST}.`) ? OF_LIST : undefined
}

/**
 * Suppressed profiles, when filter or sort speak of suppressions; undefined when neither does. Throws the 400s of their
 * rules. A sort alone lists all who are suppressed (Assumed).
 */
export function suppressionPage(context: Context): Answer | undefined {
  const { terms, sort } = context.query
  const kinds = new Set(terms.map(({ field }) => kindOf(field)))
  const sortKind = sort && kindOf(sort.field)
  const kind = sortKind ?? [...kinds].find((found) => found !== undefined)
  if (kind === undefined) return undefined
  checkRules(context, kind, kinds)
  const selection = selections[kind][representativeOf(terms)]
  return { kind: 'many', type: 'profile', ...pageOf(selection, context, []) }
}

/** Documented rules, audience §3.6; Observed: how the text on mixing begins. All other words are Assumed. */
function checkRules({ query }: Context, kind: SuppressionKind, kinds: ReadonlySet<SuppressionKind | undefined>): void {
  const { terms, sort } = query
  if (kinds.has(undefined)) {
    throw invalidParameter('filter', 'You may not filter on subscriptions and other fields in the same request.')
  }
  if (sort !== undefined && kindOf(sort.field) === undefined) {
    throw invalidParameter('sort', 'You may not filter on subscriptions and sort by another field.')
  }
  if (kinds.size > 1 || (kinds.size === 1 && !kinds.has(kind))) {
    throw invalidParameter('filter', 'You may not filter on subscriptions by both list and global suppressions.')
  }
  if (terms.filter(({ field }) => field.endsWith('.timestamp')).length > 1) {
    throw invalidParameter('filter', 'You may not filter on subscriptions with more than one date filter.')
  }
  const listId = `${PREFIX}${OF_LIST}.list_id`
  if (kind === OF_LIST && !terms.some(({ field }) => field === listId)) {
    throw invalidParameter('filter', `You may not filter on subscriptions by list suppressions without ${listId}.`)
  }
}

/** With a reason, a profile has one suppression at most; without, one stands for all of the same list. */
function representativeOf(terms: readonly FilterTerm[]): Representative | 'only' {
  if (terms.some(({ field }) => field.endsWith('.reason'))) return 'only'
  return terms.some(({ operator }) => operator.startsWith('less')) ? 'earliest' : 'latest'
}

const selectionsOf = (kind: SuppressionKind) => ({
  only: suppressedProfiles(kind),
  latest: suppressedProfiles(kind, 'latest'),
  earliest: suppressedProfiles(kind, 'earliest'),
})

const selections = { [GLOBAL]: selectionsOf(GLOBAL), [OF_LIST]: selectionsOf(OF_LIST) } as Readonly<
  Record<SuppressionKind, ReturnType<typeof selectionsOf>>
>
