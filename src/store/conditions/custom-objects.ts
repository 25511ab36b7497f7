import type { CustomObjectCondition } from './definition.ts'
import { every, plain, sql, type Sql } from './sql.ts'
import { memberPath, numberMeets, valueMeets } from './values.ts'

const properties = plain('o.properties')

/**
 * Whether a profile is linked with so many records of an object type, by this relationship, that meet all filters.
 * Documented, audience §5.5, but for that all of them must be met (Assumed).
 */
export function customObjectMeets(condition: CustomObjectCondition, now: number): Sql {
  const { object_type_id, object_type_relationship_id, filter, filters } = condition
  const met = [
    sql`l.related_id = p.id AND l.relationship_id = ${object_type_relationship_id}`,
    sql`o.object_type_id = ${object_type_id}`,
    ...filters.map((each) =>
      valueMeets({ document: properties, path: memberPath('$', String(each.property_id)) }, each.filter, now),
    ),
  ]
  const count = sql`(
    SELECT count(*) FROM object_record_link l CROSS JOIN object_record o ON o.id = l.record_id WHERE ${every(met)})`
  return numberMeets(count, filter)
}
