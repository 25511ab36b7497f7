import { contractFor, REVISIONS, routes, schemaFor, type Operation } from './contract.ts'
import { shapesOf } from './projection.ts'

const list = (names: readonly string[]): string => (names.length > 0 ? names.join(', ') : '-')

function filterLines(operation: Operation): string[] {
  return Object.entries(operation.filters ?? {}).map(([field, { single, list: many, none, type, format, values }]) => {
    const operators = [...single, ...many.map((name) => `${name}[]`), ...none.map((name) => `${name}()`)]
    return `    ${field}: ${operators.join(' ')} (${format ?? type}${values ? `: ${values.join(' | ')}` : ''})`
  })
}

function queryLines(operation: Operation): string[] {
  return Object.entries(operation.query).map(
    ([name, { kind, values, required, default: initial, minimum, maximum }]) => {
      const range = maximum === undefined ? '' : ` ${minimum}..${maximum}`
      const given = `${kind}${range}${initial === undefined ? '' : ` = ${initial}`}${required ? ', required' : ''}`
      return `    ${name}: ${given}${values ? ` [${values.join(' ')}]` : ''}`
    },
  )
}

function shapeLines(operation: Operation): string[] {
  const { primary, included, collection } = shapesOf(operation)
  const of = (shapes: typeof primary) =>
    [...shapes].map(
      ([type, { attributes, relationships }]) =>
        `    ${type}: ${list(Object.keys(attributes))} | ${list(Object.keys(relationships))}`,
    )
  return [
    ...(primary.size > 0 ? [`  data${collection ? '[]' : ''} (attributes | relationships)`, ...of(primary)] : []),
    ...(included.size > 0 ? ['  included', ...of(included)] : []),
  ]
}

/** The facts of an operation at one revision, as lines of text. */
export function operationLines(operation: Operation): string[] {
  const { limits, request, requestType } = operation
  const bodyMembers = request ? JSON.stringify(schemaFor(request)).length : 0
  return [
    `  answers ${operation.statuses.join(', ')}; scopes ${list(operation.scopes)}`,
    `  limits ${limits.burst}/s ${limits.steady}/m${limits.daily === undefined ? '' : ` ${limits.daily}/d`}`,
    ...(request ? [`  request ${request} (${requestType}, ${bodyMembers} bytes of schema)`] : []),
    ...Object.entries(operation.responses).map(([status, key]) => `  response ${status} ${key}`),
    ...(operation.ids ? [`  ids ${list(operation.ids)}`] : []),
    ...(Object.keys(operation.query).length > 0 ? ['  query', ...queryLines(operation)] : []),
    ...(operation.filters ? ['  filter', ...filterLines(operation)] : []),
    ...shapeLines(operation),
  ]
}

/** Prints the facts of an operation, once for each range of revisions that say the same. */
export function printOperation(name: string): boolean {
  const route = routes().find(({ operationId, aliases = [] }) => [operationId, ...aliases].includes(name))
  if (!route) return false
  console.log(`${route.operationId}  ${route.method} ${route.path}  (${route.group}, ${route.form})`)
  if (route.aliases) console.log(`formerly ${route.aliases.join(', ')}`)
  let range: string[] = []
  let current: Operation | undefined
  const flush = () => {
    if (!current) return
    console.log(`\n${[...new Set([range[0], range.at(-1)])].join(' … ')}`)
    console.log(operationLines(current).join('\n'))
  }
  for (const revision of REVISIONS) {
    const operation = contractFor(revision).operation(route.operationId)
    if (operation?.key !== current?.key) {
      flush()
      range = []
    }
    current = operation
    range.push(revision)
  }
  flush()
  return true
}

const name = process.argv[2] ?? ''
if (!printOperation(name)) {
  const near = routes().filter(({ operationId }) => name !== '' && operationId.includes(name))
  console.error(
    `no operation '${name}'${near.length > 0 ? `; perhaps ${near.map((route) => route.operationId).join(', ')}` : ''}`,
  )
  process.exitCode = 1
}
