import type { FastifyReply, FastifyRequest } from 'fastify'
import type { ServerResponse } from 'node:http'
import type { FaultEffect } from '../../store/fault-rules.ts'
import type { FaultBoard } from '../../store/faults.ts'
import { millisecondsOf } from '../../store/durations.ts'
import { wait } from '../../store/clock.ts'
import { ApiError, errorOfStatus, invalidRequest, throttled, type ErrorEntry } from '../errors.ts'
import type { Done } from '../pipeline.ts'
import type { SentAnswer } from './call.ts'

/**
 * Puts the fault on a request that the rules have for it: waits, refuses, or ends the connection. What belongs to the
 * answer is done by `spoilAnswer`.
 */
export function applyFault(request: FastifyRequest, reply: FastifyReply, board: FaultBoard, done: Done): void {
  const { call } = request
  const rule = board.ruleFor({
    operation: call.operation!.operationId,
    method: request.method,
    path: call.path,
    account: call.account?.id,
    hasCursor: call.parameters.has('page[cursor]'),
  })
  if (rule === undefined) return done()
  call.fault = rule
  const { then: effect } = rule
  const act = (): void => {
    if (effect.reset !== 'before') return done(refusalOf(effect))
    call.answered?.({ status: 0, headers: {}, body: '' })
    endConnection(reply)
  }
  if (effect.delay === undefined) return act()
  void wait(millisecondsOf(effect.delay)).then(act)
}

/** The error that an effect asks for; undefined when the request goes on. */
function refusalOf(effect: FaultEffect): ApiError | undefined {
  const { status, errors, body, headers, retryAfter } = effect
  if (effect.expireCursors === true) return invalidRequest('Invalid cursor provided.')
  if (retryAfter !== undefined) return throttled(retryAfter)
  if (status === undefined) return undefined
  const { entries, headers: usual } = errorOfStatus(status)
  const [usualEntry] = entries
  const wanted = errors?.map((error) => ({ ...usualEntry, ...error, source: error.source ?? usualEntry.source }))
  const text = body === undefined || typeof body === 'string' ? body : JSON.stringify(body)
  return new ApiError((wanted ?? entries) as readonly [ErrorEntry, ...ErrorEntry[]], {
    headers: { ...usual, ...headers },
    body: text,
  })
}

/** Loses the answer, or all of it behind some bytes; gives whether it did. */
export function spoilAnswer({ reset, truncate }: FaultEffect, reply: FastifyReply, answer: SentAnswer): boolean {
  if (reset === 'after') {
    endConnection(reply)
    return true
  }
  if (truncate === undefined) return false
  const bytes = Buffer.from(answer.body)
  reply.raw.writeHead(answer.status, { ...answer.headers, 'Content-Length': bytes.length })
  reply.hijack()
  reply.raw.write(bytes.subarray(0, truncate), () => reply.raw.destroy())
  return true
}

/** Ends the connection as a machine that went away would: with a reset, where there is a socket. */
function endConnection(reply: FastifyReply): void {
  const { raw } = reply as { raw: ServerResponse }
  reply.hijack()
  if (raw.socket && 'resetAndDestroy' in raw.socket && raw.socket.remoteAddress !== undefined)
    raw.socket.resetAndDestroy()
  raw.destroy(new Error('the connection was reset, as a fault rule asked for'))
}
