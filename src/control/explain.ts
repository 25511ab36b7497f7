import { parseFilter } from '../routes/filter.ts'
import { contractFor, schemaFor, type Operation, type OperationId } from '../schemas/contract.ts'
import { resolved, type JsonSchema } from '../schemas/json-schema.ts'
import { planOf, type Statement } from '../store/database.ts'
import type { Account } from '../store/accounts.ts'
import type { Control } from './control.ts'
import type { ExplainedStatement, ExplainedWindow, Explanation } from './exchanged.ts'
import type { Input } from './input.ts'
import type { CountedLimit, LoggedRequest } from '../store/request-log.ts'
import { loggedRequest, shownRequest } from './requests.ts'

/** Explains a request of the log. Plans are those of the database as it is now. */
export function explainRequest({ id }: Input, control: Control): Explanation {
  const request = loggedRequest(id, control)
  const account = request.account === undefined ? undefined : control.accounts.findOpen(request.account)?.account
  const operation = operationOf(request)
  return {
    request: shownRequest(request),
    operation: operation && shownOperation(operation),
    account: request.account === undefined ? null : { id: request.account, found_by: request.foundBy ?? 'unknown' },
    filter: filterOf(request),
    statements: request.statements.map((statement) => explained(statement, account)),
    rate_limits: request.counted.map(windowsOf),
    errors: errorsOf(request, operation),
  }
}

function operationOf({ operation, revision }: LoggedRequest): Operation | null {
  if (operation === undefined || revision === undefined) return null
  return contractFor(revision).operation(operation as OperationId) ?? null
}

const shownOperation = ({ operationId, group, path, introduced, scopes }: Operation) => ({
  operationId,
  group,
  path,
  introduced,
  scopes,
})

function filterOf({ parameters }: LoggedRequest): Explanation['filter'] {
  const text = parameters.get('filter')
  if (text === undefined) return null
  try {
    return parseFilter(text).map(({ field, operator, values }) => ({ field, operator, values }))
  } catch {
    return null // the request's own error tells
  }
}

function explained(statement: Statement, account: Account | undefined): ExplainedStatement {
  const { sql, values, rows } = statement
  const shown = { sql: sql.replace(/\s+/g, ' ').trim(), values, rows }
  try {
    return { ...shown, ...(account === undefined ? { plan: [], walked: [] } : planOf(account.db, statement)) }
  } catch {
    return { ...shown, plan: [], walked: [] } // its tables went with what the account was
  }
}

const WINDOWS = ['burst', 'steady', 'daily'] as const

/** A request counts in each window up to the first that is full, and in none behind it. */
function windowsOf({ name, limits, counts }: CountedLimit): Explanation['rate_limits'][number] {
  const windows: ExplainedWindow[] = []
  let full = false
  for (const [index, window] of WINDOWS.entries()) {
    const limit = limits[window]
    if (limit === undefined) continue
    const after = counts[index]!
    windows.push({ window, limit, before: full ? after : after - 1, after })
    full ||= after > limit
  }
  return { name, windows }
}

interface AnsweredError {
  detail: string
  source?: { pointer?: string; parameter?: string }
}

function errorsOf({ status, responseBody }: LoggedRequest, operation: Operation | null): Explanation['errors'] {
  if (status < 400 || operation === null) return []
  try {
    const { errors } = JSON.parse(responseBody) as { errors: AnsweredError[] }
    return errors.map(({ detail, source }) => ({
      detail,
      source: source ?? null,
      contract: contractAt(source, operation),
    }))
  } catch {
    return [] // a fault rule made the body
  }
}

/** What the contract has at a pointer of the body, or for a parameter; null where it has nothing. */
function contractAt(source: AnsweredError['source'], operation: Operation): unknown {
  const { pointer, parameter } = source ?? {}
  if (parameter !== undefined) {
    const filters = parameter.startsWith('filter') ? { filters: operation.filters ?? {} } : {}
    const stated = operation.query[parameter]
    return stated === undefined && !operation.filters ? null : { parameter, ...stated, ...filters }
  }
  if (pointer === undefined || operation.request === undefined) return null
  const root = schemaFor(operation.request) as JsonSchema
  const path = pointer.split('/').filter((step) => step !== '')
  const found = memberAt(root, path, root)
  return found === undefined ? null : { pointer, schema: withoutDepth(found, root) }
}

/** The schema of the deepest member that a path leads to. */
function memberAt(schema: JsonSchema, path: readonly string[], root: JsonSchema): JsonSchema | undefined {
  const here = resolved(schema, root)
  const [step, ...rest] = path
  if (step === undefined) return here
  const candidates = [here, ...(here.anyOf ?? []).map((branch) => resolved(branch, root))]
  for (const candidate of candidates) {
    const next = /^\d+$/.test(step) ? candidate.items : candidate.properties?.[step]
    const found = next && memberAt(next, rest, root)
    if (found !== undefined) return found
  }
  return here
}

/** A schema with its members by name only: their types, not what they hold. */
function withoutDepth({ definitions: _, properties, ...schema }: JsonSchema, root: JsonSchema): unknown {
  if (properties === undefined) return schema
  const types = Object.entries(properties).map(([name, member]) => {
    const { type, format, enum: values } = resolved(member, root)
    return [name, { ...(type && { type }), ...(format && { format }), ...(values && { enum: values }) }]
  })
  return { ...schema, properties: Object.fromEntries(types) as Record<string, unknown> }
}
