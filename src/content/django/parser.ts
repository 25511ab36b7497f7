import { display } from './escape.ts'
import { compileExpression, type Expression } from './expression.ts'
import type { Filters } from './filter.ts'
import type { Token } from './lexer.ts'
import { DEFAULT_LIMITS } from './limits.ts'
import type { Node } from './scope.ts'
import { TemplateError } from './template-error.ts'
import { splitWords } from './words.ts'

/** The inside of one `{% … %}`. */
export interface TagCall {
  name: string
  /** All behind the name. */
  rest: string
  line: number
  /** The words behind the name; quoted text is one word. Throws on a quote that does not end. */
  words(): string[]
}

/** Compiles a tag, and what it encloses; throws a TemplateError. */
export type Tag = (call: TagCall, parser: Parser) => Node

/** Tags by name. */
export type Tags = Readonly<Record<string, Tag>>

/** What tags may ask of the parser. */
export interface Parser {
  expression(text: string, line: number): Expression
  /** Compiles up to a tag of one of these names, and takes that tag too. */
  until(ends: readonly string[], opener: TagCall): { body: Node; end: TagCall }
  /** Leaves out all up to the tag of this name. */
  skipPast(end: string, opener: TagCall): void
  /** What cycle tags have named. */
  readonly cycles: Map<string, object>
}

/** A compiled template. */
export interface Template {
  readonly node: Node
  /** Names of the tags that stand in it outside comments. */
  readonly tagNames: ReadonlySet<string>
}

function callOf({ content, line }: Token): TagCall {
  const name = /^\S*/.exec(content)![0]
  const rest = content.slice(name.length).trim()
  return { name, rest, line, words: () => splitWords(rest, line) }
}

/** The parts one after the other; each is a step of the budget. */
function sequence(nodes: readonly Node[]): Node {
  return (scope) => {
    let output = ''
    for (const node of nodes) {
      scope.budget.spend(1)
      output += node(scope)
    }
    return output
  }
}

function textNode(text: string): Node {
  return ({ budget }) => {
    budget.write(text.length)
    return text
  }
}

function variableNode({ content, line }: Token, filters: Filters): Node {
  if (content === '') throw new TemplateError('an empty variable', line)
  const value = compileExpression(content, line, filters)
  return (scope) => display(value(scope), scope.autoescape, scope.budget)
}

/** Compiles the pieces of a template with these tags and filters. Throws a TemplateError. */
export function parseTokens(tokens: readonly Token[], tags: Tags, filters: Filters): Template {
  const tagNames = new Set<string>()
  let next = 0
  let depth = 0
  /** Compiles until one of the ends; `opener` is undefined for the whole template, which ends with its source. */
  function parse(ends: readonly string[], opener?: TagCall): { body: Node; end: TagCall | undefined } {
    const nodes: Node[] = []
    depth++
    if (depth > DEFAULT_LIMITS.depth) throw new TemplateError('tags are nested too deeply', opener?.line)
    while (next < tokens.length) {
      const token = tokens[next++]!
      if (token.kind === 'text') nodes.push(textNode(token.content))
      else if (token.kind === 'variable') nodes.push(variableNode(token, filters))
      else {
        const call = callOf(token)
        if (ends.includes(call.name)) {
          depth--
          return { body: sequence(nodes), end: call }
        }
        nodes.push(compileTag(call))
      }
    }
    if (opener !== undefined) throw new TemplateError(`the tag ${opener.name} is not closed`, opener.line)
    return { body: sequence(nodes), end: undefined }
  }
  function compileTag(call: TagCall): Node {
    if (call.name === '') throw new TemplateError('an empty tag', call.line)
    const tag = Object.hasOwn(tags, call.name) ? tags[call.name] : undefined
    if (tag === undefined) throw new TemplateError(`unknown tag ${call.name.slice(0, 100)}`, call.line)
    tagNames.add(call.name)
    return tag(call, parser)
  }
  const parser: Parser = {
    cycles: new Map(),
    expression: (text, line) => compileExpression(text, line, filters),
    until(ends, opener) {
      const { body, end } = parse(ends, opener)
      return { body, end: end! }
    },
    skipPast(end, opener) {
      while (next < tokens.length) {
        const token = tokens[next++]!
        if (token.kind === 'tag' && callOf(token).name === end) return
      }
      throw new TemplateError(`the tag ${opener.name} is not closed`, opener.line)
    },
  }
  return { node: parse([]).body, tagNames }
}
