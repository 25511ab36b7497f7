import { display } from '../escape.ts'
import type { Expression } from '../expression.ts'
import type { Tag, TagCall, Tags } from '../parser.ts'
import { bindName, findName, memoryOf, withFrame, type Scope } from '../scope.ts'
import { TemplateError } from '../template-error.ts'
import { itemsOf } from '../values.ts'
import { splitTarget } from './flow.ts'

/** `x, y in list reversed`; throws when it is not so. */
function readHead(call: TagCall) {
  const words = call.words()
  const isReversed = words.at(-1) === 'reversed'
  const inAt = words.length - (isReversed ? 3 : 2)
  if (inAt < 1 || words[inAt] !== 'in') throw new TemplateError('for wants: name in list', call.line)
  const names = words.slice(0, inAt).join(' ').split(/ *, */)
  if (names.some((name) => name === '' || /[ "'|]/.test(name))) {
    throw new TemplateError(`for cannot bind ${names.join(', ').slice(0, 100)}`, call.line)
  }
  return { names, list: words[inAt + 1]!, isReversed }
}

/** What a loop tells about itself. */
const placeOf = (index: number, count: number, parentloop: unknown) => ({
  parentloop,
  counter0: index,
  counter: index + 1,
  revcounter: count - index,
  revcounter0: count - index - 1,
  first: index === 0,
  last: index === count - 1,
})

function bindItem(frame: Map<string, unknown>, names: readonly string[], item: unknown, scope: Scope, line: number) {
  if (names.length === 1) return void frame.set(names[0]!, item)
  const parts = itemsOf(item, scope.budget)
  const count = parts?.length ?? 1
  if (parts === undefined || count !== names.length) {
    throw new TemplateError(`for wants ${names.length} values of each item and got ${count}`, line)
  }
  names.forEach((name, index) => frame.set(name, parts[index]))
}

const forTag: Tag = (call, parser) => {
  const { names, list, isReversed } = readHead(call)
  const value = parser.expression(list, call.line)
  const { body, end } = parser.until(['empty', 'endfor'], call)
  const otherwise = end.name === 'empty' ? parser.until(['endfor'], call).body : undefined
  return (scope) => {
    const items = loopItems(value, scope, call.line)
    if (items.length === 0) return otherwise?.(scope) ?? ''
    const parentloop = findName(scope, 'forloop') ?? {}
    /** One object for the whole loop: what ifchanged remembers hangs on it. */
    const forloop = placeOf(0, items.length, parentloop)
    const frame = new Map<string, unknown>([['forloop', forloop]])
    return withFrame(scope, frame, () => {
      let output = ''
      for (let index = 0; index < items.length; index++) {
        scope.budget.spend(1)
        Object.assign(forloop, placeOf(index, items.length, parentloop))
        bindItem(frame, names, items[isReversed ? items.length - 1 - index : index], scope, call.line)
        output += body(scope)
      }
      return output
    })
  }
}

function loopItems(value: Expression, scope: Scope, line: number): readonly unknown[] {
  const list = value(scope, null)
  const items = list === null || list === undefined ? [] : itemsOf(list, scope.budget)
  if (items === undefined) throw new TemplateError('for cannot go over a value that is no list', line)
  return items
}

/** The place of a cycle in its round. */
interface Cycle {
  values: readonly Expression[]
}

const cycleTag: Tag = (call, parser) => {
  const words = call.words()
  const isSilent = words.at(-1) === 'silent' && words.at(-3) === 'as'
  const { words: values, target } = splitTarget(isSilent ? words.slice(0, -1) : words)
  if (values.length === 0) throw new TemplateError('cycle wants at least one value', call.line)
  const known = words.length === 1 ? parser.cycles.get(words[0]!) : undefined
  if (words.length === 1 && known === undefined) throw new TemplateError(`no cycle is named ${words[0]}`, call.line)
  const cycle = (known as (Cycle & { target: string; isSilent: boolean }) | undefined) ?? {
    values: values.map((word) => parser.expression(word, call.line)),
    target,
    isSilent,
  }
  parser.cycles.set('', cycle)
  if (target !== undefined) parser.cycles.set(target, cycle)
  return (scope) => {
    const memory = memoryOf(scope, scope.context)
    const place = (memory.get(cycle) as number | undefined) ?? 0
    memory.set(cycle, (place + 1) % cycle.values.length)
    const value = cycle.values[place]!(scope)
    if (cycle.target !== undefined) bindUpward(scope, cycle.target, value)
    return cycle.isSilent ? '' : display(value, scope.autoescape, scope.budget)
  }
}

/** Binds where the name is bound already, else in the innermost frame. */
function bindUpward(scope: Scope, name: string, value: unknown): void {
  const frame = scope.frames.findLast((each) => each.has(name))
  if (frame === undefined) bindName(scope, name, value)
  else frame.set(name, value)
}

const resetcycle: Tag = (call, parser) => {
  const cycle = parser.cycles.get(call.rest)
  if (cycle === undefined) throw new TemplateError(`no cycle to reset ${call.rest}`.trim(), call.line)
  return (scope) => {
    memoryOf(scope, scope.context).delete(cycle)
    return ''
  }
}

/** Stock Django's tags for going over lists. */
export const loopTags: Tags = { cycle: cycleTag, for: forTag, resetcycle }
