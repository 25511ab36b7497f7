import { invalidEntry, type ErrorEntry } from '../../errors.ts'

/** What is wrong with a colour that must be `#RRGGBB`. Assumed, rule and text; null is none. */
export function hexProblems(value: string | null | undefined, pointer: string): ErrorEntry[] {
  if (value == null || /^#[\da-f]{6}$/i.test(value)) return []
  return [invalidEntry(`'${value}' is not a valid hex color.`, { pointer })]
}
