import { readFileSync } from 'node:fs'

/** The content of a JSON file that a user named; throws, in one line, when it cannot be read. */
export function readJsonFile(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as unknown
  } catch (error) {
    // What could not be parsed is not repeated: it may hold keys.
    throw new Error(
      error instanceof SyntaxError ? `${path} is not JSON` : `cannot read ${path}: ${(error as Error).message}`,
    )
  }
}

/** Says what is wrong with a value of a file that a user wrote, beginning with its place; undefined when nothing is. */
export type Check = (value: unknown, at: string) => string | undefined

/** A check that needs no look inside the value. */
export const must =
  (be: string, holds: (value: unknown) => boolean): Check =>
  (value, at) =>
    holds(value) ? undefined : `${at} must be ${be}`

/** A text that is not empty. */
export const text = must('a text', (value) => typeof value === 'string' && value !== '')
/** Any number. */
export const number = must('a number', (value) => typeof value === 'number')
/** A boolean. */
export const flag = must('true or false', (value) => typeof value === 'boolean')

/** A whole number in a range, both ends included. */
export const wholeNumber = (least: number, most: number): Check =>
  must(
    `a whole number from ${least} to ${most}`,
    (value) => Number.isInteger(value) && (value as number) >= least && (value as number) <= most,
  )

/** One of a few texts. */
export const oneOf = (...choices: readonly string[]): Check =>
  must(`one of ${choices.join(', ')}`, (value) => choices.includes(value as string))

/** What the check says, or null. */
export const orNull =
  (check: Check): Check =>
  (value, at) =>
    value === null ? undefined : check(value, at)

/** A list of so many entries at least, each of which passes the check. */
export const listOf =
  (check: Check, least = 0): Check =>
  (value, at) => {
    if (!Array.isArray(value) || value.length < least)
      return `${at} must be a list${least > 0 ? ' that is not empty' : ''}`
    return first(value.entries(), ([index, entry]) => check(entry, `${at}[${index}]`))
  }

/** An object with these members and no others; `optional` ones may be left out. */
export const objectOf =
  (members: Readonly<Record<string, Check>>, optional: Readonly<Record<string, Check>> = {}): Check =>
  (value, at) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      return `${at || 'the content'} must be an object`
    const known = new Map(Object.entries({ ...members, ...optional }))
    const place = (name: string) => (at === '' ? name : `${at}.${name}`)
    const missing = Object.keys(members).find((name) => !Object.hasOwn(value, name))
    if (missing !== undefined) return `${place(missing)} is missing`
    return first(Object.entries(value), ([name, member]) => {
      const check = known.get(name)
      return check === undefined
        ? `${place(name)} is unknown; ${[...known.keys()].join(', ')} are known`
        : check(member, place(name))
    })
  }

function first<Item>(items: Iterable<Item>, problemOf: (item: Item) => string | undefined): string | undefined {
  for (const item of items) {
    const problem = problemOf(item)
    if (problem !== undefined) return problem
  }
  return undefined
}
