import type { FastifyRequest } from 'fastify'
import type { Method, UrlForm } from '../../schemas/contract.ts'
import { startStopwatch } from '../../store/clock.ts'
import type { Ids } from '../../store/ids.ts'
import { methodNotAllowed, notAcceptable, notFound } from '../errors.ts'
import { findPath } from '../paths.ts'
import { splitQuery } from '../query.ts'
import type { Call } from './call.ts'

const NO_PARAMETERS: ReadonlyMap<string, string> = new Map()

/** Starts the call of a request: its id, its URL in parts. */
export function startCall(request: FastifyRequest, ids: Ids): Call {
  const url = request.raw.url ?? '/'
  const cut = url.indexOf('?')
  const rawQuery = cut < 0 ? '' : url.slice(cut + 1)
  return {
    requestId: ids.uuid(),
    begun: startStopwatch(),
    path: cut < 0 ? url : url.slice(0, cut),
    rawQuery,
    method: request.method === 'HEAD' ? 'GET' : request.method,
    id: '',
    parameters: rawQuery === '' ? NO_PARAMETERS : splitQuery(rawQuery),
    now: 0,
  }
}

/** Finds the path in the table of all revisions; 404 for a path that none has, 405 for a method that none has there. */
export function findRoute(request: FastifyRequest, form: UrlForm): void {
  const { call } = request
  const { collection, id, relation } = request.params as { collection: string; id?: string; relation?: string }
  const surface = call.path.startsWith('/client') ? 'client' : 'api'
  const entry = findPath(surface, collection, form, relation)
  if (entry === undefined) throw unknownPath(call.path)
  call.entry = entry
  call.id = id ?? ''
  if (call.method === 'OPTIONS') return
  const route = entry.routes[call.method as Method]
  if (route === undefined) throw methodNotAllowed(request.method)
  call.route = route
  checkAccept(request.headers.accept)
}

/** 404 for a URL that no revision knows. Assumed body; live answers HTML outside /api and /client, protocol §8.3. */
export function unknownPath(path: string) {
  return notFound(`The requested path ${path} does not exist. Paths of the API begin with /api/ or /client/.`)
}

const ACCEPTED = /\*\/\*|application\/\*|application\/(vnd\.api\+)?json/

function checkAccept(accept: string | undefined): void {
  if (accept !== undefined && accept !== '' && !ACCEPTED.test(accept)) throw notAcceptable()
}
