/** What the bundles leave out although the code names it: Fastify asks for its compilers where routes have schemas, and for
 * pino where it logs by itself. Neither is so here. */
export const neverAsked = ['@fastify/ajv-compiler', '@fastify/fast-json-stringify-compiler', 'pino']

/** How esbuild makes the bundles; the test of the package looks at the same ones. @type {import('esbuild').BuildOptions & { metafile: true }} */
export const bundling = {
  entryPoints: { cli: 'src/cli.ts', index: 'src/index.ts', vitest: 'src/vitest.ts' },
  outdir: 'dist',
  bundle: true,
  splitting: true,
  minifySyntax: true,
  minifyWhitespace: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  chunkNames: 'chunks/[name]-[hash]',
  external: ['better-sqlite3', ...neverAsked, 'vitest'],
  banner: {
    js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
  },
  metafile: true,
  logLevel: 'warning',
}
