import { execFileSync, spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createSandbox } from '../../src/index.ts'
import { testSandbox } from '../client.ts'
import { ask, KEY, listBody, makeList, REVISION } from './ask.ts'

const index = fileURLToPath(new URL('../../src/index.ts', import.meta.url))
// tsx as a loader, not as a command: the command would run the script in a child that outlives its own end.
const run = ['--import', 'tsx', '--input-type=module', '--eval']

let dataDir = ''
beforeAll(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'klaviyo-sandbox-'))
})
afterAll(() => rmSync(dataDir, { recursive: true }))

/** A sandbox in a process of its own; gives its URL and the means to kill it outright. */
async function startChild(): Promise<{ url: string; kill: () => Promise<void> }> {
  const script = `import { createSandbox } from ${JSON.stringify(index)}
    const sandbox = await createSandbox({ dataDir: ${JSON.stringify(dataDir)} })
    console.log(await sandbox.listen())`
  const child = spawn(process.execPath, [...run, script], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const url = await new Promise<string>((resolve, reject) => {
    let errors = ''
    child.stderr.on('data', (text: Buffer) => (errors += text.toString()))
    child.stdout.once('data', (text: Buffer) => resolve(text.toString().trim()))
    child.once('exit', () => reject(new Error(errors)))
  })
  return {
    url,
    kill: () =>
      new Promise((resolve) => {
        child.removeAllListeners('exit')
        child.once('exit', () => resolve())
        child.kill('SIGKILL')
      }),
  }
}

it('an acknowledged write outlives kill -9', async () => {
  const child = await startChild()
  const headers = { authorization: KEY, revision: REVISION, 'content-type': 'application/json' }
  const ids: string[] = []
  for (const name of ['one', 'two', 'three']) {
    const answer = await fetch(`${child.url}/api/lists`, {
      method: 'POST',
      headers,
      body: JSON.stringify(listBody(name)),
    })
    expect(answer.status).toBe(201)
    ids.push(((await answer.json()) as { data: { id: string } }).data.id)
  }
  await child.kill()
  await expect(fetch(child.url)).rejects.toThrow('fetch failed') // it is dead, not only its parent
  const again = await createSandbox({ dataDir })
  for (const id of ids) expect((await ask(again, { url: `/api/lists/${id}` })).status).toBe(200)
  await again.close()
})

it('a sandbox that is closed while it loads opens nothing any more', () => {
  const folder = mkdtempSync(join(tmpdir(), 'klaviyo-sandbox-'))
  // In a process of its own, where loading takes its time.
  const script = `import { createSandbox } from ${JSON.stringify(index)}
    const sandbox = await createSandbox({ dataDir: ${JSON.stringify(folder)}, warn: () => {} })
    const asked = sandbox.inject({ url: '/api/lists', headers: { authorization: '${KEY}' } })
    await new Promise(setImmediate)
    await sandbox.close()
    console.log((await asked).statusCode)`
  const status = execFileSync(process.execPath, [...run, script], { encoding: 'utf8' })
  expect([status.trim(), readdirSync(folder)]).toEqual(['500', []])
  rmSync(folder, { recursive: true })
})

it('a data folder is read again by the next sandbox, account by account', async () => {
  const first = await testSandbox({ dataDir })
  const mine = await makeList(first, 'Mine', { authorization: 'Klaviyo-API-Key pk_mine' })
  await first.close()
  const second = await testSandbox({ dataDir })
  expect(
    (await ask(second, { url: `/api/lists/${mine}`, headers: { authorization: 'Klaviyo-API-Key pk_mine' } })).status,
  ).toBe(200)
  expect(
    (await ask(second, { url: `/api/lists/${mine}`, headers: { authorization: 'Klaviyo-API-Key pk_yours' } })).status,
  ).toBe(404)
  await second.close()
})

it('in memory nothing is kept', async () => {
  const first = await testSandbox()
  const id = await makeList(first, 'A')
  await first.close()
  const second = await testSandbox()
  expect((await ask(second, { url: `/api/lists/${id}` })).status).toBe(404)
  await second.close()
})

it('the same seed, clock and requests give byte-identical answers', async () => {
  const run = async () => {
    const sandbox = await testSandbox()
    const texts: string[] = []
    for (const name of ['A', 'B']) {
      texts.push((await ask(sandbox, { method: 'POST', url: '/api/lists', body: listBody(name) })).text)
    }
    texts.push((await ask(sandbox, { url: '/api/lists' })).text)
    await sandbox.close()
    return texts
  }
  expect(await run()).toEqual(await run())
})
