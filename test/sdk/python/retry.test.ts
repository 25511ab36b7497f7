import { afterAll, beforeAll, expect, it } from 'vitest'
import { createSandbox, type Sandbox } from '../../../src/index.ts'
import { releases, runPython } from './run.ts'

let sandbox: Sandbox
const seen: number[] = []
beforeAll(async () => {
  sandbox = await createSandbox({ log: ({ status }) => seen.push(status) })
  await sandbox.listen()
})
afterAll(() => sandbox.close())

it.for(releases.slice(0, 1))('klaviyo-api %i sits out a 429 and succeeds', async ([release], { skip }) => {
  const run = await runPython(release, 'retry.py', [sandbox.url])
  if (run === undefined) skip('run scripts/python-sdks.sh first')
  const { stdout, stderr } = run!
  expect(stderr).toBe('')
  expect(stdout).toBe('patient: 21 lists\nhasty: 429, retry after 1\n')
  // The last success of the patient one came after a refusal.
  const successes = seen.flatMap((status, index) => (status === 201 ? [index] : []))
  expect(seen.slice(0, successes[20])).toContain(429)
})
