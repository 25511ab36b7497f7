import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { isInContext, readDockerfile } from '../scripts/image/dockerfile.ts'
import { readVerb } from '../src/cli/verbs.ts'
import { variableOf } from '../src/cli/flags.ts'

// Whether the image works is for .ci/image to show. Here stands what a reviewer would ask of the files.

const root = fileURLToPath(new URL('..', import.meta.url))
const read = (file: string) => readFileSync(join(root, file), 'utf8')

const stages = readDockerfile(read('docker/Dockerfile'))
const image = stages.at(-1)!
const textsOf = (keyword: string): string[] =>
  image.steps.filter((step) => step.keyword === keyword).map(({ text }) => text)

describe('docker/Dockerfile', () => {
  it('names the release of each base', () => {
    expect(stages.map(({ base }) => base)).toEqual(['node:24-bookworm', 'node:24-bookworm-slim'])
  })

  it('makes an image that runs nothing while it is made, and is not root', () => {
    const keywords = image.steps.map(({ keyword }) => keyword)
    expect(keywords.filter((keyword) => keyword === 'RUN' || keyword === 'ADD')).toEqual([])
    expect(textsOf('USER')).toEqual(['1000:1000'])
  })

  it('starts without a shell, so that signals reach the sandbox, and is asked whether it is ready', () => {
    expect(textsOf('ENTRYPOINT')).toEqual(['["node", "/app/dist/cli.js"]'])
    expect(textsOf('HEALTHCHECK')).toEqual(['CMD ["node", "/app/dist/cli.js", "readyz"]'])
  })

  it('copies the packages that the bundles ask for at run time, which test/package.test.ts lists', () => {
    const build = stages[0]!.steps.map(({ text }) => text).join(' ')
    const copied = build.matchAll(/node_modules\/([^/ ]+)\/package\.json/g)
    expect([...copied].map(([, name]) => name)).toEqual(['better-sqlite3', 'libphonenumber-js'])
  })

  it('takes from the context what the build reads, and nothing of what lies about', () => {
    const lines = read('.dockerignore')
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'))
    const asked = ['src/cli.ts', 'fixtures/demo.json', 'scripts/build.mjs', 'scripts/bundle.mjs', 'LICENSE', 'scripts']
    const others = [
      'node_modules/a',
      '.git/config',
      'dist/cli.js',
      '.env',
      'test/cli.test.ts',
      'scripts/docs.ts',
      'data',
    ]
    const cached = 'src/preload/python/__pycache__/a.pyc'
    expect([...asked, ...others, cached].filter((path) => isInContext(path, lines))).toEqual(asked)
  })
})

interface Service {
  environment: Record<string, string>
  volumes: string[]
  networks?: { default: { aliases: string[] } }
  [name: string]: unknown
}

const compose = parse(read('docker/compose.yaml')) as {
  services: Record<'sandbox' | 'client', Service>
  volumes: object
}
const { sandbox, client } = compose.services

describe('docker/compose.yaml', () => {
  it('names the sandbox as Klaviyo is named', () => {
    expect(sandbox.networks!.default.aliases).toEqual(['a.klaviyo.com', 'www.klaviyo.com', 'klaviyo.com'])
  })

  it('sets variables that there are', async () => {
    const { verb } = (await readVerb([])) as Exclude<Awaited<ReturnType<typeof readVerb>>, string>
    const known = verb.flags.map(variableOf)
    expect(Object.keys(sandbox.environment).filter((name) => !known.includes(name))).toEqual([])
  })

  it('mounts volumes that are declared, and files that are here', () => {
    const sources = [...sandbox.volumes, ...client.volumes].map((volume) => volume.split(':')[0]!)
    const isThere = (source: string) =>
      source.startsWith('.') ? existsSync(join(root, 'docker', source)) : source in compose.volumes
    expect(sources.filter((source) => !isThere(source))).toEqual([])
  })

  it('leaves the sandbox no more than it needs', () => {
    expect(sandbox).toMatchObject({
      init: true,
      read_only: true,
      tmpfs: ['/tmp'],
      cap_drop: ['ALL'],
      security_opt: ['no-new-privileges:true'],
      ports: ['127.0.0.1:5528:5528'],
    })
  })

  it('asks as the image does whether the sandbox is ready', () => {
    const { flags } = image.steps.find(({ keyword }) => keyword === 'HEALTHCHECK')!
    const { test, ...times } = sandbox.healthcheck as Record<string, unknown>
    expect(test).toEqual(['CMD', 'node', '/app/dist/cli.js', 'readyz'])
    expect(times).toEqual({
      interval: flags.interval,
      timeout: flags.timeout,
      start_period: flags['start-period'],
      retries: Number(flags.retries),
    })
  })

  it('has a client that nothing but its trust tells from one of Klaviyo', () => {
    expect(client.environment).toMatchObject({ KLAVIYO_API_KEY: 'pk_shop', NODE_EXTRA_CA_CERTS: '/tls/ca.pem' })
    const { accounts } = JSON.parse(read('docker/keys.json')) as { accounts: { keys: object }[] }
    expect(Object.keys(accounts[0]!.keys)).toContain('pk_shop')
    expect(read('docker/client.mjs')).toContain("fetch('https://a.klaviyo.com/")
  })
})
