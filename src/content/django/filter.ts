import type { Scope } from './scope.ts'

/** How a filter takes its value and its argument. */
interface Rules {
  /** Whether something must or may stand behind the colon; by default nothing may. */
  argument?: 'optional' | 'required'
  /** Safe text stays safe. Django: is_safe. */
  safe?: boolean
}

/** A filter of text: any value is made text first, as Django's stringfilter does. */
export interface TextFilter extends Rules {
  text: true
  apply(value: string, argument: unknown, scope: Scope, wasSafe: boolean): unknown
}

/** A filter of any value. */
export interface ValueFilter extends Rules {
  text?: false
  apply(value: unknown, argument: unknown, scope: Scope): unknown
}

export type Filter = TextFilter | ValueFilter

/** Filters by name. */
export type Filters = Readonly<Record<string, Filter>>

/** The given filter under further names. */
export const named = (names: readonly string[], filter: Filter): Record<string, Filter> =>
  Object.fromEntries(names.map((name) => [name, filter]))
