import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createSandbox, type Sandbox } from '../../../src/index.ts'
import { routes } from '../../../src/schemas/contract.ts'
import { operationsOf, operationsOfWalk, walks, type Named, type Walk } from '../operations.ts'
import { releases, runPython } from './run.ts'

// Every walk with a release of the SDK for each revision. scripts/python-sdks.sh installs the releases. WALKS=people
// chooses walks. What was walked is kept in matrix-python.json, of which the README shows a table; `-u` writes it anew.

const chosen = process.env.WALKS?.split(',')
const names = (Object.keys(walks) as Walk[]).filter((name) => chosen?.includes(name) ?? true)

let sandbox: Sandbox
let runs: ReturnType<typeof startWalks>
beforeAll(async () => {
  sandbox = await createSandbox({ rateLimits: 'off' })
  await sandbox.listen()
  runs = startWalks()
})
afterAll(() => sandbox.close())

const pythonNames = (operations: readonly Named[]) =>
  operations.map(({ group, names }) => names.map((name) => `${group.replaceAll(' ', '_')}.${name}`).join('|')).join()

/** What each walk of a release printed, and what it said of errors; undefined where the release is not installed. */
async function walkWith(release: number, revision: string) {
  const tasks = names.map((name) => `${name}=${pythonNames(operationsOfWalk(name, revision))}`)
  const exposed = `exposed=${pythonNames(operationsOf(revision))}`
  const run = await runPython(release, 'walks.py', [sandbox.url, ...tasks, exposed])
  if (run === undefined) return undefined
  const printed = new Map<string, string[]>()
  let lines: string[] = []
  for (const line of run.stdout.split('\n')) {
    if (!line.startsWith('== ')) lines.push(line)
    else {
      printed.set(line.slice(3), lines)
      lines = []
    }
  }
  return { printed, errors: run.stderr }
}

/** Every release walks in an account of its own, two at a time: to read what an SDK is made of keeps a processor busy. */
function startWalks(): Map<number, ReturnType<typeof walkWith>> {
  const lanes: Promise<unknown>[] = [Promise.resolve(), Promise.resolve()]
  return new Map(
    releases.map(([release, revision], index) => {
      const run = lanes[index % 2]!.then(() => walkWith(release, revision))
      lanes[index % 2] = run
      return [release, run]
    }),
  )
}

const matrix: Record<string, { revision: string; exposed: number; walked: number }> = {}

describe.each(releases)('klaviyo-api %i at revision %s', (release, revision) => {
  /** What each walk printed; undefined where the release is not installed. */
  let printed: Map<string, string[]> | undefined
  let errors = ''
  beforeAll(async () => {
    ;({ printed, errors = '' } = (await runs.get(release)) ?? {})
  }, 300_000)

  it.for(names)('walks %s', (name, { skip }) => {
    if (printed === undefined) skip('run scripts/python-sdks.sh first')
    expect((printed!.get(name) ?? []).filter((line) => !line.startsWith('ok '))).toEqual([
      expect.stringMatching(new RegExp(`^klaviyo-api ${release}\\.0\\.[02]: \\d+ operations walked, 0 steps failed$`)),
    ])
  })

  it('has every operation that it exposes walked', ({ skip }) => {
    if (printed === undefined || chosen !== undefined) skip()
    const called = new Set(names.flatMap((name) => printed!.get(name) ?? []))
    const exposed = printed!.get('exposed')!
    expect(exposed.filter((line) => !called.has(line))).toEqual([])
    const walked = exposed.filter((line) => called.has(line)).length
    matrix[`Python ${release}`] = { revision, exposed: exposed.length, walked }
  })

  it('warns of nothing', ({ skip }) => {
    if (printed === undefined) skip('run scripts/python-sdks.sh first')
    expect(errors).toBe('')
  })
})

it('keeps in matrix-python.json what was walked', async ({ skip }) => {
  if (Object.keys(matrix).length < releases.length) skip()
  await expect(`${JSON.stringify(matrix, null, 2)}\n`).toMatchFileSnapshot('../matrix-python.json')
})

it('every API group is walked', () => {
  const walked: readonly string[] = Object.values(walks).flat()
  expect(routes().filter(({ group }) => !walked.includes(group))).toEqual([])
})
