import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createSandbox, type Sandbox } from '../../../src/index.ts'
import { servedOperations, walkedGroups } from '../operations.ts'

// One script, three releases of the SDK, three revisions. scripts/python-sdks.sh makes the environments.

const run = promisify(execFile)
const root = fileURLToPath(new URL('../../..', import.meta.url))

let sandbox: Sandbox
beforeAll(async () => {
  sandbox = await createSandbox({ rateLimits: 'off' })
  await sandbox.listen()
})
afterAll(() => sandbox.close())

it.for([
  [25, '2026-10-15'],
  [23, '2026-04-15'],
  [18, '2025-01-15'],
] as const)('klaviyo-api %i walks revision %s', async ([release, revision], { skip }) => {
  const python = `${root}.venv-sdk${release}/bin/python`
  if (!existsSync(python)) {
    if (process.env.CI) throw new Error(`${python} is missing: run scripts/python-sdks.sh`)
    skip('run scripts/python-sdks.sh first')
  }
  const operations = walkedGroups.flatMap((group) =>
    servedOperations(group, revision).map((operation) => `${group.replaceAll(' ', '_')}.${operation}`),
  )
  const walk = await run(python, [`${root}test/sdk/python/walk.py`, sandbox.url, operations.join()]).catch(
    (failure: { stdout: string; stderr: string }) => failure,
  )
  expect(walk.stderr).toBe('')
  expect(walk.stdout.split('\n').filter((line) => !line.startsWith('ok '))).toEqual([
    expect.stringMatching(new RegExp(`^klaviyo-api ${release}\\.0\\.0: \\d+ operations walked, 0 steps failed$`)),
    '',
  ])
})
