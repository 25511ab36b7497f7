import { display } from '../escape.ts'
import type { Expression } from '../expression.ts'
import type { Parser, Tag, TagCall } from '../parser.ts'
import { bindName, type Scope } from '../scope.ts'
import { TemplateError } from '../template-error.ts'
import { readKeyword } from '../words.ts'
import { splitTarget } from './flow.ts'

/** The values behind a tag's name, by place and by keyword. */
export interface Arguments {
  values: readonly unknown[]
  keywords: ReadonlyMap<string, unknown>
}

/** What a tag accepts behind its name. */
export interface Signature {
  least?: number
  most?: number
  keywords?: readonly string[]
}

/** Compiles the words of a tag to something that gives their values; throws when they do not fit the signature. */
export function compileArguments(
  call: TagCall,
  words: readonly string[],
  { least = 0, most = least, keywords = [] }: Signature,
  parser: Parser,
): (scope: Scope) => Arguments {
  const values: Expression[] = []
  const named: [string, Expression, string][] = []
  for (const word of words) {
    const keyword = readKeyword(word)
    if (keyword === undefined) values.push(parser.expression(word, call.line))
    else if (!keywords.includes(keyword[0])) throw new TemplateError(`${call.name} knows no ${keyword[0]}=`, call.line)
    else named.push([keyword[0], parser.expression(keyword[1], call.line), keyword[1]])
  }
  if (values.length < least || values.length > most) {
    throw new TemplateError(`${call.name} takes ${least} to ${most} values, not ${values.length}`, call.line)
  }
  return (scope) => ({
    values: values.map((value) => value(scope)),
    // a bare word that names nothing stands for itself: mode=html
    keywords: new Map(named.map(([name, value, word]) => [name, value(scope, null) ?? word])),
  })
}

/** A tag that prints one value, or binds it with `as name`: what Django calls a simple tag. */
export const simpleTag =
  (signature: Signature, run: (given: Arguments, scope: Scope) => unknown): Tag =>
  (call, parser) => {
    const { words, target } = splitTarget(call.words())
    const given = compileArguments(call, words, signature, parser)
    return (scope) => {
      const value = run(given(scope), scope)
      if (target === undefined) return display(value, scope.autoescape, scope.budget)
      bindName(scope, target, value)
      return ''
    }
  }
