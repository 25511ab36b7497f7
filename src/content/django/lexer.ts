import { SOURCE_CHARACTERS, SOURCE_TOKENS } from './limits.ts'
import { TemplateError } from './template-error.ts'

/** A piece of a template: text, `{{ … }}`, `{% … %}`; comments are dropped. */
export interface Token {
  kind: 'text' | 'variable' | 'tag'
  /** The text, or what stands between the braces, without the blanks around it. */
  content: string
  line: number
}

const CLOSERS: Readonly<Record<string, string>> = { '%': '%}', '{': '}}', '#': '#}' }

/** Where a `{% %}`, `{{ }}` or `{# #}` that begins at `start` ends; it must end on its line, as in stock Django. */
function createEndFinder(source: string) {
  /** Up to where no closer of a kind was found, so that a line full of openers is read but once. */
  const barren: Record<string, number> = {}
  let lineEnd = 0
  return (start: number): number | undefined => {
    const kind = source[start + 1]!
    const closer = CLOSERS[kind]
    if (closer === undefined || start < (barren[kind] ?? 0)) return undefined
    if (start >= lineEnd) lineEnd = (source.indexOf('\n', start) + 1 || source.length + 1) - 1
    const found = source.slice(start + 2, lineEnd).indexOf(closer)
    if (found !== -1) return start + 2 + found + closer.length
    barren[kind] = lineEnd
    return undefined
  }
}

/** Cuts a template into pieces. Throws when it is longer than any message. */
export function readTokens(source: string): Token[] {
  if (source.length > SOURCE_CHARACTERS) throw new TemplateError(`is longer than ${SOURCE_CHARACTERS} characters`)
  const tokens: Token[] = []
  const endOf = createEndFinder(source)
  let line = 1
  /** The tag that ends a verbatim block that was opened. */
  let verbatim: string | undefined
  const add = (kind: Token['kind'], content: string) => void (content !== '' && tokens.push({ kind, content, line }))
  let textStart = 0
  let at = source.indexOf('{')
  while (at !== -1) {
    const end = endOf(at)
    if (end === undefined) {
      at = source.indexOf('{', at + 1)
      continue
    }
    const content = source.slice(at + 2, end - 2).trim()
    const isTag = source[at + 1] === '%'
    if (verbatim === undefined || (isTag && content === verbatim)) {
      const text = source.slice(textStart, at)
      add('text', text)
      line += newlinesIn(text)
      if (isTag) tokens.push({ kind: 'tag', content, line })
      else if (source[at + 1] === '{') tokens.push({ kind: 'variable', content, line })
      verbatim = verbatim === undefined && isTag && /^verbatim(?: |$)/.test(content) ? `end${content}` : undefined
      textStart = end
    }
    at = source.indexOf('{', end)
  }
  add('text', source.slice(textStart))
  if (tokens.length > SOURCE_TOKENS) throw new TemplateError(`has more than ${SOURCE_TOKENS} texts and tags`)
  return tokens
}

function newlinesIn(text: string): number {
  let count = 0
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) count++
  return count
}
