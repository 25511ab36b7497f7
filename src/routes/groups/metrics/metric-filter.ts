import { createBudget, DEFAULT_LIMITS } from '../../../content/django/limits.ts'
import { splitPattern } from '../../../content/django/pattern.ts'
import type { MetricFilter, MetricGroup } from '../../../store/custom-metrics.ts'

// The filters of custom metrics, on the properties of an event. Grammar Documented, events §3.4; that letters keep their
// case and that a missing property meets every negation is Assumed.

/** Whether an event with these properties counts in a group. */
export function countsIn({ metric_filters }: MetricGroup, properties: Readonly<Record<string, unknown>>): boolean {
  return (metric_filters ?? []).every(({ property, filter }) => {
    const value = Object.hasOwn(properties, property) ? properties[property] : undefined
    return holds(filter, value ?? undefined)
  })
}

function holds(filter: MetricFilter, value: unknown): boolean {
  const { type, operator, value: wanted } = filter
  if (type === 'existence') return (value !== undefined) === (operator === 'is-set')
  if (type === 'boolean') return value === wanted
  if (type === 'numeric') return holdsNumber(operator, value, wanted as number)
  const negated = /^(not-|nregex$)/.test(operator)
  const positive = operator.replace(/^not-|^n(?=regex$)/, '')
  const found =
    type === 'list' ? holdsItem(positive, value, wanted ?? null) : holdsText(positive, value, wanted ?? null)
  return found !== negated
}

function holdsNumber(operator: string, value: unknown, wanted: number): boolean {
  if (operator === 'not-equals') return value !== wanted
  if (typeof value !== 'number') return false
  switch (operator) {
    case 'equals':
      return value === wanted
    case 'greater-than':
      return value > wanted
    case 'greater-than-or-equal':
      return value >= wanted
    case 'less-than':
      return value < wanted
    default:
      return value <= wanted
  }
}

type Wanted = Exclude<MetricFilter['value'], undefined>

/** Numbers and booleans are compared as the text that they print: Assumed. */
function holdsText(operator: string, value: unknown, wanted: Wanted): boolean {
  if (value === undefined || typeof value === 'object') return false
  const text = String(value)
  if (operator === 'in') return (wanted as readonly string[]).includes(text)
  if (wanted === null) return false
  return compareText(operator, text, String(wanted))
}

function compareText(operator: string, text: string, wanted: string): boolean {
  switch (operator) {
    case 'equals':
      return text === wanted
    case 'contains':
      return text.includes(wanted)
    case 'starts-with':
      return text.startsWith(wanted)
    case 'ends-with':
      return text.endsWith(wanted)
    default:
      return matches(text, wanted)
  }
}

/** `contains`, `contains-starts-with`, `contains-substring` …: whether an item of the list is so. */
function holdsItem(operator: string, value: unknown, wanted: Wanted): boolean {
  if (!Array.isArray(value) || wanted === null) return false
  if (operator === 'contains') return value.includes(wanted)
  const how = { 'contains-starts-with': 'starts-with', 'contains-ends-with': 'ends-with' }[operator] ?? 'contains'
  return value.some((item) => compareText(how, String(item), String(wanted)))
}

/** A pattern that is none, or that would take too long, matches nothing: Assumed. */
function matches(text: string, pattern: string): boolean {
  try {
    return splitPattern(text, pattern, createBudget(DEFAULT_LIMITS)).length > 1
  } catch {
    return false
  }
}
