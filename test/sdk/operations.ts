import { contractFor, routes, type Route } from '../../src/schemas/contract.ts'

/** The walks, and the API groups that each calls every operation of. */
export const walks = {
  brands: ['Billing', 'Brands', 'Text Messaging', 'Translations'],
  campaigns: ['Campaigns'],
  client: ['Client'],
  commerce: ['Catalogs', 'Coupons', 'Tags'],
  content: ['Images', 'Templates'],
  flows: ['Flows'],
  forms: ['Forms'],
  integrations: ['Custom Objects', 'Tracking Settings', 'Web Feeds', 'Webhooks'],
  people: ['Accounts', 'Conversations', 'Data Privacy', 'Events', 'Lists', 'Profiles'],
  reporting: ['Metrics', 'Reporting', 'Reviews'],
  segments: ['Segments'],
} as const satisfies Record<string, readonly string[]>

export type Walk = keyof typeof walks

/** An operation with the API group that an SDK has it under. */
export interface Named {
  group: string
  /** What revisions call it, the newest one first: an SDK has it by one of these names. */
  names: readonly string[]
}

const namesOf = ({ operationId, aliases = [] }: Route): string[] => [operationId, ...aliases]

/** Every operation that a revision has. */
export function operationsOf(revision: string): Named[] {
  const contract = contractFor(revision)
  return routes()
    .filter((route) => contract.operation(route.operationId) !== undefined)
    .map((route) => ({ group: route.group, names: namesOf(route) }))
}

/** Every operation of a walk's groups that a revision has. */
export function operationsOfWalk(walk: Walk, revision: string): Named[] {
  const groups: readonly string[] = walks[walk]
  return operationsOf(revision).filter(({ group }) => groups.includes(group))
}
