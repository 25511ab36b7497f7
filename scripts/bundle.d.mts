import type { BuildOptions } from 'esbuild'

export const neverAsked: readonly string[]
export const bundling: BuildOptions & { metafile: true }
