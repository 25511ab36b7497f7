import { readFileSync, writeFileSync } from 'node:fs'
import {
  aboutActions,
  accountFlag,
  accountOf,
  act,
  ask,
  askJson,
  controlDefaults,
  controlFlags,
  tell,
} from './control.ts'
import type { AccountOptions, Action } from './control.ts'
import { defineVerb } from './verb.ts'

interface Snapshot {
  name: string
  /** Bytes. */
  size: number
}

const actions: Record<string, Action<AccountOptions>> = {
  list: {
    words: '',
    help: 'the snapshots that there are',
    run: async (options) =>
      tell(options, await askJson<{ snapshots: Snapshot[] }>(options, 'GET', '/snapshots'), ({ snapshots }) =>
        snapshots.length === 0 ? 'There are no snapshots.' : snapshots.map(sizeLine).join('\n'),
      ),
  },
  save: {
    words: 'NAME',
    help: 'keeps what --account is now',
    run: async (options, [name]) => {
      const query = { account: accountOf('snapshot save', options) }
      return tell(options, await askJson<Snapshot>(options, 'PUT', pathOf(name!), { query }), sizeLine)
    },
  },
  restore: {
    words: 'NAME',
    help: 'makes --account what it was, or what another was; its id and keys stay',
    run: async (options, [name]) => {
      const query = { account: accountOf('snapshot restore', options) }
      const answer = await askJson<{ account: string }>(options, 'POST', `${pathOf(name!)}/restore`, { query })
      return tell(options, answer, ({ account }) => `${account} is what ${name} holds.`)
    },
  },
  download: {
    words: 'NAME [FILE]',
    help: 'writes it to a file [NAME.sqlite3]; - is the standard output',
    run: async (options, [name, file = `${name}.sqlite3`]) => {
      const bytes = new Uint8Array(await (await ask(options, 'GET', pathOf(name!))).arrayBuffer())
      if (file === '-') {
        process.stdout.write(bytes)
        return 0
      }
      writeFileSync(file, bytes)
      return tell(options, { name, file, size: bytes.length }, () => `${file}  ${bytes.length} bytes`)
    },
  },
  upload: {
    words: 'NAME FILE',
    help: 'takes a file that was downloaded',
    run: async (options, [name, file]) =>
      tell(options, await askJson<Snapshot>(options, 'PUT', pathOf(name!), { body: readFileSync(file!) }), sizeLine),
  },
  delete: {
    words: 'NAME',
    help: 'drops it',
    run: async (options, [name]) => {
      await ask(options, 'DELETE', pathOf(name!))
      return tell(options, { deleted: name }, () => `${name} is deleted.`)
    },
  },
}

/** Keeps and brings back what accounts are, in a running sandbox. */
export const snapshot = defineVerb<AccountOptions>({
  name: 'snapshot',
  usage: 'ACTION [options]',
  about: `Keeps what an account is under a name, and brings it back. Actions:\n${aboutActions(actions)}`,
  flags: [accountFlag(), ...controlFlags],
  defaults: controlDefaults,
  run: (options, words) => act('snapshot', actions, options, words),
})

const pathOf = (name: string): string => `/snapshots/${encodeURIComponent(name)}`
const sizeLine = ({ name, size }: Snapshot): string => `${name}  ${size} bytes`
