import { TemplateError } from './template-error.ts'

/** One step of a compiled pattern. */
export type Instruction =
  | { kind: 'character'; fits: (character: string) => boolean }
  | { kind: 'assertion'; holds: (text: string, at: number) => boolean }
  | { kind: 'fork'; targets: readonly number[] }
  | { kind: 'mark'; slot: number }
  | { kind: 'match' }

/** A compiled pattern, step by step; a fork tries its targets in turn. */
export type Program = readonly Instruction[]

/** Far above any pattern for cutting text. Assumed; keeps `(a{99}){99}` small. */
const LONGEST_PROGRAM = 1000
const DEEPEST = 20

const isWord = (character: string | undefined): boolean => character !== undefined && /[\p{L}\p{N}_]/u.test(character)

type Fits = (character: string) => boolean
const CLASSES: Readonly<Record<string, Fits>> = {
  d: (character) => /\d/.test(character),
  s: (character) => /\s/.test(character),
  w: isWord,
  D: (character) => !/\d/.test(character),
  S: (character) => !/\s/.test(character),
  W: (character) => !isWord(character),
}
const CONTROLS: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', f: '\f', v: '\v' }
const ASSERTIONS: Readonly<Record<string, (text: string, at: number) => boolean>> = {
  '^': (_, at) => at === 0,
  $: (text, at) => at === text.length || (at === text.length - 1 && text[at] === '\n'),
  b: (text, at) => isWord(text[at - 1]) !== isWord(text[at]),
  B: (text, at) => isWord(text[at - 1]) === isWord(text[at]),
}

/** Compiles the part of Python's patterns that needs no looking back: no backreferences, no look-around. Throws a TemplateError. */
export function compilePattern(pattern: string): { program: Program; groupCount: number } {
  const compiler = createCompiler(pattern)
  const body = compiler.alternatives(0)
  if (!compiler.isDone()) throw refusal(pattern)
  return { program: [...body, { kind: 'match' }], groupCount: compiler.groupCount() }
}

const refusal = (pattern: string) => new TemplateError(`resplit cannot read the pattern ${pattern.slice(0, 100)}`)

/** Parts of a program address their own steps; this moves them to where they will stand. */
const moved = (part: Program, by: number): Instruction[] =>
  part.map((each) => (each.kind === 'fork' ? { ...each, targets: each.targets.map((target) => target + by) } : each))

function joined(pattern: string, ...parts: readonly Program[]): Instruction[] {
  const program: Instruction[] = []
  for (const part of parts) {
    if (program.length + part.length > LONGEST_PROGRAM) throw refusal(pattern)
    program.push(...moved(part, program.length))
  }
  return program
}

const fork = (...targets: number[]): Instruction => ({ kind: 'fork', targets })

/** So many times at least and at most, preferring more unless it is lazy. */
function repeated(pattern: string, part: Program, least: number, most: number, isLazy: boolean): Instruction[] {
  if (Math.max(least, most === Infinity ? 0 : most) * part.length > LONGEST_PROGRAM) throw refusal(pattern)
  const choose = (go: number, leave: number) => (isLazy ? fork(leave, go) : fork(go, leave))
  const required = joined(pattern, ...Array.from({ length: least }, () => part))
  if (most === Infinity) {
    const loop = [choose(1, part.length + 2), ...moved(part, 1), fork(0)]
    return joined(pattern, required, loop)
  }
  const optional = [choose(1, part.length + 1), ...moved(part, 1)]
  return joined(pattern, required, ...Array.from({ length: most - least }, () => optional))
}

