/*
 * A campaign as revisions before 2026-10-15 see it is a view of the parts that it was split into. What corresponds to
 * what is data: pairs of an older member and the newer ones that hold its value; these functions read them both ways.
 */

type Json = Readonly<Record<string, unknown>>

/** The parts of a campaign by their wire name, and `kept`: what is stored although the newest revision has no member for it. */
export type Parts = Readonly<
  Partial<Record<'campaign' | 'campaign-audience' | 'campaign-message' | 'campaign-variation' | 'kept', Json>>
>

/** One older member and where its value is kept. Paths have dots; those of `newer` begin with the name of a part. */
export interface Pair {
  older: string
  newer: readonly string[]
  /** The older value from the newer ones, in the order of `newer`; the first one as it stands when left out. */
  down?(values: readonly unknown[]): unknown
  /** The newer values from the older one, undefined for one that stays; the value as it stands when left out. */
  up?(value: unknown): readonly unknown[]
  /** Read only: no body has it. Write only: no answer shows it under this name. Both ways when left out. */
  direction?: 'read' | 'write'
  /** What the table of docs/campaign-models.md says beside it. */
  note?: string
}

/** A new value of a newer member. */
export type Change = readonly [path: string, value: unknown]

/** The older attributes that parts come to; members whose value is undefined are left out. */
export function downgrade(pairs: readonly Pair[], parts: Parts): Record<string, unknown> {
  const attributes: Record<string, unknown> = {}
  for (const pair of pairs) {
    const { older, newer, direction } = pair
    if (direction === 'write') continue
    const values = newer.map((path) => valueAt(parts, path))
    const value = pair.down === undefined ? values[0] : pair.down(values)
    if (value !== undefined) setAt(attributes, older.split('.'), value)
  }
  return attributes
}

/** What older attributes change in the parts: those that are there; what is left out stays. */
export function upgrade(pairs: readonly Pair[], attributes: Json): Change[] {
  return pairs.flatMap((pair) => {
    const { older, newer, direction } = pair
    if (direction === 'read') return []
    const value = valueAt(attributes, older)
    if (value === undefined) return []
    const values = pair.up === undefined ? [value] : pair.up(value)
    return newer.flatMap((path, index) => (values[index] === undefined ? [] : [[path, values[index]] as const]))
  })
}

/** The parts with changes made to them. */
export const changed = <Known extends Parts>(parts: Known, changes: readonly Change[]): Known =>
  changes.reduce((current, [path, value]) => withValue(current, path.split('.'), value) as Known, parts)

function withValue(target: Json, [name, ...rest]: readonly string[], value: unknown): Json {
  const below = (target[name!] ?? {}) as Json
  return { ...target, [name!]: rest.length === 0 ? value : withValue(below, rest, value) }
}

/** The member at a path with dots; undefined when it, or an object on the way, is not there. */
export function valueAt(value: unknown, path: string): unknown {
  return path
    .split('.')
    .reduce((at, name) => (typeof at === 'object' && at !== null ? (at as Json)[name] : undefined), value)
}

function setAt(target: Record<string, unknown>, [name, ...rest]: readonly string[], value: unknown): void {
  if (rest.length === 0) target[name!] = value
  else setAt((target[name!] ??= {}) as Record<string, unknown>, rest, value)
}
