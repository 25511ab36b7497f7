import fc from 'fast-check'
import type { Json } from '../client.ts'

/** Values that programs stumble over. */
const awkward = fc.constantFrom<Json>(
  ...[null, true, false, 0, -1, 1.5, 1e308, -0, Number.MAX_SAFE_INTEGER, 2 ** 53],
  ...['', ' ', '\u0000', '\ud83d', '💌', 'null', "'; DROP TABLE profile; --", '%', '../..', 'x'.repeat(2000)],
  ...['2026-02-30', '2026-10-01T00:00:00Z', '0000-00-00', '+12025550123', '+1', 'a@example.com', 'a@b', '@'],
  ...[[], {}, [null], [[]], { type: 'profile' }, { data: [] }, { data: null }, [{ data: {} }]],
)

/** Any JSON at all. */
export const anyJson = fc.oneof(awkward, fc.jsonValue({ maxDepth: 4 }) as fc.Arbitrary<Json>)

type Step =
  | { kind: 'replace'; at: number; value: Json }
  | { kind: 'remove'; at: number }
  | { kind: 'add'; at: number; name: string; value: Json }
  | { kind: 'repeat'; at: number }

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ kind: fc.constant('replace' as const), at: fc.nat(), value: anyJson }),
  fc.record({ kind: fc.constant('remove' as const), at: fc.nat() }),
  fc.record({
    kind: fc.constant('add' as const),
    at: fc.nat(),
    name: fc.oneof(
      fc.constantFrom('__proto__', 'constructor', 'id', 'type', 'data', 'meta', 'email', 'properties', 'location', ''),
      fc.string(),
    ),
    value: anyJson,
  }),
  fc.record({ kind: fc.constant('repeat' as const), at: fc.nat() }),
)

/** One to four changes of a body. */
export const changes = fc.array(step, { minLength: 1, maxLength: 4 })

/** A copy of a body with the changes made. */
export function mutated(body: Json, steps: readonly Step[]): Json {
  const root = { body: structuredClone(body) as Json }
  for (const one of steps) {
    const places = placesOf(root)
    if (places.length === 0) break
    const [parent, name] = places[one.at % places.length]!
    if (one.kind === 'replace') parent[name] = structuredClone(one.value) as Json
    else if (one.kind === 'remove') remove(parent, name)
    else if (one.kind === 'repeat') {
      if (Array.isArray(parent[name])) parent[name].push(...structuredClone(parent[name] as Json[]))
    } else if (isObject(parent[name])) {
      Object.defineProperty(parent[name], one.name, {
        value: structuredClone(one.value) as Json,
        enumerable: true,
        configurable: true,
        writable: true,
      })
    }
  }
  return root.body
}

function remove(parent: Json, name: string): void {
  if (Array.isArray(parent)) parent.splice(Number(name), 1)
  else delete parent[name]
}

function placesOf(parent: Json): [Json, string][] {
  return Object.keys(parent).flatMap((name) => {
    const inside = typeof parent[name] === 'object' && parent[name] !== null ? placesOf(parent[name]) : []
    return [[parent, name] as [Json, string], ...inside]
  })
}

const isObject = (value: Json) => typeof value === 'object' && value !== null && !Array.isArray(value)
