import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

let folder: string | undefined

/** The folder of the generated contract: beside this file in the source, in dist/ when bundled. */
function contractFolder(): string {
  let at = dirname(fileURLToPath(import.meta.url))
  while (!existsSync(join(at, 'contract', 'routes.json'))) {
    if (dirname(at) === at) throw new Error('the contract folder is missing; run npm run contract')
    at = dirname(at)
  }
  return join(at, 'contract')
}

/** Reads a JSON file of the contract, by its path in there; throws when there is none. */
export function readContractFile(name: string): unknown {
  folder ??= contractFolder()
  return JSON.parse(readFileSync(join(folder, name), 'utf8'))
}
