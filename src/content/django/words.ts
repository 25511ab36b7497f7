import { TemplateError } from './template-error.ts'

const PLAIN = /[^\s'"]+/y
const STRING = /"[^"\\]*(?:\\.[^"\\]*)*"|'[^'\\]*(?:\\.[^'\\]*)*'/sy
const BLANK = /\s+/y

/** Cuts the inside of a tag at its blanks; quoted text keeps its own. Throws on a quote that does not end. */
export function splitWords(text: string, line: number): string[] {
  const words: string[] = []
  let at = 0
  let word = ''
  const take = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at
    const found = pattern.exec(text)?.[0]
    at += found?.length ?? 0
    return found
  }
  const finish = () => {
    if (word !== '') words.push(word)
    word = ''
  }
  while (at < text.length) {
    if (take(BLANK) !== undefined) {
      finish()
      continue
    }
    const piece = take(PLAIN) ?? take(STRING)
    if (piece === undefined) throw new TemplateError(`a quote does not end in: ${text.slice(0, 100)}`, line)
    word += piece
  }
  finish()
  return words
}

const KEYWORD = /^([\p{L}\p{N}_]+)=(.+)$/su

/** `name=value` in its two parts; undefined when the word is something else. */
export function readKeyword(word: string): [name: string, value: string] | undefined {
  const match = KEYWORD.exec(word)
  return match === null ? undefined : [match[1]!, match[2]!]
}

/** The inside of a word in quotes; undefined when it has none. */
export function unquoted(word: string): string | undefined {
  const quote = word[0]
  if ((quote !== '"' && quote !== "'") || word.length < 2 || !word.endsWith(quote)) return undefined
  return word.slice(1, -1).replaceAll(`\\${quote}`, quote).replaceAll('\\\\', '\\')
}
