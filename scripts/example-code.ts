import { readFileSync } from 'node:fs'

/** An example as a block of code, without the tests that are not named. Throws when it has no test of a name. */
export function exampleCode(file: string, tests: readonly string[]): string {
  const paragraphs = readFileSync(file, 'utf8')
    .trimEnd()
    .split(/\n\n(?=\S)/)
  const isOf = (paragraph: string) => (name: string) => paragraph.startsWith(`test('${name}'`)
  for (const name of tests) {
    if (!paragraphs.some((each) => isOf(each)(name))) throw new Error(`${file} has no test '${name}'`)
  }
  const shown = paragraphs.filter((each) => !each.startsWith('test(') || tests.some(isOf(each)))
  return ['```js', shown.join('\n\n'), '```'].join('\n')
}
