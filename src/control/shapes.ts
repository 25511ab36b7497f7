/** JSON Schemas of what the control plane takes and gives; its OpenAPI document is made of them. */
export interface Schema {
  readonly [keyword: string]: unknown
}

export const text: Schema = { type: 'string' }
export const count: Schema = { type: 'integer', minimum: 0 }
const flag: Schema = { type: 'boolean' }
export const time: Schema = { type: 'string', description: 'ISO 8601, such as 2026-01-01T00:00:00Z' }
export const duration: Schema = { type: ['string', 'number'], description: 'PT10M, P30D, 10s, or milliseconds' }
const maybe = (schema: Schema): Schema => ({ ...schema, type: [schema.type, 'null'].flat() })
export const listOf = (items: Schema): Schema => ({ type: 'array', items })
const oneOrMore = (schema: Schema): Schema => ({ anyOf: [schema, listOf(schema)] })
const anything: Schema = {}
const texts: Schema = { type: 'object', additionalProperties: text }

/** An object with these members and no others; those with a `!` at the end of their names must be there. */
export function object(members: Readonly<Record<string, Schema>>): Schema {
  const entries = Object.entries(members).map(([name, schema]) => [name.replace('!', ''), schema] as const)
  const required = Object.keys(members).flatMap((name) => (name.endsWith('!') ? [name.slice(0, -1)] : []))
  return {
    type: 'object',
    properties: Object.fromEntries(entries),
    ...(required.length > 0 && { required }),
    additionalProperties: false,
  }
}

const status: Schema = { type: ['integer', 'string'], pattern: '^[1-5](xx|\\d\\d)$' }

export const requestFilter = {
  operation: text,
  method: text,
  path: { ...text, description: '* stands for any characters' },
  status,
  query: texts,
  body: { description: 'members that the body has, others may be there too' },
}

const limits: Schema = {
  type: 'object',
  additionalProperties: object({ 'burst!': count, 'steady!': count, daily: count }),
}
const mode: Schema = { enum: ['enforce', 'headers', 'off'] }

export const rateLimits = object({ mode, limits })

const faultError = object({
  code: text,
  title: text,
  detail: text,
  source: object({ pointer: text, parameter: text }),
})

const faultMatch = object({
  operation: oneOrMore(text),
  method: text,
  path: text,
  account: text,
  nth: oneOrMore({ type: 'integer', minimum: 1 }),
  probability: { type: 'number', minimum: 0, maximum: 1 },
  job: oneOrMore(text),
})

const faultEffect: Schema = {
  ...object({
    status: { type: 'integer', minimum: 200, maximum: 599 },
    errors: listOf(faultError),
    body: anything,
    headers: texts,
    retryAfter: { type: 'integer', minimum: 1 },
    delay: duration,
    reset: { enum: ['before', 'after'] },
    truncate: count,
    expireCursors: flag,
    jobs: {
      anyOf: [
        { const: 'stall' },
        object({
          'failRows!': { anyOf: [listOf(count), { type: 'number', minimum: 0, maximum: 1 }] },
          code: text,
          detail: text,
        }),
      ],
    },
    lateMembership: duration,
  }),
  minProperties: 1,
}

export const faults = object({
  rules: listOf(object({ name: text, match: faultMatch, count, 'then!': faultEffect })),
})

export const account = object({
  id: text,
  key: maybe(text),
  now: time,
  expires: maybe(time),
  profiles: count,
  events: count,
})

export const clock = object({ account: maybe(text), now: time, mode: { enum: ['real', 'shifted', 'frozen'] } })

export const happenings = listOf(object({ account: text, at: time, what: text, id: maybe(text), failure: text }))

export const shownRequest: Schema = {
  type: 'object',
  description: 'A request and its answer, without secrets.',
  properties: {
    id: text,
    seq: count,
    at: maybe(time),
    account: maybe(text),
    method: text,
    path: text,
    query: texts,
    operation: maybe(text),
    revision: maybe(text),
    status: count,
    ms: { type: 'number' },
    fault: maybe(text),
    hint: maybe(text),
    request: object({ headers: texts, body: anything }),
    response: object({ headers: texts, body: anything }),
  },
}

export const verdict = object({ verified: flag, count, message: text, requests: listOf(text) })
