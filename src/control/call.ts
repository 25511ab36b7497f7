import type { Control } from './control.ts'
import { ControlError } from './control-error.ts'
import type { Input } from './input.ts'
import { controlRoutes, type ControlOperation, type ControlRoute } from './routes.ts'
import type { Schema } from './shapes.ts'

/** A route that fits a request, and what stands in its path. */
export interface Found {
  route: ControlRoute
  id: string
}

const patterns = controlRoutes.map((route) => ({
  route,
  pattern: new RegExp(`^${route.path.replace(/\{\w+\}/, '([^/]+)').replace(/\./g, '\\.')}$`),
}))

/** The route of a method and a path behind /_sandbox/v1; throws 404 and 405. */
export function findRoute(method: string, path: string): Found {
  const fitting = patterns.flatMap(({ route, pattern }) => {
    const match = pattern.exec(path)
    return match === null ? [] : [{ route, id: decodeURIComponent(match[1] ?? '') }]
  })
  if (fitting.length === 0) {
    throw new ControlError(404, `there is no ${path} here; GET /_sandbox/v1/openapi.json lists what there is`)
  }
  const found = fitting.find(({ route }) => route.method === method)
  if (found !== undefined) return found
  const methods = fitting.map(({ route }) => route.method).join(', ')
  throw new ControlError(405, `${path} takes ${methods}, not ${method}`)
}

/** Carries out a route: checks its parameters and its body, then hands both over. */
export async function callRoute(route: ControlRoute, input: Input, control: Control): Promise<unknown> {
  const known = Object.keys(route.query ?? {})
  for (const name of Object.keys(input.query)) {
    if (known.includes(name)) continue
    const list = known.length === 0 ? 'it takes none' : `it takes ${known.join(', ')}`
    throw new ControlError(400, `${route.operationId} has no parameter '${name}'; ${list}`)
  }
  if (route.body !== undefined && (input.body !== undefined || route.bodyOptional !== true)) {
    await checkBody(route, input.body ?? {})
  }
  return route.handle(input, control)
}

/** Carries out a route by its name, from inside the process. */
export function callOperation(
  operationId: ControlOperation,
  input: Partial<Input>,
  control: Control,
): Promise<unknown> {
  const route = controlRoutes.find((each) => each.operationId === operationId)!
  return callRoute(route, { id: '', query: {}, body: undefined, ...input }, control)
}

interface AjvError {
  instancePath: string
  keyword: string
  message?: string
  params: Record<string, unknown>
}

type Judge = ((value: unknown) => boolean) & { errors?: AjvError[] | null }

const judges = new Map<Schema, Judge>()

async function checkBody({ body: schema, operationId }: ControlRoute, body: unknown): Promise<void> {
  let judge = judges.get(schema!)
  if (judge === undefined) {
    // By its default, which is all that a bundled CommonJS module has.
    const { Ajv } = (await import('ajv')).default
    judge = new Ajv({ allErrors: true, allowUnionTypes: true }).compile(schema!) as Judge
    judges.set(schema!, judge)
  }
  if (judge(body)) return
  // Of a value with several forms only the last line tells that none fits.
  const texts = judge.errors!.filter(({ keyword }) => keyword !== 'const').map(messageOf)
  throw new ControlError(400, `${operationId}: ${[...new Set(texts)].join('; ')}`)
}

function messageOf({ instancePath, message = '', params }: AjvError): string {
  const where = instancePath === '' ? 'the body' : `'${instancePath.slice(1)}'`
  const { additionalProperty, allowedValues } = params as { additionalProperty?: string; allowedValues?: unknown[] }
  if (additionalProperty !== undefined) return `${where} has no member '${additionalProperty}'`
  return `${where} ${message}${allowedValues === undefined ? '' : `: ${allowedValues.join(', ')}`}`
}
