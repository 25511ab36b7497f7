import { readFileSync } from 'node:fs'
import { createRequire, isBuiltin } from 'node:module'
import { build, type Metafile } from 'esbuild'
import { beforeAll, expect, it } from 'vitest'
import { bundling, neverAsked } from '../scripts/bundle.mjs'
import { createSandbox } from '../src/index.ts'

// What only an installed package shows, such as a type that cannot be found, .ci/start-from-a-clean-folder checks.

const read = <Content>(file: string) =>
  JSON.parse(readFileSync(new URL(`../${file}`, import.meta.url), 'utf8')) as Content

let metafile: Metafile
beforeAll(async () => {
  const built = await build({ ...bundling, write: false })
  metafile = built.metafile
})

it('a user installs what the bundles leave out', () => {
  const left = Object.values(metafile.outputs).flatMap(({ imports }) => imports.filter(({ external }) => external))
  const late = Object.keys(metafile.inputs)
    .filter((file) => file.startsWith('src/'))
    .flatMap((file) =>
      [...readFileSync(file, 'utf8').matchAll(/createRequire\([^)]*\)\('([^'/]+)/g)].map(([, name]) => name!),
    )
  const given = [...neverAsked, 'vitest'] // by nobody, and by who asks for klaviyo-sandbox/vitest
  const named = left.map(({ path }) => path).filter((path) => !isBuiltin(path) && !given.includes(path))
  const packages = new Set([...named, ...late])
  const { dependencies } = read<{ dependencies: object }>('package.json')
  expect(Object.keys(dependencies)).toEqual(expect.arrayContaining([...packages]))
  expect([...packages].sort()).toEqual(['better-sqlite3', 'libphonenumber-js'])
})

it('what the bundles leave out of Fastify is never asked for', async () => {
  const sandbox = await createSandbox()
  expect((await sandbox.inject('/api/lists')).statusCode).toBe(401)
  await sandbox.close()
  const asked = Object.keys(createRequire(import.meta.url).cache).flatMap(
    (file) => /node_modules\/((?:@[^/]+\/)?[^/]+)\/(?!.*node_modules)/.exec(file)?.[1] ?? [],
  )
  expect(asked).toContain('fastify')
  expect(neverAsked.filter((name) => asked.includes(name))).toEqual([])
})

it.each([
  ['dist/cli.js', /^node_modules\/|^src\/(?!cli|nearest|version)/],
  [
    'dist/index.js',
    /^node_modules\/(@peculiar|reflect-metadata|better-sqlite3|ajv)\/|^src\/(tls|proxy|cli)\/(?!.*options)/,
  ],
])('%s loads late what a start can do without', (entry, late) => {
  const outputs = new Set([entry])
  for (const path of outputs) {
    for (const { path: next, kind } of metafile.outputs[path]?.imports ?? []) {
      if (kind === 'import-statement') outputs.add(next)
    }
  }
  const inputs = [...outputs].flatMap((path) => Object.entries(metafile.outputs[path]?.inputs ?? {}))
  const loaded = inputs.flatMap(([path, { bytesInOutput }]) => (bytesInOutput > 0 ? [path] : []))
  expect(loaded.length).toBeGreaterThan(3)
  expect(loaded.filter((path) => late.test(path))).toEqual([])
})

it('the lock file names no registry, and has a sum for every package', () => {
  const lock = read<{ packages: Record<string, { resolved?: string; integrity?: string }> }>('package-lock.json')
  const packages = Object.entries(lock.packages).filter(([path]) => path !== '')
  expect(packages.filter(([, { resolved }]) => resolved !== undefined)).toEqual([])
  expect(packages.filter(([, { integrity }]) => integrity === undefined)).toEqual([])
})
