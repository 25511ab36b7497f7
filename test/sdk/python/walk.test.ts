import { afterAll, beforeAll, expect, it } from 'vitest'
import { createSandbox, type Sandbox } from '../../../src/index.ts'
import { routes } from '../../../src/schemas/contract.ts'
import { isServed } from '../../served.ts'
import { servedOperations, walks, type Walk } from '../operations.ts'
import { releases, runPython } from './run.ts'

// One script for each walk, three releases of the SDK, three revisions. scripts/python-sdks.sh makes the environments.

let sandbox: Sandbox
beforeAll(async () => {
  sandbox = await createSandbox({ rateLimits: 'off' })
  await sandbox.listen()
})
afterAll(() => sandbox.close())

const names = Object.keys(walks) as Walk[]

it.for(releases.flatMap(([release, revision]) => names.map((walk) => [release, revision, walk] as const)))(
  'klaviyo-api %i at revision %s walks %s',
  async ([release, revision, name], { skip }) => {
    const operations = servedOperations(name, revision).map(
      ({ group, operation }) => `${group.replaceAll(' ', '_')}.${operation}`,
    )
    const walk = await runPython(release, `${name}.py`, [sandbox.url, operations.join()], skip)
    expect(walk.stderr).toBe('')
    expect(walk.stdout.split('\n').filter((line) => !line.startsWith('ok '))).toEqual([
      expect.stringMatching(new RegExp(`^klaviyo-api ${release}\\.0\\.0: \\d+ operations walked, 0 steps failed$`)),
      '',
    ])
  },
)

it('every served group of the API surface is walked', () => {
  const walked: readonly string[] = Object.values(walks).flat()
  const served = routes().filter((route) => route.surface === 'api' && isServed(route))
  expect(served.map(({ group }) => group).filter((group) => !walked.includes(group))).toEqual([])
})
