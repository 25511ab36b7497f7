import { requestLog } from './request-log.ts'
import { serveDefaults, serveFlags } from './serve-flags.ts'
import { startSandbox } from './start.ts'
import { defineVerb, noWords } from './verb.ts'
import { welcome } from './welcome.ts'

/** Serves until it is stopped. */
export const serve = defineVerb({
  name: 'serve',
  usage: '[options]',
  about: 'Serves until it is stopped.',
  flags: serveFlags,
  defaults: serveDefaults,
  async run(options, words) {
    noWords(words)
    const write = (text: string) => void process.stdout.write(text)
    process.stdout.on('error', () => {}) // whoever read the log has gone; the server stays
    const log = requestLog(options.log, write)
    const refused = (host: string) => {
      if (options.log !== 'off') write(`403 ${host} was refused by the proxy (--proxy-others pass lets it through)\n`)
    }
    const end = () => void starting.then((sandbox) => sandbox.close()).then(() => process.exit(0))
    // Before it listens: as the first process of a container it would not be ended by a signal that it does not handle.
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, end)
    const starting = startSandbox(options, { log, refused, shutDown: end })
    write(welcome(await starting, options.sandbox))
    return undefined
  },
})
