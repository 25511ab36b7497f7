// Builds dist/: bundles (the command line, the library, and what it is to Vitest) beside the facts they read, and the type declarations.
// `--quick` leaves declarations and licences out; that is all `npm start` needs.
import { execFileSync } from 'node:child_process'
import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { build } from 'esbuild'
import { bundling } from './bundle.mjs'

const quick = process.argv.includes('--quick')
const { version } = JSON.parse(readFileSync('package.json', 'utf8'))

rmSync('dist', { recursive: true, force: true })
const { metafile } = await build({ ...bundling, define: { SANDBOX_VERSION: JSON.stringify(version) } })
cpSync('src/schemas/contract', 'dist/contract', { recursive: true, filter: (path) => !path.endsWith('.ts') })
cpSync('fixtures', 'dist/fixtures', { recursive: true })
cpSync('src/preload', 'dist/preload', { recursive: true, filter: (path) => !path.includes('__pycache__') })
if (!quick) {
  execFileSync('npx', ['tsc', '-p', 'tsconfig.build.json'], { stdio: 'inherit' })
  keepDeclarationsOf(['dist/types/index.d.ts', 'dist/types/vitest.d.ts'])
  writeFileSync('dist/LICENSES.txt', licensesOf(Object.keys(metafile.inputs)))
}

/**
 * Drops the declarations that a user of the library cannot reach; throws when a reachable one needs another package than
 * Vitest, which who asks for klaviyo-sandbox/vitest has.
 */
function keepDeclarationsOf(entries) {
  const reached = new Set()
  const visit = (file) => {
    if (reached.has(file)) return
    reached.add(file)
    // A declaration is found beside a .js, in every release of TypeScript.
    const text = readFileSync(file, 'utf8').replace(/(from '[^']+)\.ts'/g, "$1.js'")
    writeFileSync(file, text)
    for (const [, target] of text.matchAll(/\b(?:from|import\() ?'([^']+)'/g)) {
      if (target === 'vitest') continue
      if (!target.startsWith('.')) throw new Error(`${file} needs the types of ${target}`)
      visit(resolve(dirname(file), target.replace(/\.js$/, '.d.ts')))
    }
  }
  for (const entry of entries) visit(resolve(entry))
  for (const each of readdirSync('dist/types', { recursive: true, withFileTypes: true })) {
    const file = resolve(each.parentPath, each.name)
    if (each.isFile() && !reached.has(file)) rmSync(file)
  }
}

/** The licences of the packages that went into the bundles. */
function licensesOf(inputs) {
  const packages = new Set(inputs.flatMap((path) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0] ?? []))
  const texts = [...packages].sort().map((folder) => {
    const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
    const file = readdirSync(folder).find((each) => /^licen[cs]e/i.test(each))
    return `${name} ${version} (${license})\n\n${file === undefined ? '' : readFileSync(join(folder, file), 'utf8').trim()}\n`
  })
  return texts.join(`\n${'-'.repeat(80)}\n\n`)
}
