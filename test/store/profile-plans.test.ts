import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openDatabase, type Db } from '../../src/store/database.ts'
import type { FilterTerm, Literal, Operator } from '../../src/store/filter-sql.ts'
import { membersOfGroup } from '../../src/store/memberships.ts'
import { profilesOfImport } from '../../src/store/profile-imports.ts'
import { profileSelection } from '../../src/store/profiles.ts'
import { pushTokenSelection, pushTokensOfProfile } from '../../src/store/push-tokens.ts'
import { readPage, type PageRequest, type Selection } from '../../src/store/selection.ts'

let db: Db
beforeEach(() => (db = openDatabase()))
afterEach(() => db.close())

/** The steps by which SQLite finds one page. */
function planOf(selection: Selection, request: PageRequest): string[] {
  let plan: string[] = []
  const explaining = {
    ...db,
    all: (sql: string, ...values: never[]) => {
      plan = db.all<{ detail: string }>(`EXPLAIN QUERY PLAN ${sql}`, ...values).map(({ detail }) => detail)
      return []
    },
  } as Db
  readPage(explaining, selection, { size: 20, ...request })
  return plan
}

/** Steps that cost as much as the table is large. Walking an index in the order of the page is none: it ends early. */
function costly(plan: readonly string[], inOrder = false): string[] {
  return plan.filter(
    (step) =>
      step.startsWith('USE TEMP B-TREE') ||
      (/^SCAN (p|m|t|l|i)\b/.test(step) && !(inOrder && /USING (COVERING )?INDEX/.test(step))),
  )
}

const text = (of: string): Literal => ({ kind: 'string', text: of })
const time: Literal = { kind: 'datetime', text: '2026-11-02' }
const term = (field: string, operator: Operator, ...values: Literal[]): FilterTerm => ({ field, operator, values })

const identifiers = ['email', 'phone_number', 'external_id', '_kx']
const lookUps = (fields: readonly string[]) =>
  fields.flatMap((field) => [term(field, 'equals', text('a')), term(field, 'any', text('a'), text('b'))])

describe('a page of profiles', () => {
  it.each(lookUps(['id', ...identifiers]))('by $field ($operator) looks up the few that match', (filter) => {
    expect(costly(planOf(profileSelection, { terms: [filter] }))).toEqual([])
  })

  it.each(
    ['created', 'updated'].flatMap((field) => [term(field, 'greater-than', time), term(field, 'less-than', time)]),
  )('by $field ($operator) pages by the date', (filter) => {
    expect(costly(planOf(profileSelection, { terms: [filter], sort: { field: filter.field } }))).toEqual([])
  })

  it.each(['id', 'created', 'updated', 'email'].flatMap((field) => [{ field }, { field, descending: true }]))(
    'sorted by $field walks an index, at its beginning and behind a cursor',
    (sort) => {
      expect(costly(planOf(profileSelection, { sort }), true)).toEqual([])
      expect(costly(planOf(profileSelection, { sort, from: { value: 'a', id: 'b' } }))).toEqual([])
    },
  )
})

describe('a page of members', () => {
  const parents = ['L']

  it.each(lookUps([...identifiers, 'push_token']))('by $field ($operator) looks up the few that match', (filter) => {
    const plan = planOf(membersOfGroup, { parents, terms: [filter] })
    expect(costly(plan)).toEqual([])
    expect(plan.join('\n')).toContain('(group_id=? AND profile_id=?)')
  })

  it.each(['greater-than', 'greater-or-equal', 'less-than', 'less-or-equal'] as const)(
    'by joined_group_at (%s) pages by the date',
    (operator) => {
      const terms = [term('joined_group_at', operator, time)]
      expect(costly(planOf(membersOfGroup, { parents, terms, sort: { field: 'joined_group_at' } }))).toEqual([])
    },
  )

  it.each([{ field: 'id' }, { field: 'joined_group_at' }, { field: 'joined_group_at', descending: true }])(
    'sorted by $field walks an index',
    (sort) => {
      expect(costly(planOf(membersOfGroup, { parents, sort }))).toEqual([])
    },
  )
})

describe('a page of push tokens', () => {
  it.each(
    lookUps(['id', 'profile.id', 'enablement_status', 'platform']).filter(({ operator }) => operator === 'equals'),
  )('by $field looks up those that match', (filter) => {
    expect(costly(planOf(pushTokenSelection, { terms: [filter] }))).toEqual([])
  })

  it('of a profile, and of profiles of an import, needs no sorting', () => {
    expect(costly(planOf(pushTokensOfProfile, { parents: ['P'] }))).toEqual([])
    expect(costly(planOf(profilesOfImport, { parents: ['J'] }))).toEqual([])
  })
})
