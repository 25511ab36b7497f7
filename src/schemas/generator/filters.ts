import type { OpenApiFilter, OpenApiOperation } from './document.ts'

/** What one field of a filter takes. `typeFrom` tells where the type is from when the document does not state it. */
export interface FilterFacts {
  single: readonly string[]
  list: readonly string[]
  none: readonly string[]
  type: 'string' | 'integer' | 'number' | 'boolean'
  format?: 'date-time'
  values?: readonly string[]
  typeFrom?: string
}

type Filters = Record<string, FilterFacts>

const valueTypes = new Set(['string', 'integer', 'number', 'boolean'])

/** Reads the filters of an operation; `newer` are those of the same operation in newer revisions, nearest first. */
export function filtersOf(operation: OpenApiOperation, newer: readonly [string, Filters][]): Filters | undefined {
  const stated = operation['x-klaviyo-filters']
  if (stated) {
    return Object.fromEntries(Object.entries(stated).map(([field, filter]) => [field, statedField(field, filter)]))
  }
  const text = operation.parameters.find((parameter) => parameter.name === 'filter')?.description
  if (text === undefined) return undefined
  const fields: Filters = {}
  for (const [field, operators] of fieldsInText(text, operation.operationId))
    fields[field] = narrowed(field, inferredField(field, operators, newer), operation.description)
  return fields
}

function statedField(field: string, filter: OpenApiFilter): FilterFacts {
  for (const key of Object.keys(filter))
    if (key !== 'operators' && key !== 'value') throw new Error(`unknown filter keyword '${key}' of ${field}`)
  const { type = 'string', format, enum: values, ...rest } = filter.value ?? {}
  if (!valueTypes.has(type) || (format && format !== 'date-time') || Object.keys(rest).length > 0)
    throw new Error(`unknown filter value of ${field}: ${JSON.stringify(filter.value)}`)
  const { single = [], list = [], none = [] } = filter.operators
  return withTimestamps(field, {
    single,
    list,
    none,
    type: type as FilterFacts['type'],
    ...(format && { format: 'date-time' as const }),
    ...(values && { values }),
  })
}

/** Events take `timestamp` as seconds and as a date: type integer with format date-time means either. */
const withTimestamps = (field: string, facts: FilterFacts): FilterFacts =>
  field === 'timestamp' ? { ...facts, type: 'integer', format: 'date-time' } : facts

/** Before 2026-04-15 fields and operators stand only in the text of the parameter, one line for each field. */
function fieldsInText(text: string, operationId: string): [string, string[]][] {
  const [, lines] = text.split('Allowed field(s)/operator(s):')
  if (lines === undefined) throw new Error(`${operationId}: no allowed fields in the text of filter`)
  return lines
    .split('<br>')
    .filter((line) => line.trim() !== '')
    .map((line) => {
      const [, field, operators] = /^\s*`([\w.-]+)`:\s*((?:`[a-z-]+`(?:,\s*)?)+)\s*$/.exec(line) ?? []
      if (!field || !operators) throw new Error(`${operationId}: cannot read the filter line '${line}'`)
      return [field, operators.match(/[a-z-]+/g) ?? []]
    })
}

/** Where the text of an operation lists the filters to choose from, values that it leaves out were not taken yet. */
function narrowed(field: string, facts: FilterFacts, text: string): FilterFacts {
  const named = facts.values?.filter((value) => text.includes(`equals(${field},'${value}')`)) ?? []
  return named.length > 0 ? { ...facts, values: named } : facts
}

function inferredField(field: string, operators: string[], newer: readonly [string, Filters][]): FilterFacts {
  const [revision, known] =
    newer.map(([date, fields]) => [date, fields[field]] as const).find(([, facts]) => facts) ?? []
  const takes = (operator: string) => {
    const forms = { list: known?.list.includes(operator), none: known?.none.includes(operator) }
    const form = { list: forms.list ?? operator === 'any', none: forms.none ?? operator === 'has' }
    const stated = known?.single.includes(operator) || forms.list || forms.none
    return stated
      ? { single: known?.single.includes(operator), ...form }
      : { single: operator !== 'any' && operator !== 'has', list: operator === 'any', none: operator === 'has' }
  }
  const shared = {
    single: operators.filter((operator) => takes(operator).single),
    list: operators.filter((operator) => takes(operator).list),
    none: operators.filter((operator) => takes(operator).none),
  }
  if (!known) return withTimestamps(field, { ...shared, ...typeByName(field), typeFrom: 'name' })
  const { type, format, values, typeFrom } = known
  return {
    ...shared,
    type,
    ...(format && { format }),
    ...(values && { values }),
    typeFrom: typeFrom ?? revision ?? 'name',
  }
}

const dateName = /(^|\.)(created|updated|datetime|timestamp)$|_(at|date|time)$/
const booleanName = /(^|\.)(archived|hidden|is_\w+|has_\w+|live|active)$/

function typeByName(field: string): Pick<FilterFacts, 'type' | 'format'> {
  if (dateName.test(field)) return { type: 'string', format: 'date-time' }
  if (booleanName.test(field)) return { type: 'boolean' }
  return { type: field === 'size' || field === 'rating' ? 'integer' : 'string' }
}
