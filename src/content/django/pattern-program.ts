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

/** Where the reading of a pattern stands. */
interface Cursor {
  readonly pattern: string
  at: number
  groups: number
}

/** Compiles the part of Python's patterns that needs no looking back: no backreferences, no look-around. Throws a TemplateError. */
export function compilePattern(pattern: string): { program: Program; groupCount: number } {
  const cursor: Cursor = { pattern, at: 0, groups: 0 }
  const body = readAlternatives(cursor, 0)
  if (cursor.at < pattern.length) throw refusal(pattern)
  return { program: [...body, { kind: 'match' }], groupCount: cursor.groups }
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

function eat(cursor: Cursor, text: string): boolean {
  const fits = cursor.pattern.startsWith(text, cursor.at)
  if (fits) cursor.at += text.length
  return fits
}

function readAlternatives(cursor: Cursor, depth: number): Instruction[] {
  if (depth > DEEPEST) throw refusal(cursor.pattern)
  const ways = [readSequence(cursor, depth)]
  while (eat(cursor, '|')) ways.push(readSequence(cursor, depth))
  return ways.reduceRight((others, way) => {
    const first = [fork(1, way.length + 2), ...moved(way, 1), fork(way.length + others.length + 2)]
    return joined(cursor.pattern, first, others)
  })
}

function readSequence(cursor: Cursor, depth: number): Instruction[] {
  let program: Instruction[] = []
  for (let next = cursor.pattern[cursor.at]; next !== undefined; next = cursor.pattern[cursor.at]) {
    if (next === '|' || next === ')') break
    program = joined(cursor.pattern, program, readQuantified(cursor, readAtom(cursor, depth)))
  }
  return program
}

const one = (fits: Fits): Instruction[] => [{ kind: 'character', fits }]

function readAtom(cursor: Cursor, depth: number): Instruction[] {
  const character = cursor.pattern[cursor.at++]!
  if (character === '(') return readGroup(cursor, depth)
  if (character === '[') return one(readClass(cursor))
  if (character === '.') return one((each) => each !== '\n')
  if (character === '^' || character === '$') return [{ kind: 'assertion', holds: ASSERTIONS[character]! }]
  if ('*+?'.includes(character)) throw refusal(cursor.pattern)
  if (character !== '\\') return one((each) => each === character)
  const escaped = cursor.pattern[cursor.at]
  if (escaped !== 'b' && escaped !== 'B') return one(readEscape(cursor))
  cursor.at++
  return [{ kind: 'assertion', holds: ASSERTIONS[escaped]! }]
}

function readGroup(cursor: Cursor, depth: number): Instruction[] {
  const isCatching = !eat(cursor, '?:')
  if (isCatching && cursor.pattern[cursor.at] === '?') throw refusal(cursor.pattern)
  const slot = isCatching ? ++cursor.groups * 2 : 0
  const body = readAlternatives(cursor, depth + 1)
  if (!eat(cursor, ')')) throw refusal(cursor.pattern)
  if (!isCatching) return body
  return joined(cursor.pattern, [{ kind: 'mark', slot }], body, [{ kind: 'mark', slot: slot + 1 }])
}

/** What stands behind a backslash. */
function readEscape(cursor: Cursor): Fits {
  const character = cursor.pattern[cursor.at++]
  if (character === undefined) throw refusal(cursor.pattern)
  if (Object.hasOwn(CLASSES, character)) return CLASSES[character]!
  if (/[a-z0-9]/i.test(character) && !Object.hasOwn(CONTROLS, character)) throw refusal(cursor.pattern)
  const wanted = CONTROLS[character] ?? character
  return (each) => each === wanted
}

/** What stands behind a `[`. */
function readClass(cursor: Cursor): Fits {
  const { pattern } = cursor
  const isNegated = eat(cursor, '^')
  const members: Fits[] = []
  for (let isFirst = true; isFirst || pattern[cursor.at] !== ']'; isFirst = false) {
    members.push(readMember(cursor))
  }
  cursor.at++
  return (each) => members.some((fits) => fits(each)) !== isNegated
}

function readMember(cursor: Cursor): Fits {
  const from = cursor.pattern[cursor.at++]
  const [dash, to] = [cursor.pattern[cursor.at], cursor.pattern[cursor.at + 1]]
  if (from === undefined) throw refusal(cursor.pattern)
  if (from === '\\') return readEscape(cursor)
  if (dash !== '-' || to === undefined || to === ']') return (each) => each === from
  if (to === '\\' || to < from) throw refusal(cursor.pattern)
  cursor.at += 2
  return (each) => each >= from && each <= to
}

const COUNTS = /\{(?:(\d{1,4})(,(\d{1,4})?)?|,(\d{1,4}))\}/y
const SIGNS: Readonly<Record<string, [least: number, most: number]>> = {
  '*': [0, Infinity],
  '+': [1, Infinity],
  '?': [0, 1],
}

/** How often the part before may stand; undefined when nothing says so. */
function readRange(cursor: Cursor): [least: number, most: number] | undefined {
  const range = SIGNS[cursor.pattern[cursor.at] ?? '']
  if (range !== undefined) {
    cursor.at++
    return range
  }
  COUNTS.lastIndex = cursor.at
  const counts = COUNTS.exec(cursor.pattern)
  if (counts === null) return undefined
  cursor.at += counts[0].length
  const [, least, comma, most, alone] = counts
  if (alone !== undefined) return [0, Number(alone)]
  return [Number(least), most !== undefined ? Number(most) : comma === undefined ? Number(least) : Infinity]
}

function readQuantified(cursor: Cursor, part: Instruction[]): Instruction[] {
  const range = readRange(cursor)
  if (range === undefined) return part
  if (range[1] < range[0]) throw refusal(cursor.pattern)
  const program = repeated(cursor.pattern, part, ...range, eat(cursor, '?'))
  if (readRange(cursor) !== undefined) throw refusal(cursor.pattern)
  return program
}
