import { countActiveProfiles, countEvents, sumUsage, type Metrics } from '../../store/billing.ts'
import { formatSeconds } from '../../store/clock.ts'
import type { Row, Selection } from '../../store/selection.ts'
import { readSetting } from '../../store/settings.ts'
import type { Plan } from '../../store/declared-accounts.ts'
import type { Answer, Context } from '../context.ts'
import { notFound } from '../errors.ts'
import type { Group, ResourceType } from '../resource.ts'

// Billing: what an account uses of its plan in the current month. Members and units Documented; the usage types, what each
// counts and that a period is a calendar month of UTC are Assumed. revision-2026-10-15 §7.

type Count = (context: Context, span: { from: number; to: number }) => number

const mails: Metrics = { names: ['Received Email', 'Bounced Email'], own: true }
const textMessages: Metrics = { names: ['Received Text Message', 'Failed to Deliver Text Message'], own: true }
const orders: Metrics = { names: ['Placed Order'], own: false }

/** The usage types by their ids: the unit, and how much of it was used. Those that the plan lacks are not there. */
const usageTypes: Readonly<Record<keyof Plan, readonly [unit: string, count: Count]>> = {
  profiles: ['profiles', ({ db }) => countActiveProfiles(db)],
  email: ['messages', ({ db }, span) => countEvents(db, mails, span)],
  sms: ['credits', ({ db }, span) => sumUsage(db, textMessages, span)],
  reviews: ['orders', ({ db }, span) => countEvents(db, orders, span)],
}

/** Nothing is stored: rows are counted when they are asked for. */
const nothing: Selection = {
  from: 'resource r',
  where: 'false',
  columns: 'r.id, r.attributes',
  id: 'r.id',
  fields: { id: { sql: 'r.id' } },
  defaultSort: { field: 'id' },
}

const usageType: ResourceType = {
  type: 'billing-usage',
  collection: 'billing-usage',
  selection: nothing,
  attributes: ['usage_used', 'usage_max', 'unit', 'period_start', 'period_end', 'as_of'],
  relationships: {},
}

export const billing: Group = {
  name: 'Billing',
  types: [usageType],
  takeOvers: { list_billing_usage: listUsage, get_billing_usage: getUsage },
}

/** GET /api/billing-usage, all or those that the filter names. */
function listUsage(context: Context): Answer {
  const wanted = context.query.terms.map(({ values }) =>
    values.map((value) => (value.kind === 'string' ? value.text : undefined)),
  )
  const rows = usageOf(context).filter(({ id }) => wanted.every((ids) => ids.includes(id)))
  return { kind: 'many', type: 'billing-usage', rows }
}

/** GET /api/billing-usage/{id}. */
function getUsage(context: Context): Answer {
  const row = usageOf(context).find(({ id }) => id === context.id)
  if (row === undefined) throw notFound(`A billing-usage with id ${context.id} does not exist.`)
  return { kind: 'one', type: 'billing-usage', row }
}

function usageOf(context: Context): Row[] {
  const { now, db } = context
  const plan = readSetting(db, 'plan')
  const span = monthOf(now)
  return Object.entries(usageTypes).flatMap(([id, [unit, count]]) => {
    const usage_max = plan[id as keyof Plan]
    if (usage_max === null) return []
    const attributes = {
      usage_used: Math.round(count(context, span) * 10_000) / 10_000,
      usage_max,
      unit,
      period_start: formatSeconds(span.from),
      period_end: formatSeconds(span.to),
      as_of: formatSeconds(now),
    }
    return [{ id, attributes: JSON.stringify(attributes) }]
  })
}

/** The calendar month that a time lies in; its end is the beginning of the next. */
function monthOf(now: number): { from: number; to: number } {
  const date = new Date(now / 1000)
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth()]
  return { from: Date.UTC(year, month) * 1000, to: Date.UTC(year, month + 1) * 1000 }
}
