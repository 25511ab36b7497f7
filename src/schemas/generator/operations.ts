import { refuseUnknown } from './convert-schema.ts'
import type { OpenApiOperation, OpenApiParameter, OpenApiSchema } from './document.ts'
import { refName } from './document.ts'
import type { FilterFacts } from './filters.ts'

/** What a query parameter takes; `values` names a pooled enumeration. */
export interface ParameterFacts {
  kind: 'string' | 'integer' | 'boolean' | 'list'
  values?: readonly string[] | string
  required?: true
  default?: unknown
  minimum?: number
  maximum?: number
}

/** The facts of one operation at one revision. Schemas are named by their component. */
export interface OperationFacts {
  scopes: readonly string[]
  limits: { burst: number; steady: number; daily?: number }
  statuses: number[]
  query: Record<string, ParameterFacts>
  ids?: readonly string[]
  filters?: Record<string, FilterFacts>
  headerFilters?: true
  requestType?: string
  request?: string
  responses: Record<string, string>
}

const knownOf = {
  operation: new Set([
    ...['operationId', 'parameters', 'requestBody', 'responses', 'tags', 'security'],
    ...['x-klaviyo-ratelimit', 'x-klaviyo-scopes', 'x-klaviyo-filters', 'x-klaviyo-pre-release', 'x-klaviyo-subtag'],
    ...['x-klaviyo-operation-aliases', 'x-carried-over-from', 'summary', 'description'],
  ]),
  parameter: new Set(['name', 'in', 'required', 'schema', 'explode', 'description']),
  'request body': new Set(['content', 'required', 'description']),
  response: new Set(['content', 'description']),
  'rate limit': new Set(['burst', 'steady', 'daily']),
  'media type': new Set(['schema']),
}

function refuse(what: keyof typeof knownOf, given: object, at: string): void {
  for (const keyword of Object.keys(given))
    if (!knownOf[what].has(keyword)) throw new Error(`unknown ${what} keyword '${keyword}' at ${at}`)
}

/** Reads the facts of an operation; throws on a keyword that it does not know. */
export function operationFacts(operation: OpenApiOperation, filters?: Record<string, FilterFacts>): OperationFacts {
  const at = operation.operationId
  refuse('operation', operation, at)
  const responses: Record<string, string> = {}
  const statuses: number[] = []
  for (const [status, response] of Object.entries(operation.responses)) {
    if (status === '4XX' || status === '5XX') continue
    if (!/^2\d\d$/.test(status)) throw new Error(`unknown response '${status}' at ${at}`)
    refuse('response', response, at)
    statuses.push(Number(status))
    const content = contentOf(response.content, at)
    if (content) responses[status] = content.component
  }
  if (operation.requestBody) refuse('request body', operation.requestBody, at)
  const request = contentOf(operation.requestBody?.content, at)
  const ids = operation.parameters.find((parameter) => parameter.in === 'path')?.schema.enum as string[] | undefined
  return {
    scopes: operation['x-klaviyo-scopes'],
    limits: limitsOf(operation),
    statuses,
    query: queryOf(operation, at),
    ...(ids && { ids }),
    ...(filters && { filters }),
    ...(operation.parameters.some(({ name }) => name === 'X-Klaviyo-API-Filters') && { headerFilters: true as const }),
    ...(request && { requestType: request.mediaType, request: request.component }),
    responses,
  }
}

const units = { burst: 's', steady: 'm', daily: 'd' } as const

function limitsOf(operation: OpenApiOperation): OperationFacts['limits'] {
  const stated = operation['x-klaviyo-ratelimit']
  refuse('rate limit', stated, operation.operationId)
  const read = (window: keyof typeof units): number => {
    const [, count, unit] = /^(\d+)\/([smd])$/.exec(stated[window] ?? '') ?? []
    if (unit !== units[window]) throw new Error(`${operation.operationId}: unknown ${window} '${stated[window]}'`)
    return Number(count)
  }
  return { burst: read('burst'), steady: read('steady'), ...(stated.daily && { daily: read('daily') }) }
}

function contentOf(
  content: Readonly<Record<string, { readonly schema: OpenApiSchema }>> | undefined,
  at: string,
): { mediaType: string; component: string } | undefined {
  const [entry, ...others] = Object.entries(content ?? {})
  if (!entry) return undefined
  const [mediaType, media] = entry
  refuse('media type', media, at)
  if (others.length > 0 || !media.schema.$ref) throw new Error(`${at}: expected one media type and a named schema`)
  return { mediaType, component: refName(media.schema.$ref) }
}

function queryOf(operation: OpenApiOperation, at: string): Record<string, ParameterFacts> {
  const query: Record<string, ParameterFacts> = {}
  for (const parameter of operation.parameters) {
    refuse('parameter', parameter, `${at} ${parameter.name}`)
    if (parameter.in === 'query') query[parameter.name] = parameterFacts(parameter, `${at} ${parameter.name}`)
    else if (parameter.in === 'header' && !['revision', 'X-Klaviyo-API-Filters'].includes(parameter.name))
      throw new Error(`unknown header at ${at}: ${parameter.name}`)
    else if (!['path', 'header'].includes(parameter.in)) throw new Error(`unknown place of a parameter at ${at}`)
  }
  return query
}

const kinds = { string: 'string', integer: 'integer', boolean: 'boolean', array: 'list' } as const

function parameterFacts({ schema, required }: OpenApiParameter, at: string): ParameterFacts {
  refuseUnknown(schema, at)
  const kind = kinds[schema.type as keyof typeof kinds]
  if (!kind) throw new Error(`unknown parameter type '${schema.type}' at ${at}`)
  if (schema.items) refuseUnknown(schema.items, at)
  const values = (schema.items ?? schema).enum as string[] | undefined
  return {
    kind,
    ...(values && { values }),
    ...(required && { required: true as const }),
    ...(schema.default !== undefined && { default: schema.default }),
    ...(schema.minimum !== undefined && { minimum: schema.minimum }),
    ...(schema.maximum !== undefined && { maximum: schema.maximum }),
  }
}
