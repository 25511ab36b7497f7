import type { Json } from '../client.ts'

/** Formats of values that a recording and an answer must share. First match counts. */
const kinds: readonly (readonly [string, RegExp])[] = [
  ['ulid', /^01[0-9A-HJKMNP-TV-Z]{24}$/],
  ['uuid', /^[0-9a-f]{8}-[0-9a-f]{4}-[1-5][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/],
  ['time with microseconds', /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}\+00:00$/],
  ['time in seconds', /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00$/],
  ['time', /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d/],
  ['resource link', /^https?:\/\/[^/]+\/api\/.*[^?]\/$/],
  ['link', /^https?:\/\/[^/]+\/api\//],
]

/** Members that hold what users wrote: their names say nothing about the API. */
const FREE = new Set(['event_properties', 'properties', 'custom_metadata', 'consent'])

/** What was taken out of a recording before it was published. */
const REDACTED = /KLAVIYO|<.*>/

function kindOf(value: Json): string {
  if (typeof value !== 'string') return Array.isArray(value) ? 'array' : typeof value
  return kinds.find(([, format]) => format.test(value))?.[0] ?? 'text'
}

const isEmpty = (value: Json) => typeof value === 'object' && value !== null && Object.keys(value).length === 0

/**
 * Where an answer departs from a recording: members and their order, and the format of each value. Null fits anything,
 * for it depends on what was stored; of a list the first of each side are compared.
 */
export function differences(recorded: Json, answered: Json, path = ''): string[] {
  if (recorded === null || answered === null) return []
  // Recordings written by PHP show {} as [].
  if (isEmpty(recorded) || isEmpty(answered)) {
    return typeof recorded === typeof answered ? [] : [`${path}: ${kindOf(answered)} in place of an empty object`]
  }
  if (Array.isArray(recorded) && Array.isArray(answered)) {
    return differences(recorded[0], answered[0], `${path}/0`)
  }
  if (typeof recorded === 'object' && typeof answered === 'object') {
    const [wanted, found] = [Object.keys(recorded).join(), Object.keys(answered).join()]
    const inner = Object.keys(recorded)
      .filter((name) => name in answered && !FREE.has(name))
      .flatMap((name) => differences(recorded[name], answered[name], `${path}/${name}`))
    return wanted === found ? inner : [`${path}: members ${found}, recorded ${wanted}`, ...inner]
  }
  if (typeof recorded === 'string' && REDACTED.test(recorded)) return []
  const [wanted, found] = [kindOf(recorded), kindOf(answered)]
  return wanted === found ? [] : [`${path}: ${found} (${String(answered)}), recorded ${wanted} (${String(recorded)})`]
}
