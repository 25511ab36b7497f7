import * as klaviyo from 'klaviyo-api'
import type { Sandbox } from '../../../src/index.ts'
import { operationsOfWalk, type Named, type Walk } from '../operations.ts'

/** The revision that the SDK sends. */
export const SDK_REVISION = '2026-07-15'

type ApiName = Exclude<Extract<keyof typeof klaviyo, `${string}Api`>, 'OAuthApi'>

/** All APIs of the SDK by group, pointed at a sandbox, with a record of what was called. */
export type Walker = {
  [Name in ApiName as Name extends `${infer Group}Api` ? Uncapitalize<Group> : never]: InstanceType<
    (typeof klaviyo)[Name]
  >
} & {
  /** Names of the methods that were called, `lists.getList`. */
  walked: Set<string>
}

const apiNames = Object.keys(klaviyo).filter((name): name is ApiName => name.endsWith('Api') && name !== 'OAuthApi')

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
  const apis = apiNames.map((name) => {
    const group = name[0]!.toLowerCase() + name.slice(1, -'Api'.length)
    return [group, watched(group, new klaviyo[name](session))] as const
  })
  return { ...Object.fromEntries(apis), walked } as unknown as Walker
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
  return operationsOfWalk(walk, SDK_REVISION)
    .filter(isExposed)
    .map(nodeNames)
    .filter((names) => !names.some((name) => walked.has(name)))
    .flat()
}

function nodeNames({ group, names }: Named): string[] {
  const api = camelCase(group[0]!.toLowerCase() + group.slice(1))
  return names.map((name) => `${api}.${camelCase(name)}`)
}

/** Whether the SDK has an operation. */
export function isExposed(operation: Named): boolean {
  return nodeNames(operation).some((name) => {
    const [group, method] = name.split('.') as [string, string]
    const api = `${group[0]!.toUpperCase()}${group.slice(1)}Api` as ApiName
    return apiNames.includes(api) && method in klaviyo[api].prototype
  })
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
