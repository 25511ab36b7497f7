import { afterAll, beforeAll, expect, it } from 'vitest'
import { createSandbox, type Sandbox } from '../../../src/index.ts'
import { tokensFor } from '../../oauth.ts'
import { releases, runPython } from './run.ts'

// The Python SDK has no OAuth of its own, it takes an access token: `access_token`.

let sandbox: Sandbox
beforeAll(async () => {
  sandbox = await createSandbox({ rateLimits: 'off' })
  await sandbox.listen()
})
afterAll(() => sandbox.close())

it.for([releases[0], releases.at(-1)!])('klaviyo-api %i acts with an access token', async ([release], { skip }) => {
  const scope = 'accounts:read lists:read lists:write'
  const ended = (await tokensFor(sandbox, `pk_python_${release}`, { scope })).access_token
  await sandbox.clock.advance(3_600_000)
  const { access_token } = await tokensFor(sandbox, `pk_python_${release}`, { scope })
  const run = await runPython(release, 'oauth.py', [sandbox.url, access_token, ended])
  if (run === undefined) return skip('run scripts/python-sdks.sh first')
  expect([run.stderr, run.stdout.trim().split('\n')]).toEqual(['', ['Of an app 1', '403', '401']])
})
