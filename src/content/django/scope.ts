import type { Budget } from './limits.ts'
import type { Settings } from './options.ts'
import type { Dict } from './values.ts'

/** What a render knows while it goes: names, how to escape, what is left of its budget. */
export interface Scope {
  readonly settings: Settings
  readonly budget: Budget
  /** The given context. */
  readonly context: Dict
  /** Names that tags have bound; the last frame is the innermost. */
  readonly frames: Map<string, unknown>[]
  /** What cycle and ifchanged remember, by the loop or render that it lasts for and by their own key. */
  readonly memory: Map<object, Map<object, unknown>>
  autoescape: boolean
}

/** A part of a template, compiled: gives what it prints. */
export type Node = (scope: Scope) => string

const BUILT_IN: ReadonlyMap<string, unknown> = new Map<string, unknown>([
  ['True', true],
  ['False', false],
  ['None', null],
])

/** The value of a name; undefined when nothing bears it. */
export function findName(scope: Scope, name: string): unknown {
  for (let index = scope.frames.length - 1; index >= 0; index--) {
    const frame = scope.frames[index]!
    if (frame.has(name)) return frame.get(name)
  }
  if (Object.hasOwn(scope.context, name)) return scope.context[name]
  return BUILT_IN.get(name)
}

/** Binds a name in the innermost frame. */
export const bindName = (scope: Scope, name: string, value: unknown): void => void scope.frames.at(-1)!.set(name, value)

/** Does something with a further frame of names, which is gone afterwards. */
export function withFrame(scope: Scope, names: Map<string, unknown>, node: Node): string {
  scope.frames.push(names)
  try {
    return node(scope)
  } finally {
    scope.frames.pop()
  }
}

/** Something that is made once in a render, under its key. */
export function onceIn<T>(scope: Scope, key: object, make: () => T): T {
  const memory = memoryOf(scope, scope.context)
  if (!memory.has(key)) memory.set(key, make())
  return memory.get(key) as T
}

/** What is remembered for as long as the holder lasts: a loop, or the context for the whole render. */
export function memoryOf(scope: Scope, holder: object): Map<object, unknown> {
  const memory = scope.memory.get(holder) ?? new Map<object, unknown>()
  scope.memory.set(holder, memory)
  return memory
}
