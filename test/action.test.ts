import { spawn } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { parse } from 'yaml'

// What a runner does with action.yml is done here: expressions are filled in, steps are run in bash, files are read.

const root = fileURLToPath(new URL('..', import.meta.url))
const tsx = pathToFileURL(join(root, 'node_modules/tsx/dist/loader.mjs')).href

interface Step {
  id: string
  shell: string
  env: Record<string, string>
  run: string
}

interface Action {
  inputs: Record<string, { description: string; default: string }>
  outputs: Record<string, { description: string; value: string }>
  runs: { using: string; steps: Step[] }
}

const action = parse(readFileSync(join(root, 'action.yml'), 'utf8')) as Action

let folder = ''
let started = 0
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'klaviyo-sandbox-action-'))
})
afterEach(() => {
  // As a runner ends, with the job, what its steps began.
  if (started > 0) process.kill(started)
  started = 0
  rmSync(folder, { recursive: true })
})

const stepOf = (id: string): Step => action.runs.steps.find((step) => step.id === id)!

/** Fills expressions in; throws for one that nothing stands for. */
function filled(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(/\$\{\{ ([\w.-]+) \}\}/g, (_, name: string) => {
    const value = values[name]
    if (value === undefined) throw new Error(`nothing stands for ${name}`)
    return value
  })
}

/** Runs a step as a runner does; gives its status, what it said, and what it left in the runner's files. */
async function run(
  id: string,
  inputs: Record<string, string>,
  env: NodeJS.ProcessEnv,
  values: Record<string, string> = {},
) {
  const step = stepOf(id)
  const defaults = Object.entries(action.inputs).map(([name, input]) => [`inputs.${name}`, input.default])
  const given = Object.entries(inputs).map(([name, value]) => [`inputs.${name}`, value])
  const known = { ...Object.fromEntries([...defaults, ...given]), ...values } as Record<string, string>
  const files = { GITHUB_ENV: join(folder, 'env'), GITHUB_OUTPUT: join(folder, 'output') }
  for (const file of Object.values(files)) writeFileSync(file, '')
  const script = join(folder, 'step.sh')
  writeFileSync(script, step.run)
  const child = spawn(step.shell, ['--noprofile', '--norc', '-eo', 'pipefail', script], {
    env: {
      PATH: process.env.PATH,
      HOME: folder,
      GITHUB_ACTION_PATH: root,
      RUNNER_TEMP: folder,
      ...files,
      ...Object.fromEntries(Object.entries(step.env).map(([name, text]) => [name, filled(text, known)])),
      ...env,
    },
  })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data: Buffer) => (said += data.toString()))
  const status = await new Promise<number | null>((resolve) => child.once('close', resolve))
  return { status, said, env: readValues(files.GITHUB_ENV), output: readValues(files.GITHUB_OUTPUT) }
}

/** `name=value` lines, and values between `name<<end` and `end`. */
function readValues(file: string): Record<string, string> {
  const text = readFileSync(file, 'utf8')
  const pairs = [...text.matchAll(/^([\w-]+)(?:=(.*)|<<(.+)\n([\s\S]*?)\n\3)$/gm)]
  return Object.fromEntries(pairs.map(([, name, line, , lines]) => [name!, line ?? lines!]))
}

