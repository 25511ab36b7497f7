import { mostEventProperties } from '../../../schemas/revisions/2025-04-15-allow-400-event-properties.ts'
import { earliestEventYear } from '../../../schemas/revisions/2026-07-15-take-event-times-from-1990.ts'
import { parseTime } from '../../../store/clock.ts'
import type { Context } from '../../context.ts'
import { invalidEntry, type ErrorEntry } from '../../errors.ts'

// What is refused of an event before it is stored. The limits are Documented (events §2.1), the texts Assumed; that a
// refusal is a 400 and not a silent loss behind the 202 is Assumed too, and so are the pointers.

/** An event as every operation gives it. */
export interface EventInput {
  properties: Record<string, unknown>
  time?: string | null
  value?: number | null
  value_currency?: string | null
  unique_id?: string | null
  metric: { data: { attributes: { name: string; service?: string | null } } }
}

const METRIC_NAME_LENGTH = 128
const ARRAY_ITEMS = 4000
const NESTING = 10
const FIELD_BYTES = 100 * 1024
/** A value of fewer characters than this cannot reach the limit of bytes, however they are escaped. */
const SURELY_SMALL = FIELD_BYTES / 6

/** Everything that is wrong with an event; `at` is the pointer of its attributes. */
export function eventProblems(event: EventInput, at: string, context: Pick<Context, 'now' | 'revision'>): ErrorEntry[] {
  const entries: ErrorEntry[] = []
  const { name } = event.metric.data.attributes
  if (name.trim() === '' || name.length >= METRIC_NAME_LENGTH) {
    const detail = `The metric name must have between 1 and ${METRIC_NAME_LENGTH - 1} characters.`
    entries.push(invalidEntry(detail, { pointer: `${at}/metric/data/attributes/name` }))
  }
  const timeProblem = event.time ? problemOfTime(event.time, context) : undefined
  if (timeProblem !== undefined) entries.push(invalidEntry(timeProblem, { pointer: `${at}/time` }))
  const names = Object.keys(event.properties)
  const most = mostEventProperties(context.revision)
  if (names.length > most) {
    const detail = `An event may have at most ${most} properties (got ${names.length}).`
    entries.push(invalidEntry(detail, { pointer: `${at}/properties` }))
  }
  for (const property of names) {
    const problem = problemOfProperty(event.properties[property])
    if (problem !== undefined) entries.push(invalidEntry(problem, { pointer: `${at}/properties/${property}` }))
  }
  return entries
}

function problemOfTime(text: string, { now, revision }: Pick<Context, 'now' | 'revision'>): string | undefined {
  const time = parseTime(text)
  if (Number.isNaN(time)) return `'time' must be a valid date-time.`
  const earliest = earliestEventYear(revision)
  if (time < parseTime(`${earliest}-01-01`)) return `'time' must not lie before the year ${earliest}.`
  const nextYear = new Date(now / 1000)
  nextYear.setUTCFullYear(nextYear.getUTCFullYear() + 1)
  return time > nextYear.getTime() * 1000 ? `'time' must not lie more than one year ahead.` : undefined
}

function problemOfProperty(value: unknown): string | undefined {
  if (typeof value === 'string') return value.length > SURELY_SMALL ? problemOfSize(value) : undefined
  if (typeof value !== 'object' || value === null) return undefined
  const found: Measured = { characters: 0, items: 0, depth: 0 }
  measure(value, 1, found)
  if (found.items > ARRAY_ITEMS) return `An array may have at most ${ARRAY_ITEMS} items (got ${found.items}).`
  if (found.depth > NESTING) return `A property may be nested at most ${NESTING} levels deep.`
  return found.characters > SURELY_SMALL ? problemOfSize(value) : undefined
}

function problemOfSize(value: unknown): string | undefined {
  const bytes = Buffer.byteLength(JSON.stringify(value))
  return bytes > FIELD_BYTES ? `A property may have at most ${FIELD_BYTES / 1024} kB.` : undefined
}

interface Measured {
  characters: number
  /** Of the longest array. */
  items: number
  depth: number
}

function measure(value: object, depth: number, found: Measured): void {
  found.depth = Math.max(found.depth, depth)
  if (depth > NESTING) return
  const members = Array.isArray(value) ? (value as unknown[]) : Object.values(value)
  if (Array.isArray(value)) found.items = Math.max(found.items, value.length)
  else for (const name of Object.keys(value)) found.characters += name.length + 4
  for (const member of members) {
    if (typeof member === 'object' && member !== null) measure(member, depth + 1, found)
    else found.characters += typeof member === 'string' ? member.length + 3 : 8
  }
}
