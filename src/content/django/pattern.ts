import { createBudget, DEFAULT_LIMITS, type Budget } from './limits.ts'
import { compilePattern, type Program } from './pattern-program.ts'
import { LimitError, TemplateError } from './template-error.ts'

/** One thread of the search: where it stands in the program and the text, and where its groups lie. */
interface Thread {
  pc: number
  at: number
  groups: readonly (number | undefined)[]
}

/**
 * The first match at or after `start`, as Python finds it. No pair of place in the program and place in the text is
 * tried twice, so the work is at most their product, whatever the pattern; each try is a step of the budget.
 */
function findMatch(program: Program, text: string, start: number, budget: Budget): Thread['groups'] | undefined {
  const tried = new Set<number>()
  for (let from = start; from <= text.length; from++) {
    const stack: Thread[] = [{ pc: 0, at: from, groups: [from] }]
    for (let thread = stack.pop(); thread !== undefined; thread = stack.pop()) {
      const mark = thread.at * program.length + thread.pc
      if (tried.has(mark)) continue
      tried.add(mark)
      budget.spend(1)
      const instruction = program[thread.pc]!
      if (instruction.kind === 'match') return [thread.groups[0], thread.at, ...thread.groups.slice(2)]
      advance(instruction, thread, text, stack)
    }
  }
  return undefined
}

function advance(instruction: Program[number], { pc, at, groups }: Thread, text: string, stack: Thread[]): void {
  switch (instruction.kind) {
    case 'character':
      if (at < text.length && instruction.fits(text[at]!)) stack.push({ pc: pc + 1, at: at + 1, groups })
      break
    case 'assertion':
      if (instruction.holds(text, at)) stack.push({ pc: pc + 1, at, groups })
      break
    case 'fork':
      // the last one pushed is tried first
      for (const target of instruction.targets.toReversed()) stack.push({ pc: target, at, groups })
      break
    case 'mark': {
      const marked = [...groups]
      marked[instruction.slot] = at
      stack.push({ pc: pc + 1, at, groups: marked })
      break
    }
  }
}

/** Python's re.split(): the pieces between the matches, and what groups caught. Throws when it is no pattern we know. */
export function splitPattern(text: string, pattern: string, budget: Budget): (string | null)[] {
  const { program, groupCount } = compilePattern(pattern)
  const pieces: (string | null)[] = []
  let pieceStart = 0
  let at = 0
  for (
    let match = findMatch(program, text, at, budget);
    match !== undefined;
    match = findMatch(program, text, at, budget)
  ) {
    const [start, end] = match as [number, number]
    pieces.push(text.slice(pieceStart, start))
    for (let group = 1; group <= groupCount; group++) {
      const [from, to] = [match[group * 2], match[group * 2 + 1]]
      pieces.push(from === undefined || to === undefined ? null : text.slice(from, to))
    }
    pieceStart = end
    at = end === start ? end + 1 : end
    if (at > text.length) break
  }
  pieces.push(text.slice(pieceStart))
  return pieces
}

const programs = new Map<string, Program>()
const PROGRAMS_KEPT = 100

/** Why a text is no pattern that patternMatches knows; undefined when it is one. */
export function patternProblem(pattern: string): string | undefined {
  try {
    compilePattern(pattern)
    return undefined
  } catch (error) {
    if (error instanceof TemplateError) return error.message
    throw error
  }
}

/** Whether a pattern matches anywhere in a text; a search that would take too long finds nothing. Throws as splitPattern does. */
export function patternMatches(text: string, pattern: string): boolean {
  let program = programs.get(pattern)
  if (program === undefined) {
    if (programs.size === PROGRAMS_KEPT) programs.clear()
    programs.set(pattern, (program = compilePattern(pattern).program))
  }
  try {
    return findMatch(program, text, 0, createBudget(DEFAULT_LIMITS)) !== undefined
  } catch (error) {
    if (error instanceof LimitError) return false
    throw error
  }
}
