// Builds dist/: two bundles (the command line and the library) beside the facts they read, and the type declarations.
// `--quick` leaves the declarations out; that is all `npm start` needs.
import { execFileSync } from 'node:child_process'
import { cpSync, readFileSync, rmSync } from 'node:fs'
import { build } from 'esbuild'

const quick = process.argv.includes('--quick')
const { version } = JSON.parse(readFileSync('package.json', 'utf8'))

rmSync('dist', { recursive: true, force: true })
await build({
  entryPoints: { cli: 'src/cli.ts', index: 'src/index.ts' },
  outdir: 'dist',
  bundle: true,
  splitting: true,
  minifySyntax: true,
  minifyWhitespace: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  chunkNames: 'chunks/[name]-[hash]',
  external: ['better-sqlite3'],
  define: { SANDBOX_VERSION: JSON.stringify(version) },
  banner: {
    js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
  },
  logLevel: 'warning',
})
cpSync('src/schemas/contract', 'dist/contract', { recursive: true, filter: (path) => !path.endsWith('.ts') })
cpSync('fixtures', 'dist/fixtures', { recursive: true })
if (!quick) execFileSync('npx', ['tsc', '-p', 'tsconfig.build.json'], { stdio: 'inherit' })
