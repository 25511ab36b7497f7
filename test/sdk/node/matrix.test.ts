import { expect, it } from 'vitest'
import { operationsOf, operationsOfWalk, walks, type Walk } from '../operations.ts'
import { isExposed, SDK_REVISION } from './session.ts'

// The walks beside this file each fail when they leave out an operation of theirs; here, that no walk is missing.

it('every operation that klaviyo-api exposes is walked; matrix-node.json keeps how many', async () => {
  const exposed = operationsOf(SDK_REVISION).filter(isExposed)
  const all = (Object.keys(walks) as Walk[]).flatMap((walk) => operationsOfWalk(walk, SDK_REVISION))
  const walked = new Set(all.map(({ names }) => names[0]))
  const forgotten = exposed.filter(({ names }) => !walked.has(names[0]))
  expect(forgotten).toEqual([])
  const row = { revision: SDK_REVISION, exposed: exposed.length, walked: exposed.length - forgotten.length }
  await expect(`${JSON.stringify({ 'Node 23': row }, null, 2)}\n`).toMatchFileSnapshot('../matrix-node.json')
})
