import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { meetsDefinition } from '../../src/store/segments.ts'
import { definition, METRICS, NOW, somebody } from '../conditions/arbitraries.ts'
import { meets } from '../conditions/reference.ts'
import { createWorld, type World } from '../conditions/world.ts'
import { runs } from './runs.ts'

// Whatever a definition asks, and whatever happened to somebody: SQL says what the plain way says.

let world: World
beforeAll(() => {
  world = createWorld(NOW, METRICS)
})
afterAll(() => world.close())

it('SQL finds who meets a definition, and nobody else', () => {
  const names = Object.fromEntries(Object.entries(world.metrics).map(([name, id]) => [id, name]))
  let met = 0
  let asked = 0
  fc.assert(
    fc.property(definition, fc.array(somebody, { minLength: 1, maxLength: 4 }), (given, people) => {
      const text = JSON.stringify(given)
      const withIds = JSON.parse(
        METRICS.reduce(
          (all, name) => all.replaceAll(`"metric_id":"${name}"`, `"metric_id":"${world.metrics[name]}"`),
          text,
        ),
      )
      for (const each of people) {
        const id = world.add(each)
        const expected = meets(withIds, each, NOW, names)
        expect(meetsDefinition(world.db, withIds, id, NOW), `${text}\n${JSON.stringify(each)}`).toBe(expected)
        asked++
        if (expected) met++
      }
    }),
    runs(400),
  )
  // Else nothing was compared.
  expect(met / asked).toBeGreaterThan(0.1)
  expect(met / asked).toBeLessThan(0.9)
})
