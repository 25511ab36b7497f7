import type { Sandbox } from '../../src/index.ts'
import { clientOf, testSandbox, type Answer, type Client, type Json } from '../client.ts'

export const SUBSCRIBED = { consent: 'SUBSCRIBED' }
export const UNSUBSCRIBED = { consent: 'UNSUBSCRIBED' }
export const byEmail = { email: { marketing: SUBSCRIBED } }
export const bySms = { sms: { marketing: SUBSCRIBED } }
export const offEmail = { email: { marketing: UNSUBSCRIBED } }

export function subscribeBody(profiles: Json[], { list, ...attributes }: Json = {}): Json {
  const data = profiles.map(({ id, ...given }) => ({ type: 'profile', ...(id && { id }), attributes: given }))
  return {
    data: {
      type: 'profile-subscription-bulk-create-job',
      attributes: { profiles: { data }, ...attributes },
      ...(list && { relationships: { list: { data: { type: 'list', id: list } } } }),
    },
  }
}

function unsubscribeBody(profiles: Json[], list?: string): Json {
  const data = profiles.map((attributes) => ({ type: 'profile', attributes }))
  return {
    data: {
      type: 'profile-subscription-bulk-delete-job',
      attributes: { profiles: { data } },
      ...(list && { relationships: { list: { data: { type: 'list', id: list } } } }),
    },
  }
}

/** An account and what tests of consent do with it. */
export interface ConsentAccount {
  sandbox: Sandbox
  client: Client
  subscribe(profiles: Json[], options?: Json): Promise<Answer>
  unsubscribe(profiles: Json[], list?: string): Promise<Answer>
  /** POST of a job that suppresses, or ends that: `profiles`, `list` or `segment`. */
  suppress(verb: 'create' | 'delete', target: Json): Promise<Answer>
  createProfile(attributes: Json): Promise<string>
  createList(opt_in_process?: string): Promise<string>
  /** The profile of an e-mail address, with its subscriptions; undefined when there is none. */
  find(email: string): Promise<Json>
  subscriptionsOf(email: string): Promise<Json>
  membersOf(list: string): Promise<string[]>
  /** Names of the metrics of a profile's events, sorted. */
  metricsOf(profileId: string): Promise<string[]>
}

/** A sandbox with one account. `settings` need a declared one, which lives in `dataDir` if that is given. */
export async function consentAccount(settings?: Json, dataDir?: string): Promise<ConsentAccount> {
  const declared = settings && { accounts: [{ id: 'QtEsT1', keys: { pk_test: 'full' as const }, settings }] }
  const sandbox = await testSandbox({ ...declared, ...(dataDir && { dataDir }) })
  const client = clientOf(sandbox)
  const find = async (email: string): Promise<Json> => {
    const filter = `equals(email,"${encodeURIComponent(email)}")`
    const { body } = await client.get(`/api/profiles?filter=${filter}&additional-fields[profile]=subscriptions`)
    return body.data[0]
  }
  return {
    sandbox,
    client,
    find,
    subscribe: (profiles, options) =>
      client.post('/api/profile-subscription-bulk-create-jobs', subscribeBody(profiles, options)),
    unsubscribe: (profiles, list) =>
      client.post('/api/profile-subscription-bulk-delete-jobs', unsubscribeBody(profiles, list)),
    suppress: (verb, { emails, ...groups }) =>
      client.post(`/api/profile-suppression-bulk-${verb}-jobs`, suppressBody(verb, emails, groups)),
    async createProfile(attributes) {
      const { body } = await client.post('/api/profiles', { data: { type: 'profile', attributes } })
      return body.data.id
    },
    async createList(opt_in_process = 'single_opt_in') {
      const attributes = { name: 'Newsletter', opt_in_process }
      return (await client.post('/api/lists', { data: { type: 'list', attributes } })).body.data.id
    },
    subscriptionsOf: async (email) => (await find(email)).attributes.subscriptions,
    async membersOf(list) {
      const { body } = await client.get(`/api/lists/${list}/relationships/profiles`)
      return body.data.map(({ id }: Json) => id)
    },
    async metricsOf(profileId) {
      const { body } = await client.get(`/api/events?filter=equals(profile_id,"${profileId}")&include=metric`)
      const names = new Map(body.included.map((metric: Json) => [metric.id, metric.attributes.name]))
      return body.data.map(({ relationships }: Json) => names.get(relationships.metric.data.id)).sort()
    },
  }
}

function suppressBody(verb: string, emails: string[] | undefined, groups: Json): Json {
  const data = emails?.map((email) => ({ type: 'profile', attributes: { email } }))
  const relationships = Object.entries(groups).map(([type, id]) => [type, { data: { type, id } }])
  return {
    data: {
      type: `profile-suppression-bulk-${verb}-job`,
      attributes: data ? { profiles: { data } } : {},
      ...(relationships.length > 0 && { relationships: Object.fromEntries(relationships) }),
    },
  }
}
