import type { FilterField, Operation } from '../../src/schemas/contract.ts'
import { filters, idTypeOf, type Ids } from './index.ts'

/** An id that nothing has. */
export const UNKNOWN_ID = '01KWFVK2PYZEYGGRNDRWEC6SMN'

/** Parameters without which an operation is refused. */
export function neededQuery(operation: Operation, ids: Ids): Record<string, string> {
  const needed = operation.query.filter?.required === true ? requiredFilter(operation) : undefined
  const filter = filters[operation.operationId] ?? needed
  return {
    ...(operation.surface === 'client' && { company_id: ids.account! }),
    ...(filter !== undefined && { filter }),
    ...Object.fromEntries(
      Object.entries(operation.query)
        .filter(([name, { required }]) => required === true && name !== 'filter' && name !== 'company_id')
        .map(([name, { values = [] }]) => [name, values[0] ?? unlisted[name]!]),
    ),
  }
}

/** Values of parameters that the contract does not list. */
const unlisted: Readonly<Record<string, string>> = { statistics: 'total_reviews' }

function requiredFilter({ filters = {} }: Operation): string {
  const [name, field] = Object.entries(filters).find(([, { single }]) => single.length > 0) ?? ['id', undefined]
  return term(name, field?.single[0] ?? 'equals', field)
}

/** One term of a filter, with a value that the field takes. */
export function term(name: string, operator: string, field: FilterField | undefined): string {
  if (operator === 'has') return `has(${name})`
  const value = valueOf(field)
  return `${operator}(${name},${field?.list.includes(operator) ? `[${value}]` : value})`
}

function valueOf(field: FilterField | undefined): string {
  if (field?.values) return `"${field.values[0]}"`
  if (field?.format === 'date-time') return '2026-10-01T00:00:00Z'
  if (field?.type === 'integer' || field?.type === 'number') return '1'
  if (field?.type === 'boolean') return 'true'
  return '"a"'
}

/** The URL of an operation on what the seed holds, or on the id given. */
export function urlOf(operation: Operation, ids: Ids, query = neededQuery(operation, ids), id?: string): string {
  const known = operation.ids?.[0] ?? ids[idTypeOf(operation) ?? ''] ?? UNKNOWN_ID
  const path = operation.path.replace(/\{\w+\}/, encodeURIComponent(id ?? known))
  const text = new URLSearchParams(query).toString()
  return text === '' ? path : `${path}?${text}`
}
