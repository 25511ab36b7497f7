import { contractFor, routes } from '../../src/schemas/contract.ts'

/** The API groups that the SDKs walk: those that the sandbox serves. */
export const walkedGroups = ['Accounts', 'Conversations', 'Data Privacy', 'Events', 'Lists', 'Metrics', 'Profiles']

/** Operations of these groups that the sandbox does not serve yet. */
const LATER = /_(custom|mapped)_metrics?(_|$)/

/** Every operation of a group that a revision has and the sandbox serves. */
export function servedOperations(group: string, revision: string): string[] {
  const contract = contractFor(revision)
  return routes()
    .filter((route) => route.group === group && contract.operation(route.operationId) !== undefined)
    .map(({ operationId }) => operationId)
    .filter((operationId) => !LATER.test(operationId))
}
