import { LimitError } from './template-error.ts'

/** How much one render may do. All are counted, none is timed: the same template fails at the same place always. */
export interface Limits {
  /** Tags and texts rendered, turns of loops, items of lists that filters look at. */
  steps: number
  /** Characters that filters read and make, and that are printed. */
  characters: number
  /** Tags, lists and objects inside each other. */
  depth: number
  /** Columns and decimals that a filter may be asked for, and the letters of a date's format. */
  width: number
}

/** Far above any message, and done within some tens of milliseconds. Assumed: Klaviyo's own limits are unknown. */
export const DEFAULT_LIMITS: Readonly<Limits> = { steps: 100_000, characters: 1_000_000, depth: 100, width: 500 }

/** Steps that reading a date from a text counts as, and formatting an amount: each takes several times as long as others. */
export const SLOW = 5

/** The longest source that is parsed, and the most texts and tags in it. */
export const SOURCE_CHARACTERS = 500_000
export const SOURCE_TOKENS = 50_000

/** What is left of the limits in a render; each method throws a TemplateError when the limit is passed. */
export interface Budget {
  readonly limits: Readonly<Limits>
  spend(steps: number): void
  write(characters: number): void
  /** Refuses a width or a number of decimals. */
  widen(columns: number): void
}

/** A full budget. */
export function createBudget(limits: Readonly<Limits>): Budget {
  let steps = limits.steps
  let characters = limits.characters
  return {
    limits,
    spend(count) {
      steps -= count
      if (steps < 0) throw new LimitError(`takes more than ${limits.steps} steps`)
    },
    write(count) {
      characters -= count
      if (characters < 0) throw new LimitError(`handles more than ${limits.characters} characters`)
    },
    widen(columns) {
      if (Math.abs(columns) > limits.width) throw new LimitError(`asks for a width above ${limits.width}`)
    },
  }
}
