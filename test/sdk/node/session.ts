import * as klaviyo from 'klaviyo-api'
import type { Sandbox } from '../../../src/index.ts'
import { servedOperations, type Walk } from '../operations.ts'

/** The revision that the SDK sends. */
const SDK_REVISION = '2026-07-15'

/** The SDK's APIs of the groups that the sandbox serves, all pointed at it, with a record of what was called. */
export interface Walker {
  accounts: klaviyo.AccountsApi
  campaigns: klaviyo.CampaignsApi
  conversations: klaviyo.ConversationsApi
  dataPrivacy: klaviyo.DataPrivacyApi
  events: klaviyo.EventsApi
  forms: klaviyo.FormsApi
  images: klaviyo.ImagesApi
  lists: klaviyo.ListsApi
  metrics: klaviyo.MetricsApi
  profiles: klaviyo.ProfilesApi
  templates: klaviyo.TemplatesApi
  /** Names of the methods that were called, `lists.getList`. */
  walked: Set<string>
}

/** Points the SDK at a sandbox the documented way: basePath on every API object. */
export function walkerOf(sandbox: Sandbox, key: string, attempts = 1): Walker {
  const session = new klaviyo.ApiKeySession(key, new klaviyo.RetryWithExponentialBackoff({ numRetries: attempts }))
  const walked = new Set<string>()
  const watched = <Api extends { basePath: string }>(name: string, api: Api): Api => {
    api.basePath = sandbox.url
    return new Proxy(api, {
      get(target, member) {
        const value: unknown = Reflect.get(target, member)
        if (typeof value !== 'function') return value
        return (...given: unknown[]) => {
          walked.add(`${name}.${String(member)}`)
          return value.apply(target, given) as unknown
        }
      },
    })
  }
  return {
    accounts: watched('accounts', new klaviyo.AccountsApi(session)),
    campaigns: watched('campaigns', new klaviyo.CampaignsApi(session)),
    conversations: watched('conversations', new klaviyo.ConversationsApi(session)),
    dataPrivacy: watched('dataPrivacy', new klaviyo.DataPrivacyApi(session)),
    events: watched('events', new klaviyo.EventsApi(session)),
    forms: watched('forms', new klaviyo.FormsApi(session)),
    images: watched('images', new klaviyo.ImagesApi(session)),
    lists: watched('lists', new klaviyo.ListsApi(session)),
    metrics: watched('metrics', new klaviyo.MetricsApi(session)),
    profiles: watched('profiles', new klaviyo.ProfilesApi(session)),
    templates: watched('templates', new klaviyo.TemplatesApi(session)),
    walked,
  }
}

const camelCase = (text: string) => text.replace(/[ _](\w)/g, (_, letter: string) => letter.toUpperCase())

/** A value with the names of its members as the SDK writes them. */
export function camelCased(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(camelCased)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([member, below]) => [camelCase(member), camelCased(below)]))
}

/** The operations that a walk must call, as the SDK names them (`lists.getList`), and did not. */
export function forgotten(walk: Walk, { walked }: Walker): string[] {
  const nameOf = (group: string, operation: string) =>
    `${camelCase(group[0]!.toLowerCase() + group.slice(1))}.${camelCase(operation)}`
  return servedOperations(walk, SDK_REVISION)
    .map(({ group, names }) => names.map((name) => nameOf(group, name)))
    .filter((names) => !names.some((name) => walked.has(name)))
    .flat()
}

/** What the SDK throws for an error answer: axios' error, with Klaviyo's body in it. */
export interface SdkError {
  response: {
    status: number
    headers: Record<string, string>
    data: { errors: { id: string; status: number; code: string; title: string; detail: string; source: object }[] }
  }
}

/** The error that a call ends in; throws when it succeeds. */
export async function errorOf(call: Promise<unknown>): Promise<SdkError['response']> {
  try {
    await call
  } catch (error) {
    const { response } = error as SdkError
    if (response === undefined) throw error
    return response
  }
  throw new Error('the call succeeded')
}
