import type { Operation } from '../../src/schemas/contract.ts'
import type { Client } from '../client.ts'
import { exampleBody } from '../examples.ts'
import type { BodyOf, GroupRequests, Ids, Named } from './group-requests.ts'
import { brands } from './brands.ts'
import { campaigns } from './campaigns.ts'
import { catalogs } from './catalogs.ts'
import { content } from './content.ts'
import { coupons } from './coupons.ts'
import { flows } from './flows.ts'
import { customObjects } from './custom-objects.ts'
import { forms } from './forms.ts'
import { metrics } from './metrics.ts'
import { integrations } from './integrations.ts'
import { people } from './people.ts'
import { segments } from './segments.ts'
import { reporting } from './reporting.ts'
import { reviews } from './reviews.ts'
import { tags } from './tags.ts'
import { textMessaging } from './text-messaging.ts'
import { translations } from './translations.ts'

/** In the order in which their resources are made. */
const all: readonly GroupRequests[] = [
  people,
  content,
  brands,
  segments,
  campaigns,
  coupons,
  flows,
  forms,
  tags,
  textMessaging,
  catalogs,
  translations,
  metrics,
  integrations,
  reporting,
  customObjects,
  reviews,
]

const idTypes: GroupRequests['idTypes'] = Object.assign({}, ...all.map((each) => each.idTypes))
const bodies: Readonly<Record<string, BodyOf>> = Object.assign({}, ...all.map((each) => each.bodies))

/** Filters without which a list is refused, by operation. */
export const filters: Readonly<Record<string, string>> = Object.assign({}, ...all.map((each) => each.filters))

const once: readonly string[] = all.flatMap((each) => each.once ?? [])

/** Whether an account grants an operation only once: it needs one that was seeded for it. */
export const isGrantedOnce = ({ operationId }: Operation): boolean => once.includes(operationId)

/** The resource that the id of an operation's path names. */
export const idTypeOf = ({ operationId, collection }: Operation): string | undefined =>
  idTypes[operationId] ?? idTypes[collection]

/** A small valid body, of what the seed holds; `wants` chooses among the optional members. */
export function bodyOf(operation: Operation, ids: Ids, wants?: (name: string) => boolean): unknown {
  const example = exampleBody(operation, ids, wants)
  return bodies[operation.operationId]?.(ids, example) ?? example
}

/** Makes the resources that an operation of this group may name; without one, all that served operations name. */
export async function seed(client: Client, operation?: Pick<Operation, 'group'> & Named): Promise<Ids> {
  const ids: Ids = {}
  for (const { groups, seed: make } of all) {
    const isNeeded = operation === undefined || groups === undefined || groups.includes(operation.group)
    if (isNeeded && make !== undefined) Object.assign(ids, await make(client, ids, operation))
  }
  return ids
}

export type { Ids }
