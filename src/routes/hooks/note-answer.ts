import type { FastifyRequest } from 'fastify'
import type { RequestLog } from '../../store/request-log.ts'
import { elapsedMs } from '../../store/clock.ts'

/** Has the answer to a request kept in the log, before it is sent: whoever got it finds it there. */
export function noteAnswer(request: FastifyRequest, log: RequestLog): void {
  const { call } = request
  call.counted = []
  call.statements = []
  call.answered = ({ status, headers, body }) =>
    log.add({
      id: call.requestId,
      at: call.now,
      account: call.account?.id,
      method: request.method,
      path: call.path,
      rawQuery: call.rawQuery,
      parameters: call.parameters,
      operation: call.operation?.operationId ?? call.route?.operationId,
      revision: call.revision,
      status,
      ms: elapsedMs(call.begun),
      requestHeaders: request.headers,
      requestBody: call.bodyText ?? '',
      responseHeaders: headers,
      responseBody: body,
      fault: call.fault?.name,
      hint: call.hint,
      foundBy: foundBy(request),
      counted: call.counted!,
      statements: call.statements!,
    })
}

function foundBy({ call }: FastifyRequest): 'private key' | 'access token' | 'company_id' | undefined {
  if (call.account === undefined) return undefined
  if (call.access === undefined) return 'company_id'
  return call.access.clientId === undefined ? 'private key' : 'access token'
}
