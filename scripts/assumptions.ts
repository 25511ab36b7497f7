import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'

/** docs/assumed.md: every comment of the code that says that something is Assumed, by file. */
export function assumptionsDocument(): string {
  const sections = sourceFiles('src').flatMap((file) => {
    const found = commentsOf(readFileSync(file, 'utf8')).filter((comment) => /\bAssumed\b/.test(comment))
    return found.length === 0 ? [] : [{ file, found }]
  })
  const count = sections.reduce((sum, { found }) => sum + found.length, 0)
  return [
    '# What is Assumed',
    '',
    'Where neither documents nor answers of the live API say what Klaviyo does, the sandbox does what a user of the API',
    'would expect, and the code says Assumed beside it. This is the list of those comments, made by `npm run docs`:',
    `${count} in ${sections.length} files. An answer of the live API that shows one wrong is welcome.`,
    '',
    ...sections.flatMap(({ file, found }) => [`## ${file}`, '', ...found.map((comment) => `- ${comment}`), '']),
  ].join('\n')
}

function sourceFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.includes('contract/'))
    .map((name) => join(folder, name))
    .sort()
}

/** The comments of a file, each on one line; those on neighbouring lines are one. */
function commentsOf(text: string): string[] {
  const comments: { text: string; end: number }[] = []
  const source = ts.createSourceFile('source.ts', text, ts.ScriptTarget.Latest)
  const seen = new Set<number>()
  const visit = (node: ts.Node): void => {
    for (const range of ts.getLeadingCommentRanges(text, node.pos) ?? []) add(range)
    for (const range of ts.getTrailingCommentRanges(text, node.end) ?? []) add(range)
    node.getChildren(source).forEach(visit)
  }
  const add = ({ pos, end }: ts.CommentRange) => {
    if (seen.has(pos)) return
    seen.add(pos)
    const words = text
      .slice(pos, end)
      .replace(/^\/\*\*?|\*\/$|^\s*\*\s?|^\/\/\s?/gm, '')
      .replace(/\s+/g, ' ')
      .trim()
    const last = comments.at(-1)
    const joins = last !== undefined && /^\s*\n\s*$/.test(text.slice(last.end, pos)) && text.startsWith('//', pos)
    if (joins) comments[comments.length - 1] = { text: `${last.text} ${words}`, end }
    else comments.push({ text: words, end })
  }
  visit(source)
  return comments.map((comment) => comment.text)
}
