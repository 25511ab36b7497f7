import type { Sandbox } from '../../src/index.ts'
import { clientOf } from '../client.ts'
import { seed, type Ids } from './index.ts'

/** A key with the ids of what its account holds. */
export interface Place {
  key: string
  ids: Ids
  /** Forgets the account of a copy; what was seeded stays. */
  drop(): Promise<void>
}

/** An account that can be copied as it was prepared. */
export interface Seeded extends Place {
  /** A copy under the same key each time, once the last one was dropped. */
  copy(): Promise<Place>
}

/** An account that holds what requests name, for one API group or for all, and copies of it: making it takes long. */
export async function createSeeded(sandbox: Sandbox, operation?: Parameters<typeof seed>[1]): Promise<Seeded> {
  const key = `pk_seeded_${operation?.operationId ?? ''}`
  const ids = await seed(clientOf(sandbox, { key }), operation)
  return {
    key,
    ids,
    drop: async () => {},
    async copy() {
      const copy = 'pk_copy'
      const forked = await sandbox.fork(key, { key: copy })
      const account = forked.id
      const own = Object.entries(ids).map(([name, id]) => [name, id === ids.account ? account : id])
      return { key: copy, ids: Object.fromEntries(own) as Ids, drop: () => forked.delete() }
    },
  }
}
