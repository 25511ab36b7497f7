import type { FastifyReply, FastifyRequest } from 'fastify'
import { callRoute, findRoute } from './call.ts'
import type { Control } from './control.ts'
import { ControlError } from './control-error.ts'
import { checkAdmission } from './guard.ts'
import type { FileAnswer } from './input.ts'
import { pageOf } from './page.ts'
import { SNAPSHOT_TYPE } from './states.ts'

/** Where the control plane is. */
export const CONTROL_PATH = '/_sandbox'
const ROUTES_PATH = `${CONTROL_PATH}/v1`

/** Answers a request to the control plane. */
export async function serveControl(
  request: FastifyRequest,
  reply: FastifyReply,
  control: Control,
  token: string | undefined,
): Promise<FastifyReply> {
  try {
    const url = new URL(request.url, 'http://sandbox')
    if (!url.pathname.startsWith(ROUTES_PATH)) {
      checkAdmission(request.headers, token)
      return await reply.type('text/html; charset=utf-8').send(pageOf(control))
    }
    const { route, id } = findRoute(request.method, url.pathname.slice(ROUTES_PATH.length).replace(/\/$/, ''))
    if (!route.open) checkAdmission(request.headers, token)
    const input = { id, query: Object.fromEntries(url.searchParams), ...contentOf(request), remote: true as const }
    return send(reply, route, await callRoute(route, input, control))
  } catch (error) {
    if (!(error instanceof ControlError)) throw error
    return refuse(reply, error)
  }
}

/** The body: JSON, or a file. */
function contentOf({ headers, body }: FastifyRequest): { body: unknown; bytes?: Buffer } {
  const bytes = body as Buffer | null | undefined
  if (bytes === undefined || bytes === null || bytes.length === 0) return { body: undefined }
  const type = headers['content-type'] ?? ''
  if (type.startsWith(SNAPSHOT_TYPE)) return { body: undefined, bytes }
  try {
    return { body: JSON.parse(bytes.toString('utf8')) as unknown }
  } catch (error) {
    throw new ControlError(400, `the body is no JSON: ${(error as Error).message}`)
  }
}

function send(
  reply: FastifyReply,
  { status, type }: { status?: number; type?: string },
  answer: unknown,
): FastifyReply {
  if (answer === undefined) return reply.code(204).send()
  reply.code(status ?? 200)
  if (typeof answer === 'string') return reply.type(type ?? 'text/plain').send(answer)
  const { bytes } = answer as Partial<FileAnswer>
  if (Buffer.isBuffer(bytes)) return reply.type((answer as FileAnswer).type).send(bytes)
  return reply.type('application/json').send(JSON.stringify(answer))
}

const TITLES: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  408: 'Request Timeout',
  409: 'Conflict',
  413: 'Content Too Large',
  415: 'Unsupported Media Type',
}

function refuse(reply: FastifyReply, { status, message }: ControlError): FastifyReply {
  const problem = { title: TITLES[status], status, detail: message }
  return reply.code(status).type('application/problem+json').send(JSON.stringify(problem))
}
