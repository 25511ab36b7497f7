import { contractFor, routes } from '../../src/schemas/contract.ts'
import { isServed } from '../served.ts'

/** The API groups that the SDKs walk. The SDKs have no endpoints of Client but one, which is not served yet. */
export const walkedGroups = ['Accounts', 'Conversations', 'Data Privacy', 'Events', 'Lists', 'Metrics', 'Profiles']

/** Every operation of a group that a revision has and the sandbox serves. */
export function servedOperations(group: string, revision: string): string[] {
  const contract = contractFor(revision)
  return routes()
    .filter((route) => route.group === group && isServed(route) && contract.operation(route.operationId) !== undefined)
    .map(({ operationId }) => operationId)
}
