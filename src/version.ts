import { readFileSync } from 'node:fs'

declare const SANDBOX_VERSION: string | undefined

/** The version of the package; the build writes it in. */
export const version: string =
  typeof SANDBOX_VERSION === 'string'
    ? SANDBOX_VERSION
    : (JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string }).version
