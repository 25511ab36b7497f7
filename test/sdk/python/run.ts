import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const root = fileURLToPath(new URL('../../..', import.meta.url))

/** The releases of the SDK that scripts/python-sdks.sh makes environments of, and the revisions that they send. */
export const releases = [
  [25, '2026-10-15'],
  [23, '2026-04-15'],
  [18, '2025-01-15'],
] as const

/** Runs a script of this folder with a release of the SDK; skips the test where the release is not there, but in CI. */
export async function runPython(
  release: number,
  script: string,
  args: readonly string[],
  skip: (note: string) => void,
): Promise<{ stdout: string; stderr: string }> {
  const python = `${root}.venv-sdk${release}/bin/python`
  if (!existsSync(python)) {
    if (process.env.CI) throw new Error(`${python} is missing: run scripts/python-sdks.sh`)
    skip('run scripts/python-sdks.sh first')
  }
  return promisify(execFile)(python, [`${root}test/sdk/python/${script}`, ...args]).catch(
    (failure: { stdout: string; stderr: string }) => failure,
  )
}