function createCompiler(pattern: string) {
  let at = 0
  let groups = 0
  const eat = (text: string): boolean => {
    const fits = pattern.startsWith(text, at)
    if (fits) at += text.length
    return fits
  }
  function alternatives(depth: number): Instruction[] {
    if (depth > DEEPEST) throw refusal(pattern)
    let program = sequence(depth)
    while (eat('|')) {
      const other = sequence(depth)
      const first = [fork(1, program.length + 2), ...moved(program, 1), fork(program.length + other.length + 2)]
      program = [...first, ...moved(other, first.length)]
      if (program.length > LONGEST_PROGRAM) throw refusal(pattern)
    }
    return program
  }
  function sequence(depth: number): Instruction[] {
    let program: Instruction[] = []
    while (at < pattern.length && pattern[at] !== '|' && pattern[at] !== ')') {
      program = joined(pattern, program, quantified(atom(depth)))
    }
    return program
  }
  function atom(depth: number): Instruction[] {
    const character = pattern[at++]!
    if (character === '(') return group(depth)
    if (character === '[') return [{ kind: 'character', fits: characterClass() }]
    if (character === '.') return [{ kind: 'character', fits: (each) => each !== '\n' }]
    if (character === '^' || character === '$') return [{ kind: 'assertion', holds: ASSERTIONS[character]! }]
    if ('*+?'.includes(character)) throw refusal(pattern)
    if (character !== '\\') return [{ kind: 'character', fits: (each) => each === character }]
    const escaped = pattern[at]
    if (escaped === 'b' || escaped === 'B') return (at++, [{ kind: 'assertion', holds: ASSERTIONS[escaped]! }])
    return [{ kind: 'character', fits: escape() }]
  }
  function group(depth: number): Instruction[] {
    const isCatching = !eat('?:')
    if (isCatching && pattern[at] === '?') throw refusal(pattern)
    const slot = isCatching ? ++groups * 2 : 0
    const body = alternatives(depth + 1)
    if (!eat(')')) throw refusal(pattern)
    return isCatching ? joined(pattern, [{ kind: 'mark', slot }], body, [{ kind: 'mark', slot: slot + 1 }]) : body
  }
  /** What stands behind a backslash. */
  function escape(): Fits {
    const character = pattern[at++]
    if (character === undefined) throw refusal(pattern)
    if (Object.hasOwn(CLASSES, character)) return CLASSES[character]!
    if (/[a-z0-9]/i.test(character) && !Object.hasOwn(CONTROLS, character)) throw refusal(pattern)
    const wanted = CONTROLS[character] ?? character
    return (each) => each === wanted
  }
  function characterClass(): Fits {
    const isNegated = eat('^')
    const members: Fits[] = []
    for (let isFirst = true; isFirst || pattern[at] !== ']'; isFirst = false) {
      const from = pattern[at++]
      if (from === undefined) throw refusal(pattern)
      const isRange = from !== '\\' && pattern[at] === '-' && pattern[at + 1] !== undefined && pattern[at + 1] !== ']'
      if (isRange) {
        const to = pattern[at + 1]!
        if (to === '\\' || to < from) throw refusal(pattern)
        at += 2
        members.push((each) => each >= from && each <= to)
      } else members.push(from === '\\' ? escape() : (each) => each === from)
    }
    at++
    return (each) => members.some((fits) => fits(each)) !== isNegated
  }
  function quantified(part: Instruction[]): Instruction[] {
    const counts = /^\{(\d{1,4})?(,)?(\d{1,4})?\}/.exec(pattern.slice(at, at + 12))
    const sign = pattern[at]
    let range: [number, number] | undefined
    if (sign === '*') range = [0, Infinity]
    else if (sign === '+') range = [1, Infinity]
    else if (sign === '?') range = [0, 1]
    else if (counts !== null) {
      const [, least = '0', comma, most] = counts
      range = [Number(least), most === undefined ? (comma === undefined ? Number(least) : Infinity) : Number(most)]
    }
    if (range === undefined) return part
    at += counts?.[0].length ?? 1
    if (range[1] < range[0]) throw refusal(pattern)
    const program = repeated(pattern, part, ...range, eat('?'))
    if ('*+?{'.includes(pattern[at] ?? ' ')) throw refusal(pattern)
    return program
  }
  return { alternatives, isDone: () => at === pattern.length, groupCount: () => groups }
}
