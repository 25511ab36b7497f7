import { readFixture } from '../fixtures/read-fixture.ts'
import { checkHost, type SandboxOptions } from '../options.ts'
import { REVISIONS } from '../schemas/contract.ts'
import { createClock } from '../store/clock.ts'
import { openDataFolder } from '../store/data-folder.ts'
import { oneOf, portOf, webAddress, wholeNumber, type Flag } from './flags.ts'
import { readKeysFile } from './keys-file.ts'

/** Which answers are told: all, those of 400 and above, or none. */
export type LogLevel = 'requests' | 'errors' | 'off'

/** What a sandbox of the command line is told. */
export interface ServeOptions {
  sandbox: SandboxOptions
  port: number
  host: string
  log: LogLevel
  allowShutdown: boolean
  tls: { on: boolean; port: number; dir?: string }
  proxy: { on: boolean; port: number; others: 'refuse' | 'pass' }
}

/** What `serve` does unless told otherwise. */
export const serveDefaults = (): ServeOptions => ({
  sandbox: {},
  port: 5528,
  host: '127.0.0.1',
  log: 'requests',
  allowShutdown: false,
  tls: { on: false, port: 5543 },
  proxy: { on: false, port: 5580, others: 'refuse' },
})

/** Every flag of `serve`. The README's table is made from this list. */
export const serveFlags: readonly Flag<ServeOptions>[] = [
  {
    name: 'port',
    value: 'NUMBER',
    help: 'port to listen on (5528 spells KLAV); 0 takes a free one',
    fallback: '5528',
    apply: (text, options) => (options.port = portOf(text)),
  },
  {
    name: 'host',
    value: 'ADDRESS',
    help: 'address to listen on',
    fallback: '127.0.0.1',
    apply: (text, options) => (options.host = text),
  },
  {
    name: 'data',
    value: 'DIR',
    help: 'keep accounts in this folder; without it they live in memory',
    apply: (text, { sandbox }) => {
      openDataFolder(text)
      sandbox.dataDir = text
    },
  },
  {
    name: 'fixture',
    value: 'NAME',
    help: 'what new accounts begin with: empty, demo, shop, or the path of a JSON file',
    fallback: 'empty',
    apply: (text, { sandbox }) => {
      readFixture(text)
      sandbox.fixture = text
    },
  },
  {
    name: 'keys',
    value: 'FILE',
    help: 'accept only the accounts, keys and scopes of this JSON file',
    apply: (text, { sandbox }) => void Object.assign(sandbox, readKeysFile(text)),
  },
  {
    name: 'revision',
    value: 'DATE',
    help: 'revision of a request that names none',
    fallback: 'the newest',
    apply: (text, { sandbox }) => (sandbox.revision = oneOf(text, REVISIONS)),
  },
  {
    name: 'rate-limits',
    value: 'MODE',
    help: 'enforce, headers (count and tell, never refuse) or off',
    fallback: 'enforce',
    apply: (text, { sandbox }) => (sandbox.rateLimits = oneOf(text, ['enforce', 'headers', 'off'] as const)),
  },
  {
    name: 'public-url',
    value: 'URL',
    help: 'what links begin with',
    fallback: 'what the caller used',
    apply: (text, { sandbox }) => (sandbox.publicUrl = webAddress(text)),
  },
  {
    name: 'job-delay',
    value: 'MS',
    help: 'how long bulk jobs take',
    fallback: '0',
    apply: (text, { sandbox }) => (sandbox.jobDelayMs = wholeNumber(text, 86_400_000)),
  },
  {
    name: 'allow-host',
    value: 'HOST',
    help: 'fetch images and web feeds from this host (or host:port); may be repeated',
    fallback: 'none',
    repeatable: true,
    apply: (text, { sandbox }) => (sandbox.allowedHosts = [...(sandbox.allowedHosts ?? []), checkHost(text)]),
  },
  {
    name: 'seed',
    value: 'TEXT',
    help: 'makes ids, minted keys and the dice of fault rules repeatable',
    fallback: "the system's chance",
    apply: (text, { sandbox }) => void (sandbox.seed = text),
  },
  {
    name: 'clock',
    value: 'TIME',
    help: 'an ISO time at which every clock stands until it is advanced, such as 2026-01-01T00:00:00Z',
    fallback: "the system's time",
    apply: (text, { sandbox }) => {
      createClock({ frozenAt: text })
      sandbox.clock = { frozenAt: text }
    },
  },
  {
    name: 'request-log',
    value: 'NUMBER',
    help: 'how many requests of each account the control plane can show',
    fallback: '1000',
    apply: (text, { sandbox }) => void (sandbox.requestLog = wholeNumber(text, 1_000_000)),
  },
  {
    name: 'control-token',
    value: 'TOKEN',
    help: 'what the control plane asks for',
    fallback: 'none on this machine, else a new one that is told at the start',
    apply: (text, { sandbox }) => void (sandbox.controlToken = text),
  },
  {
    name: 'allow-shutdown',
    help: 'let the control plane end the sandbox',
    apply: (text, options) => void (options.allowShutdown = text === 'true'),
  },
  {
    name: 'tls',
    help: "serve HTTPS, too, under Klaviyo's own names; the certificate is of an authority made on first use",
    apply: (text, { tls }) => void (tls.on = text === 'true'),
  },
  {
    name: 'tls-port',
    value: 'NUMBER',
    help: 'port of --tls',
    fallback: '5543',
    apply: (text, { tls }) => void (tls.port = portOf(text)),
  },
  {
    name: 'tls-dir',
    value: 'DIR',
    help: 'folder of the authority',
    fallback: "the user's data folder",
    apply: (text, { tls }) => void (tls.dir = text),
  },
  {
    name: 'proxy',
    help: "run a proxy that leads Klaviyo's hosts here; brings --tls along",
    apply: (text, { proxy }) => void (proxy.on = text === 'true'),
  },
  {
    name: 'proxy-port',
    value: 'NUMBER',
    help: 'port of --proxy, on 127.0.0.1',
    fallback: '5580',
    apply: (text, { proxy }) => void (proxy.port = portOf(text)),
  },
  {
    name: 'proxy-others',
    value: 'WHAT',
    help: 'refuse requests for other hosts, so that none leaves the machine, or pass them on',
    fallback: 'refuse',
    apply: (text, { proxy }) => void (proxy.others = oneOf(text, ['refuse', 'pass'] as const)),
  },
  {
    name: 'log',
    value: 'LEVEL',
    help: 'requests (a line for each), errors (4xx and 5xx only) or off',
    fallback: 'requests',
    apply: (text, options) => (options.log = oneOf(text, ['requests', 'errors', 'off'] as const)),
  },
]
