import { describe, expect, it } from 'vitest'
import { contractFor, NEWEST } from '../../src/schemas/contract.ts'
import { openDatabase, type Db } from '../../src/store/database.ts'
import { eventSelection, readEvents } from '../../src/store/events.ts'
import type { FilterTerm, Literal, Operator } from '../../src/store/filter-sql.ts'
import type { Position } from '../../src/store/selection.ts'

const { filters, query } = contractFor(NEWEST).operation('get_events')!

const string: Literal = { kind: 'string', text: 'RGVjNe' }
const literals: Readonly<Record<string, Literal>> = {
  metric_id: string,
  profile_id: string,
  datetime: { kind: 'datetime', text: '2026-01-01T00:00:00Z' },
  timestamp: { kind: 'number', number: 1_767_225_600 },
}

/** Every term that the contract allows: a field with each operator, of lists with one value and with two. */
const terms = Object.entries(filters!).flatMap(([field, { single, list, none }]): FilterTerm[] => [
  ...none.map((operator) => ({ operator: operator as Operator, field, values: [] })),
  ...single.map((operator) => ({ operator: operator as Operator, field, values: [literals[field]!] })),
  ...list.flatMap((operator) => [
    { operator: operator as Operator, field, values: [literals[field]!] },
    { operator: operator as Operator, field, values: [string, { kind: 'string' as const, text: 'UskKzq' }] },
  ]),
])
const nameOf = ({ operator, field, values }: FilterTerm) =>
  `${operator}(${[field, ...values.map(() => '…')].join(', ')})`

const filterCases: (readonly [string, FilterTerm[]])[] = [
  ['no filter', []],
  ...terms.map((term) => [nameOf(term), [term]] as const),
  ...terms.flatMap((left, index) =>
    terms.slice(index + 1).map((right) => [`${nameOf(left)}, ${nameOf(right)}`, [left, right]] as const),
  ),
].map(([name, list]) => [name as string, list as FilterTerm[]] as const)

const sorts = [undefined, ...(query.sort?.values ?? [])]
const positions: (Position | undefined)[] = [
  undefined,
  { value: 1_767_225_600, id: 17 },
  { value: 1_767_225_600, id: 17, backward: true },
]

/** The plan of the page that a request reads. */
function planOf(list: readonly FilterTerm[], sort: string | undefined, from: Position | undefined): string[] {
  const db = openDatabase()
  const plan: string[] = []
  const explaining: Db = {
    ...db,
    all: (sql, ...values) => {
      plan.push(...db.all<{ detail: string }>(`EXPLAIN QUERY PLAN ${sql}`, ...values).map(({ detail }) => detail))
      return []
    },
  }
  const order =
    sort === undefined ? eventSelection.defaultSort : { field: sort.replace('-', ''), descending: sort.startsWith('-') }
  readEvents(explaining, { terms: list, size: 200, sort: order, ...(from && { from }) })
  db.close()
  return plan
}

describe('get_events', () => {
  it.each(filterCases)('reads along an index, whatever the sort and the page: %s', (_name, list) => {
    for (const sort of sorts) {
      for (const from of positions) {
        const plan = planOf(list, sort, from)
        // Without a bound, a walk along the index by time is the page itself.
        expect(plan.filter((line) => /\bSCAN e\b/.test(line) && !line.includes('USING INDEX event_time'))).toEqual([])
        expect(plan.filter((line) => line.includes('TEMP B-TREE'))).toEqual([])
      }
    }
  })

  it.each([
    ['equals(metric_id)', ['metric_id'], /SEARCH e USING (COVERING )?INDEX event_metric \(metric_id=\?/],
    ['equals(profile_id)', ['profile_id'], /SEARCH e USING INDEX event_profile \(profile_id=\?/],
    ['both', ['metric_id', 'profile_id'], /SEARCH e USING INDEX event_profile_metric \(profile_id=\? AND metric_id=\?/],
  ])('searches the index of %s', (_name, fields, expected) => {
    const list = fields.map((field): FilterTerm => ({ operator: 'equals', field, values: [string] }))
    expect(planOf(list, undefined, undefined)[0]).toMatch(expected)
  })
})
