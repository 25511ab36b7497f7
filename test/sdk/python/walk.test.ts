import { afterAll, beforeAll, expect, it } from 'vitest'
import { createSandbox, type Sandbox } from '../../../src/index.ts'
import { servedOperations, walkedGroups } from '../operations.ts'
import { releases, runPython } from './run.ts'

// One script, three releases of the SDK, three revisions. scripts/python-sdks.sh makes the environments.

let sandbox: Sandbox
beforeAll(async () => {
  sandbox = await createSandbox({ rateLimits: 'off' })
  await sandbox.listen()
})
afterAll(() => sandbox.close())

it.for(releases)('klaviyo-api %i walks revision %s', async ([release, revision], { skip }) => {
  const operations = walkedGroups.flatMap((group) =>
    servedOperations(group, revision).map((operation) => `${group.replaceAll(' ', '_')}.${operation}`),
  )
  const walk = await runPython(release, 'walk.py', [sandbox.url, operations.join()], skip)
  expect(walk.stderr).toBe('')
  expect(walk.stdout.split('\n').filter((line) => !line.startsWith('ok '))).toEqual([
    expect.stringMatching(new RegExp(`^klaviyo-api ${release}\\.0\\.0: \\d+ operations walked, 0 steps failed$`)),
    '',
  ])
})
