/** A step into a value: a member, a position, or all of them. */
type Step = string | number | '*all*'

const ALL = '*all*'

/** $['a']['b'], $.a.b, [0] and the wildcards [*] and .*; in a quoted name a backslash escapes. */
const STEP = /\[\s*(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"|(-?\d+)|(\*))\s*\]|\.(?:([\w$-]+)|(\*))/y

/** The steps of a JSONPath; undefined where it is none. Documented form: brackets (campaigns-content §7.4). */
export function parsePath(path: string): readonly Step[] | undefined {
  if (!path.startsWith('$')) return undefined
  const steps: Step[] = []
  STEP.lastIndex = 1
  while (STEP.lastIndex < path.length) {
    const step = STEP.exec(path)
    if (step === null) return undefined
    const [, single, double, position, all, dotted] = step
    const name = single ?? double
    if (name !== undefined) steps.push(name.replace(/\\(.)/g, '$1'))
    else if (position !== undefined) steps.push(Number(position))
    else steps.push(dotted ?? ALL)
    if (all !== undefined) steps[steps.length - 1] = ALL
  }
  return steps
}

/** What a path leads to in a value, in order; nothing where it leads nowhere. */
export function valuesAt(path: string, value: unknown): unknown[] {
  let found: unknown[] = [value]
  for (const step of parsePath(path) ?? []) found = found.flatMap((each) => within(each, step))
  return found
}

/** Whether a path may lead to more than one value. */
export const isWide = (path: string): boolean => parsePath(path)?.includes(ALL) === true

function within(value: unknown, step: Step): unknown[] {
  if (typeof value !== 'object' || value === null) return []
  if (step === ALL) return Object.values(value)
  if (typeof step === 'number') {
    const at = Array.isArray(value) && step < 0 ? value.length + step : step
    return Array.isArray(value) && at in value ? [value[at]] : []
  }
  return !Array.isArray(value) && Object.hasOwn(value, step) ? [(value as Record<string, unknown>)[step]] : []
}
