import { afterEach, beforeEach, expect, it } from 'vitest'
import { deleteRecords, linkRecord, recordKey, saveRecord } from '../../src/store/object-records.ts'
import { evaluateSegment, meetsDefinition, type SegmentAttributes } from '../../src/store/segments.ts'
import { insertResource } from '../../src/store/resources.ts'
import type { ValueFilter } from '../../src/store/conditions/definition.ts'
import { NOW } from '../conditions/arbitraries.ts'
import { createWorld, type World } from '../conditions/world.ts'

let world: World
let ada: string
const nothing = { consent: {}, suppressions: [], events: [], groups: {} }

beforeEach(() => {
  world = createWorld(NOW, [])
  ada = world.add({ ...nothing, write: { first_name: 'Ada' } })
  const orders = [
    { 1: 'paid', 2: 30, 3: ['red'], 4: '2026-02-27T10:00:00Z' },
    { 1: 'open', 2: 10, 3: [], 4: '2025-02-27T10:00:00Z' },
    { 1: 'paid', 2: 50 },
  ]
  for (const [index, properties] of orders.entries()) {
    saveRecord(world.db, 'orders', recordKey('orders', String(index)), properties)
    linkRecord(world.db, 'buyer', recordKey('orders', String(index)), [ada], false)
  }
  saveRecord(world.db, 'pets', recordKey('pets', '1'), { 1: 'paid' })
  linkRecord(world.db, 'buyer', recordKey('pets', '1'), [ada], false)
})
afterEach(() => world.close())

const having = (operator: 'equals' | 'greater-than', value: number, ...filters: [number, ValueFilter][]) => ({
  condition_groups: [
    {
      conditions: [
        {
          type: 'profile-has-custom-object' as const,
          object_type_id: 'orders',
          object_type_relationship_id: 'buyer',
          filter: { type: 'numeric' as const, operator, value },
          filters: filters.map(([property_id, filter]) => ({ property_id, filter })),
        },
      ],
    },
  ],
})

const paid: [number, ValueFilter] = [1, { type: 'string', operator: 'equals', value: 'paid' }]

it.each([
  ['all records of the type', having('equals', 3)],
  ['those with a text', having('equals', 2, paid)],
  [
    'those with a text and a number in a range',
    having('equals', 1, paid, [2, { type: 'numeric', operator: 'between', start: 20, end: 40 }]),
  ],
  ['those with an item', having('equals', 1, [3, { type: 'list', operator: 'contains', value: 'red' }])],
  ['those of a time', having('equals', 1, [4, { type: 'date', operator: 'in-the-last', unit: 'day', quantity: 7 }])],
  ['those without a property', having('equals', 1, [3, { type: 'existence', operator: 'not-set' }])],
])('counts %s', (_, definition) => {
  expect(meetsDefinition(world.db, definition, ada, NOW)).toBe(true)
})

it('counts none by another relationship', () => {
  world.db.run(`UPDATE object_record_link SET relationship_id = 'seller'`)
  expect(meetsDefinition(world.db, having('equals', 0), ada, NOW)).toBe(true)
})

it('notes the profile when a record changes or goes', () => {
  const { db } = world
  const attributes = { definition: having('greater-than', 2), is_active: true } as unknown as SegmentAttributes
  insertResource(db, { type: 'segment', id: 'S', created: NOW, updated: NOW, attributes: { ...attributes } })
  const evaluate = () => evaluateSegment(db, { id: 'S', attributes }, 'changed', NOW)
  saveRecord(db, 'orders', recordKey('orders', '0'), { 1: 'open' })
  expect(evaluate()).toEqual({ segmentId: 'S', joined: [ada], left: [] })
  db.run('DELETE FROM changed_profile')
  deleteRecords(db, [recordKey('orders', '0')])
  expect(evaluate()).toEqual({ segmentId: 'S', joined: [], left: [ada] })
})
