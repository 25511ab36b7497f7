import { contractFor, routes } from '../../src/schemas/contract.ts'
import { isServed } from '../served.ts'

/** The walks, and the API groups that each calls every operation of. */
export const walks = {
  people: ['Accounts', 'Conversations', 'Data Privacy', 'Events', 'Lists', 'Metrics', 'Profiles'],
} as const satisfies Record<string, readonly string[]>

export type Walk = keyof typeof walks

/** Every operation of a walk's groups that a revision has and the sandbox serves, with its group. */
export function servedOperations(walk: Walk, revision: string): { group: string; operation: string }[] {
  const contract = contractFor(revision)
  const groups: readonly string[] = walks[walk]
  return routes()
    .filter(
      (route) => groups.includes(route.group) && isServed(route) && contract.operation(route.operationId) !== undefined,
    )
    .map(({ group, operationId }) => ({ group, operation: operationId }))
}
