import { eventSelection, findEventSeq, readEvents } from '../../../store/events.ts'
import { unknownMetrics } from '../../../store/metrics.ts'
import type { Position, Sort } from '../../../store/selection.ts'
import type { Answer, Context } from '../../context.ts'
import { invalidParameter } from '../../errors.ts'
import { readCursor } from '../../page.ts'
import { cursorsOf } from '../../shapes/read.ts'

/** Where page[size] has no default, because the revision does not have it. Documented, events §1. */
const PAGE_SIZE = 200

/** GET /api/events: newest first. The cursor names an event; the order among events of one second is that of ingestion. */
export function listEvents(context: Context): Answer {
  const { db, query } = context
  requireMetrics(context)
  const sort = query.sort ?? eventSelection.defaultSort
  const from = query.cursor === undefined ? undefined : positionOf(context, query.cursor, sort)
  const size = query.pageSize ?? PAGE_SIZE
  const page = readEvents(db, { terms: query.terms, sort, size, ...(from && { from }) })
  return { kind: 'many', type: 'event', rows: page.rows, page: cursorsOf(page, sort, 'event') }
}

/** A filter on metrics that do not exist is refused. Observed text, events §2.6. */
function requireMetrics({ db, query }: Context): void {
  const terms = query.terms.filter(({ field }) => field === 'metric_id')
  const ids = terms.flatMap(({ values }) => values.flatMap((value) => (value.kind === 'string' ? [value.text] : [])))
  if (ids.length === 0) return
  const unknown = unknownMetrics(db, ids)
  if (unknown.length === 0) return
  const list = unknown.map((id) => `'${id}'`).join(', ')
  throw invalidParameter('filter', `Metric IDs [${list}] do not exist.`)
}

/** Of an event that is gone only its second is known: all others of that second are read again, none is missed. */
function positionOf({ db }: Context, cursor: string, sort: Sort): Position {
  const position = readCursor('event', cursor, sort.field, 'number')
  const descending = (sort.descending === true) !== (position.backward === true)
  const seq = findEventSeq(db, String(position.id)) ?? (descending ? Number.MAX_SAFE_INTEGER : 0)
  return { ...position, id: seq }
}
