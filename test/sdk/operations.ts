import { contractFor, routes, type OperationId } from '../../src/schemas/contract.ts'
import { isServed } from '../served.ts'

/** The walks, and the API groups that each calls every operation of. */
export const walks = {
  forms: ['Forms'],
  people: ['Accounts', 'Conversations', 'Data Privacy', 'Events', 'Lists', 'Metrics', 'Profiles'],
} as const satisfies Record<string, readonly string[]>

export type Walk = keyof typeof walks

/** An operation with the API group that an SDK has it under. */
export interface Named {
  group: string
  operation: OperationId
}

/** Every operation that a revision has. */
export function operationsOf(revision: string): Named[] {
  const contract = contractFor(revision)
  return routes()
    .filter((route) => contract.operation(route.operationId) !== undefined)
    .map(({ group, operationId }) => ({ group, operation: operationId }))
}

/** Every operation of a walk's groups that a revision has and the sandbox serves. */
export function servedOperations(walk: Walk, revision: string): Named[] {
  const groups: readonly string[] = walks[walk]
  return operationsOf(revision).filter(({ group, operation }) => groups.includes(group) && isNamedServed(operation))
}

const served = new Set(
  routes()
    .filter(isServed)
    .map(({ operationId }) => operationId),
)

/** Whether the sandbox serves an operation. */
export const isNamedServed = (operation: OperationId): boolean => served.has(operation)
