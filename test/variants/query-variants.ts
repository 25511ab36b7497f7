import type { Operation } from '../../src/schemas/contract.ts'
import { term } from '../requests/url.ts'

/** A query to send, beside what the operation needs anyway. */
export interface QueryVariant {
  name: string
  query: Record<string, string>
  /** Whether the contract allows it. */
  allowed: boolean
}

/** Queries at and beyond each limit that the contract states for an operation. */
export function queryVariants(operation: Operation): QueryVariant[] {
  const { query, filters = {} } = operation
  const variants: QueryVariant[] = []
  const add = (name: string, value: string, allowed: boolean) =>
    variants.push({ name: `${name}=${value}`, query: { [name]: value }, allowed })
  for (const [name, { kind, values, minimum = 1, maximum = 100 }] of Object.entries(query)) {
    if (name === 'page[size]') {
      for (const size of [minimum, maximum]) add(name, String(size), true)
      for (const size of [minimum - 1, maximum + 1, 'many']) add(name, String(size), false)
    } else if (name === 'page[cursor]') {
      add(name, 'nonsense', false)
    } else if (values !== undefined) {
      for (const value of values) add(name, value, true)
      if (kind === 'list') add(name, values.join(), true)
      add(name, 'nonsense', false)
    }
  }
  if (query.filter !== undefined) {
    for (const [name, field] of Object.entries(filters)) {
      for (const operator of [...field.single, ...field.list, ...field.none]) {
        add('filter', term(name, operator, field), true)
      }
      const other = ['equals', 'less-than', 'contains'].find((one) => ![...field.single, ...field.list].includes(one))
      if (other !== undefined) add('filter', term(name, other, field), false)
    }
    add('filter', 'equals(nonsense,"a")', false)
    add('filter', 'equals(', false)
  }
  add('nonsense', '1', false)
  return variants
}
