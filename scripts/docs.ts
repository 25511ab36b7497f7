// Writes the parts of the documents that are made from the code: `npm run docs`; `npm run docs:check` only compares.
import { readFileSync, writeFileSync } from 'node:fs'
import { format } from 'prettier'
import { fixtureSchema } from '../src/fixtures/schema/whole.ts'
import { assumptionsDocument } from './assumptions.ts'
import { campaignModelsDocument } from './campaign-models.ts'
import { controlPlaneDocument } from './control-plane.ts'
import { exampleCode } from './example-code.ts'
import { commandLineDocument, optionsTable, verbsTable } from './command-line.ts'
import { groupsTable, operationsDocument } from './operations-table.ts'
import { sdkMatrix } from './sdk-matrix.ts'

/** The README with the text between `<!-- name -->` and `<!-- /name -->` replaced. */
function withPart(text: string, name: string, part: string): string {
  const [open, close] = [`<!-- ${name} -->`, `<!-- /${name} -->`]
  const [from, to] = [text.indexOf(open), text.indexOf(close)]
  if (from < 0 || to < 0) throw new Error(`README.md has no ${open} … ${close}`)
  return `${text.slice(0, from + open.length)}\n${part}\n${text.slice(to)}`
}

const parts = {
  options: await optionsTable(),
  verbs: verbsTable(),
  groups: groupsTable(),
  sdks: sdkMatrix(),
  vitest: exampleCode('examples/vitest/shop.test.js', [
    'a customer is subscribed once she has confirmed',
    'an order waits as long as Klaviyo asks for',
    'an order whose answer was lost is not recorded twice',
  ]),
  control: exampleCode('examples/vitest/control-plane.test.js', [
    'a fork is a copy that goes its own way',
    'time moves when the test says so, and tells what happened',
    'things go wrong when the test says so',
    'what was asked can be verified, and a failure says what came instead',
    'every answer can be explained',
  ]),
}
const documents: Record<string, string> = {
  'README.md': Object.entries(parts).reduce(
    (text, [name, part]) => withPart(text, name, part),
    readFileSync('README.md', 'utf8'),
  ),
  'fixtures/fixture.schema.json': await format(JSON.stringify(fixtureSchema()), { parser: 'json', printWidth: 120 }),
  'docs/operations.md': operationsDocument(),
  'docs/control-plane.md': await controlPlaneDocument(),
  'docs/command-line.md': await commandLineDocument(),
  'docs/assumed.md': assumptionsDocument(),
  'docs/campaign-models.md': campaignModelsDocument(),
}

const check = process.argv.includes('--check')
for (const [file, text] of Object.entries(documents)) {
  let written = ''
  try {
    written = readFileSync(file, 'utf8')
  } catch {
    // not there yet
  }
  if (written === text) continue
  if (!check) writeFileSync(file, text)
  else {
    console.error(`${file} is not what the code says; run npm run docs and look at the difference`)
    process.exitCode = 1
  }
}
