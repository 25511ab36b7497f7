import { version } from '../version.ts'
import { object, text } from './shapes.ts'
import type { ControlRoute } from './routes.ts'

/** What is said of an error: RFC 9457. */
const problem = object({ 'title!': text, 'status!': { type: 'integer' }, 'detail!': text })

/** The control plane as an OpenAPI 3.1 document, made of its list of routes. */
export function openApiDocument(routes: readonly ControlRoute[]): object {
  const paths: Record<string, Record<string, object>> = {}
  for (const route of routes) {
    const at = (paths[`/_sandbox/v1${route.path}`] ??= {})
    at[route.method.toLowerCase()] = operationOf(route)
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'klaviyo-sandbox control plane',
      version,
      description: 'What a test or a demo does to a sandbox beside the API that it emulates.',
    },
    paths,
    components: { securitySchemes: { token: { type: 'http', scheme: 'bearer' } } },
  }
}

function operationOf(route: ControlRoute): object {
  const { operationId, summary, query = {}, body, bodyOptional, file, open } = route
  const named = /\{(\w+)\}/.exec(route.path)?.[1]
  const parameters = [
    ...(named === undefined ? [] : [{ name: named, in: 'path', required: true, schema: text }]),
    ...Object.entries(query).map(([name, description]) => ({ name, in: 'query', description, schema: text })),
  ]
  const content = {
    ...(body && { 'application/json': { schema: body } }),
    ...(file && { [file]: { schema: { type: 'string', format: 'binary' } } }),
  }
  return {
    operationId,
    summary,
    ...(parameters.length > 0 && { parameters }),
    ...((body ?? file) && { requestBody: { required: body !== undefined && bodyOptional !== true, content } }),
    responses: {
      [route.status ?? 200]: { description: 'Done.', ...contentOf(route) },
      default: { description: 'Refused.', content: { 'application/problem+json': { schema: problem } } },
    },
    // Only beyond loopback is the token asked for.
    security: open ? [] : [{ token: [] }, {}],
  }
}

function contentOf({ type, answer }: ControlRoute): object {
  if (type !== undefined) return { content: { [type]: { schema: text } } }
  return answer === undefined ? {} : { content: { 'application/json': { schema: answer } } }
}
