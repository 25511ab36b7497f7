import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const root = fileURLToPath(new URL('../../..', import.meta.url))

/** The releases of the SDK that scripts/python-sdks.sh installs, and the revisions that they send. */
export const releases = [
  [25, '2026-10-15'],
  [24, '2026-07-15'],
  [23, '2026-04-15'],
  [22, '2026-01-15'],
  [21, '2025-10-15'],
  [20, '2025-07-15'],
  [19, '2025-04-15'],
  [18, '2025-01-15'],
  [16, '2024-10-15'],
] as const

/** Runs a script of this folder with a release of the SDK; undefined where it is not installed, which in CI throws. */
export async function runPython(
  release: number,
  script: string,
  args: readonly string[],
): Promise<{ stdout: string; stderr: string } | undefined> {
  const folder = `${root}.venv-sdk/releases/${release}`
  if (!existsSync(`${folder}/complete`)) {
    if (process.env.CI) throw new Error(`${folder} is missing: run scripts/python-sdks.sh`)
    return undefined
  }
  const env = { ...process.env, PYTHONPATH: folder }
  const command = [`${root}test/sdk/python/${script}`, ...args]
  return promisify(execFile)(`${root}.venv-sdk/bin/python`, command, { env, maxBuffer: 64 * 1024 * 1024 }).catch(
    (failure: { stdout: string; stderr: string }) => failure,
  )
}
