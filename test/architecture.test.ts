import { describe, expect, it } from 'vitest'
import {
  FILE_LINES,
  foreignImports,
  FUNCTION_LINES,
  importCircles,
  longFiles,
  longFunctions,
  strayRevisionDates,
  straySql,
  strayTimeOrChance,
  vagueNames,
  type Rule,
} from './architecture/rules.ts'
import { readSources, sourceOf } from './architecture/sources.ts'

const sources = readSources()

describe('the house', () => {
  it.each<[string, Rule]>([
    ['imports only in the allowed directions', foreignImports],
    ['takes time, chance and later from clock, ids and schedule alone', strayTimeOrChance],
    ['names and compares revision dates only where they live', strayRevisionDates],
    ['keeps SQL in the store', straySql],
    [`has no file over ${FILE_LINES} lines`, longFiles],
    [`has no function over ${FUNCTION_LINES} lines`, longFunctions],
    ['names files in kebab-case for what they hold', vagueNames],
  ])('%s', (_, rule) => {
    expect(sources.flatMap(rule)).toEqual([])
  })

  it('has no circle of imports', () => {
    expect(importCircles(sources)).toEqual([])
  })

  it('is read in full', () => {
    expect(sources.length).toBeGreaterThan(50)
    expect(sources.map(({ path }) => path)).toContain('src/routes/groups/lists.ts')
  })
})

const lines = (count: number) => Array.from({ length: count }, (_, index) => `  x(${index})`).join('\n')

describe('the rules find', () => {
  it.each<[string, Rule, string, string]>([
    ['a group that knows fastify', foreignImports, 'src/routes/groups/a.ts', `import f from 'fastify'`],
    ['a group that knows ajv', foreignImports, 'src/routes/groups/a.ts', `import type { A } from 'ajv'`],
    ['a group that knows a hook', foreignImports, 'src/routes/groups/a.ts', `import { a } from '../hooks/body.ts'`],
    ['a group that opens databases', foreignImports, 'src/routes/groups/a/b.ts', `import D from 'better-sqlite3'`],
    ['a shape that knows a group', foreignImports, 'src/routes/shapes/a.ts', `import { a } from '../groups/lists.ts'`],
    ['a store that knows a route', foreignImports, 'src/store/a.ts', `export { a } from '../routes/page.ts'`],
    ['a store that knows a schema', foreignImports, 'src/store/a.ts', `import { a } from '../schemas/contract.ts'`],
    ['a schema that knows the store', foreignImports, 'src/schemas/a.ts', `import { a } from '../store/ids.ts'`],
    ['a late import of a group', foreignImports, 'src/routes/hooks/a.ts', `await import('../groups/lists.ts')`],
    ['a command line that knows the app', foreignImports, 'src/cli.ts', `import { a } from './app.ts'`],
    ['a route that knows the app', foreignImports, 'src/routes/a.ts', `import { a } from '../app.ts'`],
    ['a fixture that knows a route', foreignImports, 'src/fixtures/a.ts', `import { a } from '../routes/page.ts'`],
    ['a file outside all rooms', foreignImports, 'src/other/a.ts', ''],
    ['Date.now', strayTimeOrChance, 'src/store/a.ts', 'const a = Date.now()'],
    ['new Date()', strayTimeOrChance, 'src/routes/a.ts', 'const a = new Date()'],
    ['performance.now', strayTimeOrChance, 'src/routes/a.ts', 'const { now } = { now: performance.now }'],
    ['Math.random', strayTimeOrChance, 'src/routes/a.ts', 'const a = Math.random()'],
    ['randomUUID', strayTimeOrChance, 'src/routes/a.ts', `import { randomUUID } from 'node:crypto'`],
    ['randomBytes', strayTimeOrChance, 'src/routes/a.ts', `import { randomBytes as chance } from 'node:crypto'`],
    ['setTimeout', strayTimeOrChance, 'src/routes/a.ts', 'setTimeout(() => {}, 1)'],
    ['setInterval', strayTimeOrChance, 'src/routes/a.ts', 'globalThis.setInterval(() => {}, 1)'],
    ['time in SQL', strayTimeOrChance, 'src/store/a.ts', `const a = 'SELECT unixepoch()'`],
    ['a date of a revision', strayRevisionDates, 'src/routes/a.ts', `const a = b === '2026-01-15'`],
    ['a comparison of revisions', strayRevisionDates, 'src/routes/a.ts', 'if (context.revision >= from) a()'],
    ['a query', straySql, 'src/routes/a.ts', `db.all('SELECT id FROM profile')`],
    [
      'a statement over lines',
      straySql,
      'src/routes/a.ts',
      'db.run(`\n  DELETE FROM\n  profile`+ `UPDATE a SET b = 1`)',
    ],
    ['an insert', straySql, 'src/routes/a.ts', 'db.run(`INSERT OR IGNORE INTO ${table} VALUES (1)`)'],
    ['a long file', longFiles, 'src/a.ts', lines(FILE_LINES + 1)],
    ['a long function', longFunctions, 'src/a.ts', `function a() {\n${lines(FUNCTION_LINES - 1)}\n}`],
    ['a long method', longFunctions, 'src/a.ts', `const a = { b() {\n${lines(FUNCTION_LINES - 1)}\n} }`],
    ['a file called utils', vagueNames, 'src/routes/utils.ts', ''],
    ['a file in camelCase', vagueNames, 'src/routes/baseUrl.ts', ''],
  ])('%s', (_, rule, path, text) => {
    expect(rule(sourceOf(path, text))).not.toEqual([])
  })

  it('a circle of imports, but not one of types', () => {
    const a = sourceOf('src/a.ts', `import { b } from './b.ts'`)
    expect(importCircles([a, sourceOf('src/b.ts', `import { a } from './a.ts'`)])).toEqual([
      'src/a.ts → src/b.ts → src/a.ts',
    ])
    expect(importCircles([a, sourceOf('src/b.ts', `import type { A } from './a.ts'`)])).toEqual([])
  })
})

describe('the rules let pass', () => {
  it.each<[string, Rule, string, string]>([
    ['arithmetic on dates', strayTimeOrChance, 'src/routes/a.ts', 'new Date(now / 1000); Date.UTC(2026, 1, 1)'],
    ['the clock itself', strayTimeOrChance, 'src/store/clock.ts', 'performance.now()'],
    ['the hook of revisions', strayRevisionDates, 'src/routes/hooks/revision.ts', `a > '2026-01-15'`],
    ['prose with SQL words', straySql, 'src/routes/a.ts', `const a = 'Select a list and update it'`],
    ['a full file', longFiles, 'src/a.ts', lines(FILE_LINES)],
    ['a full function', longFunctions, 'src/a.ts', `function a() {\n${lines(FUNCTION_LINES - 2)}\n}`],
  ])('%s', (_, rule, path, text) => {
    expect(rule(sourceOf(path, text))).toEqual([])
  })
})
