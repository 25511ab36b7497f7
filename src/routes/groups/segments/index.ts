import type { Answer, Context } from '../../context.ts'
import type { Group } from '../../resource.ts'
import { listShape } from '../../shapes/read.ts'
import { beginDay, runEvaluation, settleSegments } from './evaluation.ts'
import { segmentType } from './segment-type.ts'

export { segmentsOfProfile } from './segment-type.ts'

export const segments: Group = {
  name: 'Segments',
  types: [segmentType],
  takeOvers: { get_segments: listSegments },
  jobs: { 'segment-evaluation': runEvaluation, 'segments-new-day': beginDay },
  settle: settleSegments,
}

/** GET /api/segments. A filter on is_starred is taken and lets everything through. Observed, audience §5.1. */
function listSegments(context: Context): Answer {
  const { query } = context
  const terms = query.terms.filter(({ field }) => field !== 'is_starred')
  return listShape(segmentType, { ...context, query: { ...query, terms } })
}
