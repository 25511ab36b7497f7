// The step of action.yml that starts the sandbox: `klaviyo-sandbox exec` with a command that stays. What exec would tell a
// command, the job's later steps are told, by the files that GitHub names.
import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { appendFileSync, closeSync, existsSync, mkdtempSync, openSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const PATIENCE_MS = 60_000
/** A runner lets no step set it for the others, and marks those that try. */
const NOT_FOR_OTHERS = 'NODE_OPTIONS'

const { GITHUB_ENV, GITHUB_OUTPUT, RUNNER_TEMP, SANDBOX_COMMAND } = process.env
const folder = mkdtempSync(join(RUNNER_TEMP, 'klaviyo-sandbox-'))
const [told, log] = [join(folder, 'variables.json'), join(folder, 'sandbox.log')]
const stay = fileURLToPath(new URL('stay.mjs', import.meta.url))

const sandbox = begin([SANDBOX_COMMAND, 'exec', ...process.argv.slice(2), '--', process.execPath, stay, told])
const variables = await whenTold()
sandbox.unref()

const { SANDBOX_URL: url, KLAVIYO_API_KEY: key, SANDBOX_CONTROL_TOKEN: token = '', NODE_OPTIONS = '' } = variables
if (token !== '') console.log(`::add-mask::${token}`)
const changed = Object.entries(variables).filter(([name, value]) => value !== process.env[name])
const forOthers = changed.filter(([name]) => name !== NOT_FOR_OTHERS)
append(GITHUB_ENV, Object.fromEntries(forOthers))
append(GITHUB_OUTPUT, { url, key, token, 'node-options': NODE_OPTIONS, log })
console.log(`The sandbox is at ${url}, as process ${sandbox.pid}. Set for the steps that follow:`)
for (const [name, value] of forOthers) console.log(`  ${name}=${value}`)

/** Starts it so that it outlives this step, with its output in the log. */
function begin(words) {
  const output = openSync(log, 'a')
  const child = spawn(process.execPath, words, { detached: true, stdio: ['ignore', output, output] })
  closeSync(output)
  return child
}

/** The variables of the command that stays; ends this step when the sandbox does not come up. */
async function whenTold() {
  const until = Date.now() + PATIENCE_MS
  while (!existsSync(told)) {
    if (sandbox.exitCode !== null || sandbox.signalCode !== null || Date.now() > until) {
      console.log(`::error::The sandbox did not start: ${readFileSync(log, 'utf8').trim() || 'it said nothing'}`)
      if (sandbox.exitCode === null) sandbox.kill()
      process.exit(1)
    }
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  return JSON.parse(readFileSync(told, 'utf8'))
}

/** Adds to a file of the runner; a value may have several lines. */
function append(file, values) {
  for (const [name, value] of Object.entries(values)) {
    const end = `end-${randomUUID()}`
    appendFileSync(file, `${name}<<${end}\n${value}\n${end}\n`)
  }
}
