import { LOCATION_FIELDS, PROFILE_ATTRIBUTES } from '../profile-attributes.ts'
import type { ValueFilter } from './definition.ts'
import { plain, type Sql } from './sql.ts'
import { timeMeets } from './time.ts'
import { memberPath, valueMeets, type Place } from './values.ts'

const attributes = plain('p.attributes')

/** Attributes of a profile by the names that definitions give them; `location` and `properties` are none. */
const WELL_KNOWN: ReadonlySet<string> = new Set(
  PROFILE_ATTRIBUTES.filter((name) => name !== 'location' && name !== 'properties'),
)
const PLACES: ReadonlySet<string> = new Set(LOCATION_FIELDS)

const SUBSCRIPT = /^(properties|location)\[(?:'(.*)'|"(.*)")\]$/s

/**
 * Where a profile holds a property. Documented, audience §5.5: well-known names, `properties['…']`, `location['…']`, and
 * the parts of an address by their names alone. Assumed: any other name is a property's.
 */
export function placeOfProperty(property: string): Place {
  const [, container, single, double] = SUBSCRIPT.exec(property) ?? []
  if (container !== undefined) {
    return { document: attributes, path: memberPath(`$.${container}`, single ?? double ?? '') }
  }
  if (WELL_KNOWN.has(property)) return { document: attributes, path: memberPath('$', property) }
  const parent = PLACES.has(property) ? '$.location' : '$.properties'
  return { document: attributes, path: memberPath(parent, property) }
}

/** Whether a profile `p` has a property that meets a filter. */
export function propertyMeets(property: string, filter: ValueFilter, now: number): Sql {
  // Their columns are more exact than their texts, which are rounded to the second.
  if (filter.type === 'date' && (property === 'created' || property === 'updated')) {
    return timeMeets(plain(`p.${property}`), filter, now)
  }
  return valueMeets(placeOfProperty(property), filter, now)
}
