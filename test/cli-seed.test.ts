import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it, vi } from 'vitest'
import { drawProgress } from '../src/cli/progress.ts'
import { seed } from '../src/cli/seed.ts'
import { clientOf, testSandbox, type Json } from './client.ts'

const dataDir = mkdtempSync(join(tmpdir(), 'klaviyo-sandbox-seed-'))
afterAll(() => rmSync(dataDir, { recursive: true }))

/** Seeds the folder; gives what was said on both outputs. */
async function seedData(...args: string[]): Promise<{ out: string; err: string }> {
  const said = { out: '', err: '' }
  const outputs = [
    vi.spyOn(process.stdout, 'write').mockImplementation((text) => ((said.out += String(text)), true)),
    vi.spyOn(process.stderr, 'write').mockImplementation((text) => ((said.err += String(text)), true)),
  ]
  try {
    expect(await seed.invoke([...args, '--data', dataDir], {})).toBe(0)
  } finally {
    for (const output of outputs) output.mockRestore()
  }
  return said
}

describe('seed --data', () => {
  it('makes an account that a sandbox finds in the folder, and adds to it', async () => {
    const shop = ['shop', '--profiles', '12', '--days', '20', '--seed', '7', '--account', 'pk_folder']
    const { out, err } = await seedData(...shop, '--json')
    expect(err).toBe('')
    const { account, made } = JSON.parse(out) as Json
    expect(made.profiles).toBe(12)
    const file = join(dataDir, 'more.json')
    writeFileSync(file, JSON.stringify({ profiles: [{ email: 'more@example.com' }] }))
    expect((await seedData(file, '--account', 'pk_folder')).out).toBe(
      `${account} has what ${file} holds: profiles 1.\n`,
    )
    const sandbox = await testSandbox({ dataDir })
    const client = clientOf(sandbox, { key: 'pk_folder' })
    expect((await client.get('/api/accounts')).body.data[0].id).toBe(account)
    expect((await client.get('/api/profiles?page[size]=100')).body.data).toHaveLength(13)
    await sandbox.close()
  })

  it('tells how far it is', async () => {
    const { err } = await seedData('shop', '--profiles', '2', '--days', '9', '--seed', '7', '--account', 'pk_told')
    expect(err).toMatch(/^profiles {4}0 % {2}0 of 2\nprofiles {2}100 % {2}2 of 2\n/)
  })

  it('leaves an account alone that a sandbox has open', async () => {
    const sandbox = await testSandbox({ dataDir })
    const { body } = await clientOf(sandbox, { key: 'pk_open' }).get('/api/accounts')
    const id = body.data[0].id as string
    await expect(seedData('demo', '--account', 'pk_open')).rejects.toThrow(
      `a running sandbox has ${id} of ${dataDir} open; end it, or seed through it: leave --data out`,
    )
    await sandbox.close()
    expect((await seedData('empty', '--account', 'pk_open')).out).toBe(`${id} has what empty holds.\n`)
  })
})

describe('progress', () => {
  const drawn = (isTTY: boolean): ((...steps: number[]) => string[]) => {
    const written: string[] = []
    const progress = drawProgress({ isTTY, write: (text: unknown) => written.push(String(text)) > 0 })
    return (...steps) => {
      for (const done of steps) progress(done, 2000, 'events')
      return written
    }
  }

  it('is a bar that is drawn over itself on a terminal', () => {
    expect(drawn(true)(0, 1, 1000, 2000)).toEqual([
      `\revents    ${'░'.repeat(30)}    0 %  0 of 2,000\x1b[K`,
      `\revents    ${'█'.repeat(15)}${'░'.repeat(15)}   50 %  1,000 of 2,000\x1b[K`,
      `\revents    ${'█'.repeat(30)}  100 %  2,000 of 2,000\x1b[K\n`,
    ])
  })

  it('is a line for every tenth elsewhere', () => {
    expect(drawn(false)(0, 100, 200, 399, 1000, 2000)).toEqual([
      'events    0 %  0 of 2,000\n',
      'events   10 %  200 of 2,000\n',
      'events   50 %  1,000 of 2,000\n',
      'events  100 %  2,000 of 2,000\n',
    ])
  })

  it('is not told of nothing', () => {
    const written: unknown[] = []
    drawProgress({ write: (text: unknown) => written.push(text) > 0 })(0, 0, 'profiles')
    expect(written).toEqual([])
  })
})
