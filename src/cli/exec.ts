import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Sandbox } from '../index.ts'
import { environmentOf } from './exec-environment.ts'
import { UsageError, type Flag } from './flags.ts'
import { requestLog } from './request-log.ts'
import { runCommand } from './run-command.ts'
import { serveDefaults, serveFlags, type ServeOptions } from './serve-flags.ts'
import { startSandbox } from './start.ts'
import { writeTrustFiles } from './trust.ts'
import { defineVerb } from './verb.ts'

interface ExecOptions extends ServeOptions {
  key?: string
}

/** The key of a sandbox that only the command knows, so that any will do; a known one makes runs alike. */
const OWN_KEY = 'pk_sandbox_exec'

/** What differs from serve: nothing of it is known before the command runs, and the output is the command's. */
const FALLBACKS: Record<string, string> = {
  port: '0',
  'tls-port': '0',
  'proxy-port': '0',
  log: 'off',
}

const flags: readonly Flag<ExecOptions>[] = [
  {
    name: 'key',
    value: 'KEY',
    help: 'what KLAVIYO_API_KEY is; pk_demo opens the demo account',
    fallback: `${OWN_KEY}, or the first of the keys file`,
    apply: (text, options) => void (options.key = text),
  },
  ...serveFlags
    .filter(({ name }) => name !== 'allow-shutdown')
    .map((flag) => ({ ...flag, ...(FALLBACKS[flag.name] && { fallback: FALLBACKS[flag.name]! }) })),
]

/** Runs a command beside a sandbox of its own. */
export const exec = defineVerb<ExecOptions>({
  name: 'exec',
  usage: '[options] -- COMMAND [ARGUMENT]…',
  about: `Runs a command beside a sandbox of its own, and ends with its status (128 and the signal's number when one killed it).
The command finds SANDBOX_URL, KLAVIYO_BASE_URL and KLAVIYO_API_KEY; with --tls also what makes programs trust the sandbox;
with --proxy it need not know of the sandbox: what it sends to a.klaviyo.com is answered here.`,
  flags,
  defaults: () => {
    const defaults = serveDefaults()
    const { tls, proxy } = defaults
    return { ...defaults, port: 0, log: 'off', tls: { ...tls, port: 0 }, proxy: { ...proxy, port: 0 } }
  },
  rest: true,
  async run(options, command, env) {
    if (command.length === 0) throw new UsageError('exec needs a command: klaviyo-sandbox exec -- npm test')
    const tell = (text: string) => void process.stderr.write(text)
    const refused = new Set<string>()
    const sandbox = await startSandbox(options, {
      log: requestLog(options.log, tell),
      refused: (host) => {
        if (refused.has(host)) return
        refused.add(host)
        tell(`klaviyo-sandbox: the proxy refused ${host} (--proxy-others pass lets it through)\n`)
      },
      shutDown: () => {}, // it ends with the command
    })
    const folder = mkdtempSync(join(tmpdir(), 'klaviyo-sandbox-exec-'))
    try {
      await whenReady(sandbox)
      const { url, tls, proxy, controlToken: token } = sandbox
      const key = options.key ?? firstKeyOf(options) ?? OWN_KEY
      const trusted = tls && { url: tls.url, trust: writeTrustFiles(tls.caFile, folder, env) }
      return await runCommand(command, environmentOf({ url, key, token, tls: trusted, proxy }, env))
    } finally {
      rmSync(folder, { recursive: true })
      await sandbox.close()
    }
  },
})

const firstKeyOf = ({ sandbox }: ServeOptions): string | undefined => Object.keys(sandbox.accounts?.[0]?.keys ?? {})[0]

/** Waits until requests are answered; throws when that will never be. */
async function whenReady({ clock }: Sandbox): Promise<void> {
  try {
    await clock.now()
  } catch (error) {
    throw new Error(`the sandbox cannot serve: ${(error as Error).message}`)
  }
}
