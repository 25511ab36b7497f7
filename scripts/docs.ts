// Writes the parts of the documents that are made from the code: `npm run docs`; `npm run docs:check` only compares.
import { readFileSync, writeFileSync } from 'node:fs'
import { campaignModelsDocument } from './campaign-models.ts'
import { flags, variableOf } from '../src/cli-options.ts'
import { groups } from '../src/routes/groups/index.ts'
import { createRegistry } from '../src/routes/registry.ts'
import { NEWEST, REVISIONS, routes, type Route } from '../src/schemas/contract.ts'

const registry = createRegistry(groups)
const isAlive = ({ operationId }: Route) => registry.answererOf(operationId, NEWEST) !== undefined

function optionsTable(): string {
  const rows = flags.map(
    ({ name, value, help, fallback }) =>
      `| \`--${name} ${value}\` | \`${variableOf(name)}\` | ${help} | ${fallback ?? ''} |`,
  )
  return ['| option | variable | meaning | default |', '|---|---|---|---|', ...rows].join('\n')
}

function groupNames(): string[] {
  return [...new Set(routes().map(({ group }) => group))].sort()
}

function groupsTable(): string {
  const rows = groupNames().map((name) => {
    const own = routes().filter(({ group }) => group === name)
    const alive = own.filter(isAlive)
    return `| ${name} | ${alive.length} | ${own.length} | ${alive.length === own.length ? 'all' : alive.length === 0 ? '501' : 'in part'} |`
  })
  const all = routes()
  const total = `| **total** | **${all.filter(isAlive).length}** | **${all.length}** | |`
  return ['| API group | alive | operations | |', '|---|---:|---:|---|', ...rows, total].join('\n')
}

function operationsDocument(): string {
  const sections = groupNames().map((name) => {
    const rows = routes()
      .filter(({ group }) => group === name)
      .map(
        (route) =>
          `| \`${route.operationId}\` | ${route.method} | \`${route.path}\` | ${route.introduced === REVISIONS[0] ? '' : route.introduced} | ${isAlive(route) ? 'yes' : '501'} |`,
      )
    return [
      `## ${name}`,
      '',
      '| operation | method | path | since | alive |',
      '|---|---|---|---|---|',
      ...rows,
      '',
    ].join('\n')
  })
  return [
    '# Operations',
    '',
    `Every operation of the revisions ${REVISIONS[0]} to ${REVISIONS.at(-1)}, made from the running registry by \`npm run docs\`.`,
    'An operation that is not alive yet answers 501 with a JSON:API error that says so.',
    '',
    ...sections,
  ].join('\n')
}

/** The README with the text between `<!-- name -->` and `<!-- /name -->` replaced. */
function withPart(text: string, name: string, part: string): string {
  const [open, close] = [`<!-- ${name} -->`, `<!-- /${name} -->`]
  const [from, to] = [text.indexOf(open), text.indexOf(close)]
  if (from < 0 || to < 0) throw new Error(`README.md has no ${open} … ${close}`)
  return `${text.slice(0, from + open.length)}\n${part}\n${text.slice(to)}`
}

const readme = readFileSync('README.md', 'utf8')
const documents: Record<string, string> = {
  'README.md': withPart(withPart(readme, 'options', optionsTable()), 'groups', groupsTable()),
  'docs/operations.md': operationsDocument(),
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
