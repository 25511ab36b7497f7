// Carries out the steps of docker/Dockerfile where there is no engine: `assemble.ts FOLDER`. The folder has the root of each
// stage, what its base image would be, under the stage's name or `final`. Writes what the image is to be run with in
// FOLDER/image.json.
import { spawnSync } from 'node:child_process'
import { chownSync, cpSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { basename, join, posix } from 'node:path'
import { isInContext, pairOf, readDockerfile, type Stage, type Step } from './dockerfile.ts'

const [folder] = process.argv.slice(2) as [string]
const ignored = readFileSync('.dockerignore', 'utf8')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('#'))

/** How a stage, and in the end its image, is run. */
interface Settings {
  directory: string
  env: Record<string, string>
  user: string
  volumes: string[]
  entrypoint: string[]
  healthcheck: string[]
}

const PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'
/** npm may serve itself from what it has fetched before, and from a binary that was compiled before. */
const FASTER = ['npm_config_better_sqlite3_local_prebuilds', 'NODE_EXTRA_CA_CERTS']
const rootOf = (stage: string): string => join(folder, stage)

for (const stage of readDockerfile(readFileSync('docker/Dockerfile', 'utf8'))) {
  writeFileSync(join(folder, 'image.json'), JSON.stringify(carryOut(stage)))
}

function carryOut({ name = 'final', base, steps }: Stage): Settings {
  console.log(`FROM ${base}: in its place, what of this machine is in ${rootOf(name)}`)
  const root = rootOf(name)
  const settings: Settings = { directory: '/', env: {}, user: '0', volumes: [], entrypoint: [], healthcheck: [] }
  for (const step of steps) {
    console.log(`${step.keyword} ${step.text}`)
    take(step, root, settings)
  }
  return settings
}

function take(step: Step, root: string, settings: Settings): void {
  const { keyword, text, words } = step
  if (keyword === 'WORKDIR') {
    settings.directory = text
    mkdirSync(join(root, text), { recursive: true })
  } else if (keyword === 'ENV') Object.assign(settings.env, Object.fromEntries(words.map(pairOf)))
  else if (keyword === 'COPY') copy(step, root, settings)
  else if (keyword === 'RUN') run(text, root, settings)
  else if (keyword === 'USER') settings.user = text
  else if (keyword === 'VOLUME') settings.volumes = JSON.parse(text) as string[]
  else if (keyword === 'ENTRYPOINT') settings.entrypoint = JSON.parse(text) as string[]
  else if (keyword === 'HEALTHCHECK') settings.healthcheck = JSON.parse(text.replace(/^CMD /, '')) as string[]
  else if (!['LABEL', 'EXPOSE', 'STOPSIGNAL'].includes(keyword)) throw new Error(`${keyword} is not carried out here`)
}

/** Files keep their names below the target; of a folder, what is in it is copied. */
function copy({ words, flags }: Step, root: string, { directory }: Settings): void {
  const sources = words.slice(0, -1)
  const target = posix.resolve(directory, words.at(-1)!)
  const owner = flags.chown?.split(':').map(Number) as [number, number] | undefined
  for (const source of sources) {
    const from = flags.from === undefined ? source : join(rootOf(flags.from), source)
    const isFile = statSync(from).isFile()
    const to = join(root, target, isFile && (sources.length > 1 || words.at(-1)!.endsWith('/')) ? basename(source) : '')
    const isNew = !existsSync(to)
    if (!isFile) mkdirSync(to, { recursive: true })
    if (owner !== undefined && isNew && !isFile) chownSync(to, ...owner)
    if (owner !== undefined && !isFile && readdirSync(from).length > 0)
      throw new Error('--chown is for empty folders here')
    cpSync(from, to, {
      recursive: true,
      verbatimSymlinks: true,
      filter: (path) => flags.from !== undefined || path === '.' || isInContext(path, ignored),
    })
  }
}

function run(text: string, root: string, { directory, env }: Settings): void {
  const given = Object.fromEntries(FASTER.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])))
  const { status } = spawnSync('chroot', [root, '/bin/sh', '-c', `cd ${directory} && ${text}`], {
    stdio: 'inherit',
    env: { PATH, HOME: '/root', npm_config_prefer_offline: 'true', ...given, ...env },
  })
  if (status !== 0) throw new Error(`RUN ended with ${status}`)
}