describe('action.yml', () => {
  it('is composite, and tells of each input what it is and what holds without it', () => {
    expect(action.runs.using).toBe('composite')
    for (const input of Object.values(action.inputs)) {
      expect(input).toEqual({ description: expect.any(String) as string, default: expect.any(String) as string })
    }
    const used = JSON.stringify(action.runs)
      .match(/inputs\.[\w-]+/g)!
      .map((name) => name.slice('inputs.'.length))
    expect([...new Set(used)].sort()).toEqual(Object.keys(action.inputs).sort())
  })

  it.each([
    ['', ['ci', 'build --quick'], ''],
    ['0.1.0', ['install --no-audit --no-fund --prefix TEMP/klaviyo-sandbox klaviyo-sandbox@0.1.0'], 'installed'],
    ['./a.tgz', ['install --no-audit --no-fund --prefix TEMP/klaviyo-sandbox ./a.tgz'], 'installed'],
  ])('installs version "%s"', async (version, expected, place) => {
    const log = join(folder, 'log')
    const checkout = join(folder, 'checkout')
    mkdirSync(join(checkout, 'scripts'), { recursive: true })
    const build = `require('fs').appendFileSync(${JSON.stringify(log)}, 'build ' + process.argv[2] + '\\n')`
    writeFileSync(join(checkout, 'scripts/build.mjs'), build.replace("require('fs')", "(await import('node:fs'))"))
    const npm = join(folder, 'npm')
    writeFileSync(npm, `#!/bin/sh\necho "$*" >>'${log}'\n`)
    chmodSync(npm, 0o755)
    const { status, output } = await run(
      'install',
      { version },
      {
        GITHUB_ACTION_PATH: checkout,
        PATH: folder + delimiter + process.env.PATH,
      },
    )
    expect(status).toBe(0)
    expect(readFileSync(log, 'utf8').replaceAll(folder, 'TEMP').trim().split('\n')).toEqual(expected)
    const home = place === '' ? checkout : join(folder, 'klaviyo-sandbox/node_modules/klaviyo-sandbox')
    expect(output).toEqual({ command: join(home, 'dist/cli.js') })
  })

  /** The step that starts it, from the source. */
  async function start(inputs: Record<string, string>) {
    const command = { 'steps.install.outputs.command': join(root, 'src/cli.ts') }
    const begun = await run('start', { port: '0', ...inputs }, { NODE_OPTIONS: `--import ${tsx}` }, command)
    started = Number(/as process (\d+)/.exec(begun.said)?.[1] ?? 0)
    return begun
  }

  it('starts a sandbox that outlives the step, and tells the steps that follow', async () => {
    const { status, said, env, output } = await start({ fixture: 'demo', 'rate-limits': 'off' })
    expect([status, said]).toEqual([0, expect.stringContaining('KLAVIYO_API_KEY=pk_sandbox_exec')])
    const url = env.SANDBOX_URL!
    expect(env).toEqual({ SANDBOX_URL: url, KLAVIYO_BASE_URL: url, KLAVIYO_API_KEY: 'pk_sandbox_exec' })
    expect(output).toEqual({
      url,
      key: 'pk_sandbox_exec',
      token: '',
      'node-options': expect.any(String) as string,
      log: output.log,
    })
    const answer = await fetch(`${url}/api/profiles?page[size]=2`, {
      headers: { authorization: `Klaviyo-API-Key ${env.KLAVIYO_API_KEY}` },
    })
    expect([answer.status, ((await answer.json()) as { data: unknown[] }).data.length]).toEqual([200, 2])
    // The line is written when the process is idle.
    await expect.poll(() => readFileSync(output.log!, 'utf8')).toContain('200 GET /api/profiles?page[size]=2')
  })

  it('leads the steps that follow, with proxy, except by what a runner lets nobody set', async () => {
    const { status, env, output } = await start({ proxy: 'true', key: 'pk_mine', arguments: `--tls-dir ${folder}/tls` })
    expect(status).toBe(0)
    expect([env.KLAVIYO_BASE_URL, env.KLAVIYO_API_KEY]).toEqual(['https://a.klaviyo.com', 'pk_mine'])
    expect(env.HTTPS_PROXY).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
    expect(existsSync(env.NODE_EXTRA_CA_CERTS!)).toBe(true)
    expect(env).not.toHaveProperty('NODE_OPTIONS')
    expect(output['node-options']).toContain('--require')
  })

  it('tells and masks the token where others than the machine can reach it', async () => {
    const { env, output, said } = await start({ host: '0.0.0.0' })
    expect(said).toContain(`::add-mask::${output.token}`)
    const authorization = `Bearer ${output.token}`
    const [closed, open] = [
      await fetch(`${env.SANDBOX_URL}/_sandbox/v1/clock`),
      await fetch(`${env.SANDBOX_URL}/_sandbox/v1/clock`, { headers: { authorization } }),
    ]
    expect([env.SANDBOX_CONTROL_TOKEN, closed.status, open.status]).toEqual([output.token, 401, 200])
  })

  it('fails with what the sandbox said when it does not start', async () => {
    const { status, said } = await start({ fixture: 'nowhere.json' })
    expect(status).toBe(1)
    expect(said).toMatch(/^::error::The sandbox did not start: klaviyo-sandbox: SANDBOX_FIXTURE: .*nowhere\.json/m)
  })
})
