import { invalidEntry, type ErrorEntry } from '../../errors.ts'

export { refuse } from '../../errors.ts'

type Json = Readonly<Record<string, unknown>>

/** Where the definition of a campaign, an audience, a message or a variation stands in a body. */
export const DEFINITION = '/data/attributes/definition'

/** An entry of its own when a rule is broken, to spread into a list of problems. */
export function problemIf(broken: boolean, detail: string, pointer: string): ErrorEntry[] {
  return broken ? [invalidEntry(detail, { pointer })] : []
}

/** The refusal of two ids that should be one: clone bodies name the source twice. */
export const idsDiffer = (outer: string, inner: string): ErrorEntry[] =>
  problemIf(outer !== inner, `The ids ${outer} and ${inner} do not match.`, '/data/attributes/id')

/** Each member as given, as it was where it was left out, or its default where it was given as null. */
export function merged<Members extends object>(
  given: Partial<Record<keyof Members, unknown>> | null | undefined,
  current: Members,
  defaults: Members,
): Members {
  if (given === null) return defaults
  const members = Object.entries(defaults).map(([name, value]) => {
    const wanted = (given as Json | undefined)?.[name]
    return [name, wanted === undefined ? (current as Json)[name] : (wanted ?? value)]
  })
  return Object.fromEntries(members) as Members
}
