import { execFile } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, it } from 'vitest'

// Programs with Klaviyo's own address, no host changed anywhere: `exec --proxy` leads them to a sandbox.

const root = fileURLToPath(new URL('../..', import.meta.url))

let dir = ''
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'klaviyo-sandbox-unmodified-'))
})
afterAll(() => rmSync(dir, { recursive: true }))

const run = (command: readonly string[], env: Record<string, string> = {}) =>
  promisify(execFile)(
    process.execPath,
    ['--import', 'tsx', 'src/cli.ts', 'exec', '--proxy', '--tls-dir', dir, '--fixture', 'demo', '--', ...command],
    { cwd: root, env: { ...process.env, ...env } },
  )

it('the Node SDK, and fetch', async () => {
  expect(await run([process.execPath, 'test/sdk/node/unmodified.mjs'])).toEqual({
    stdout: 'sdk: 2 profiles, next https://a.klaviyo.com\nfetch: 200 https://a.klaviyo.com/api/lists\n',
    stderr: '',
  })
})

it('the Python SDK, and urllib', async ({ skip }) => {
  const release = `${root}.venv-sdk/releases/25`
  if (!existsSync(`${release}/complete`)) {
    if (process.env.CI) throw new Error(`${release} is missing: run scripts/python-sdks.sh`)
    skip('run scripts/python-sdks.sh first')
  }
  const command = [`${root}.venv-sdk/bin/python`, 'test/sdk/python/unmodified.py']
  expect(await run(command, { PYTHONPATH: release })).toEqual({
    stdout: 'sdk: 2 profiles, next https://a.klaviyo.com\nurllib: 200 https://a.klaviyo.com/api/lists\n',
    stderr: '',
  })
})

it('curl, by the variables alone', async () => {
  const url = 'https://a.klaviyo.com/api/profiles?page%5Bsize%5D=2&fields%5Bprofile%5D=email'
  const { stdout } = await run(['sh', '-c', `curl -sS -H "Authorization: Klaviyo-API-Key $KLAVIYO_API_KEY" '${url}'`])
  expect((JSON.parse(stdout) as { data: unknown[] }).data).toHaveLength(2)
})
