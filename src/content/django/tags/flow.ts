import { compileCondition, type Condition } from '../condition.ts'
import { display } from '../escape.ts'
import type { Expression } from '../expression.ts'
import type { Parser, Tag, TagCall, Tags } from '../parser.ts'
import { bindName, findName, memoryOf, withFrame, type Node, type Scope } from '../scope.ts'
import { TemplateError } from '../template-error.ts'
import { equals, isDict, Safe, truthy } from '../values.ts'
import { readKeyword } from '../words.ts'

const ifTag: Tag = (call, parser) => {
  const branches: { condition: Condition; body: Node }[] = []
  let otherwise: Node | undefined
  for (let head = call; head.name !== 'endif';) {
    const isElse = head.name === 'else'
    if (isElse && head.rest !== '') throw new TemplateError('else takes nothing', head.line)
    const condition = isElse ? undefined : compileCondition(head.words(), head.line, parser)
    const { body, end } = parser.until(isElse ? ['endif'] : ['elif', 'else', 'endif'], call)
    if (condition === undefined) otherwise = body
    else branches.push({ condition, body })
    head = end
    if (head.name === 'endif' && head.rest !== '') throw new TemplateError('endif takes nothing', head.line)
  }
  return (scope) => (branches.find(({ condition }) => condition(scope))?.body ?? otherwise)?.(scope) ?? ''
}

/** `a=b c=d`, or the older `b as a and d as c`. Stock Django. */
function readBindings(call: TagCall, parser: Parser) {
  const words = call.words()
  const isOlder = words[0] !== undefined && readKeyword(words[0]) === undefined
  const bindings: { name: string; value: Expression }[] = []
  for (let index = 0; index < words.length; index += isOlder ? 4 : 1) {
    const next = words[index + 3]
    const joins = words[index + 1] === 'as' && (next === undefined || (next === 'and' && words.length > index + 4))
    const binding = isOlder ? [words[index + 2], words[index]] : readKeyword(words[index]!)
    const [name, value] = binding ?? []
    if (name === undefined || value === undefined || (isOlder && !joins)) {
      throw new TemplateError(`${call.name} wants name=value`, call.line)
    }
    bindings.push({ name, value: parser.expression(value, call.line) })
  }
  if (bindings.length === 0) throw new TemplateError(`${call.name} wants name=value`, call.line)
  return bindings
}

const withTag: Tag = (call, parser) => {
  const bindings = readBindings(call, parser)
  const { body } = parser.until(['endwith'], call)
  return (scope) => withFrame(scope, new Map(bindings.map(({ name, value }) => [name, value(scope)])), body)
}

const autoescapeTag: Tag = (call, parser) => {
  if (call.rest !== 'on' && call.rest !== 'off') throw new TemplateError('autoescape wants on or off', call.line)
  const { body } = parser.until(['endautoescape'], call)
  return (scope) => {
    const before = scope.autoescape
    scope.autoescape = call.rest === 'on'
    const output = body(scope)
    scope.autoescape = before
    return output
  }
}

/** Splits `… as name` off the end of the words; the name is undefined without it. */
export function splitTarget(words: readonly string[]): { words: readonly string[]; target: string | undefined } {
  const isBound = words.length >= 2 && words.at(-2) === 'as'
  return isBound ? { words: words.slice(0, -2), target: words.at(-1)! } : { words, target: undefined }
}

function firstTrue(values: readonly Expression[], scope: Scope): string {
  for (const expression of values) {
    const value = expression(scope, null)
    if (truthy(value)) return display(value, scope.autoescape, scope.budget)
  }
  return ''
}

const firstof: Tag = (call, parser) => {
  const { words, target } = splitTarget(call.words())
  if (words.length === 0) throw new TemplateError('firstof wants at least one value', call.line)
  const values = words.map((word) => parser.expression(word, call.line))
  return (scope) => {
    const text = firstTrue(values, scope)
    if (target === undefined) return text
    bindName(scope, target, new Safe(text))
    return ''
  }
}

const filterTag: Tag = (call, parser) => {
  const names = call.rest.replace(/"[^"]*"|'[^']*'/g, '')
  if (/(?:^|\|)\s*(?:escape|safe)\s*(?:\||$)/.test(names)) {
    throw new TemplateError('the filter tag takes neither escape nor safe: use autoescape', call.line)
  }
  const value = parser.expression(`var|${call.rest}`, call.line)
  const { body } = parser.until(['endfilter'], call)
  return (scope) => {
    const text = new Safe(body(scope))
    return withFrame(scope, new Map([['var', text]]), () => display(value(scope), false, scope.budget))
  }
}

const spaceless: Tag = (call, parser) => {
  const { body } = parser.until(['endspaceless'], call)
  return (scope) => {
    const output = body(scope)
    scope.budget.write(output.length)
    return output.trim().replace(/>\s+</g, '><')
  }
}

const commentTag: Tag = (call, parser) => {
  parser.skipPast('endcomment', call)
  return () => ''
}

const verbatim: Tag = (call, parser) => parser.until(['endverbatim'], call).body

const loopOf = (scope: Scope): object => {
  const loop = findName(scope, 'forloop')
  return isDict(loop) ? loop : scope.context
}

const ifchanged: Tag = (call, parser) => {
  const values = call.words().map((word) => parser.expression(word, call.line))
  const { body, end } = parser.until(['else', 'endifchanged'], call)
  const otherwise = end.name === 'else' ? parser.until(['endifchanged'], call).body : undefined
  const key = {}
  return (scope) => {
    const memory = memoryOf(scope, loopOf(scope))
    const output = values.length === 0 ? body(scope) : undefined
    const seen = output ?? values.map((value) => value(scope, null))
    if (memory.has(key) && equals(memory.get(key), seen, scope.budget)) return otherwise?.(scope) ?? ''
    memory.set(key, seen)
    return output ?? body(scope)
  }
}

/** Accepted and without effect: all filters and tags are there anyway. Assumed: Klaviyo may refuse some names. */
const load: Tag = () => () => ''

const regroup: Tag = (call, parser) => {
  const [list, by, property, as, target, ...more] = call.words()
  if (by !== 'by' || as !== 'as' || target === undefined || more.length > 0) {
    throw new TemplateError('regroup wants: list by property as name', call.line)
  }
  const values = parser.expression(list!, call.line)
  const grouper = parser.expression(`item.${property}`, call.line)
  return (scope) => {
    const items = values(scope, null)
    const groups: { grouper: unknown; list: unknown[] }[] = []
    for (const item of Array.isArray(items) ? items : []) {
      scope.frames.push(new Map([['item', item]]))
      const key = grouper(scope, null)
      scope.frames.pop()
      const last = groups.at(-1)
      if (last !== undefined && equals(last.grouper, key, scope.budget)) last.list.push(item)
      else groups.push({ grouper: key, list: [item] })
    }
    bindName(scope, target, groups)
    return ''
  }
}

/** What stock Django's tags for choosing, binding and changing whole passages do. */
export const flowTags: Tags = {
  autoescape: autoescapeTag,
  comment: commentTag,
  filter: filterTag,
  firstof,
  if: ifTag,
  ifchanged,
  load,
  regroup,
  spaceless,
  verbatim,
  with: withTag,
}
