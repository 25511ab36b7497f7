import type { FastifyRequest } from 'fastify'
import { gunzipSync, inflateSync } from 'node:zlib'
import sjson from 'secure-json-parse'
import type { OperationId } from '../../schemas/contract.ts'
import { parseError, payloadTooLarge, unsupportedMediaType } from '../errors.ts'
import { BODY_LIMIT } from './body-limit.ts'

const KB = 1024

/** Smaller limits of single operations. Documented, protocol §8.1. */
const operationLimits: Partial<Record<OperationId, number>> = {
  create_profile: 100 * KB,
  update_profile: 100 * KB,
  create_or_update_profile: 100 * KB,
  create_push_token: 100 * KB,
  bulk_create_data_source_records: 4 * 1024 * KB,
}

const JSON_TYPE = /^application\/(vnd\.api\+)?json\s*(;|$)/i

/** Levels that JSON may be nested. Assumed: live has some limit, as its parser does; SQLite reads no more than 1000. */
const DEPTH_LIMIT = 500

/** Parses a request body; empty means none. 415 for a foreign type or encoding, 413 when too large, 400 when no JSON. */
export function parseBody({ call, headers }: FastifyRequest, raw: Buffer): unknown {
  // Without an operation (OPTIONS, an unknown path) nobody reads it.
  if (raw.length === 0 || call.operation === undefined) return undefined
  const type = headers['content-type'] ?? ''
  if (!JSON_TYPE.test(type) || call.operation.requestType === 'multipart/form-data') throw unsupportedMediaType(type)
  const bytes = decompress(raw, headers['content-encoding'])
  const limit = operationLimits[call.operation.operationId]
  if (limit !== undefined && bytes.length > limit) throw payloadTooLarge(`${limit / KB} KB`)
  const text = bytes.toString('utf8')
  call.bodyText = text
  if (text.trim() === '') return undefined
  if (isTooDeep(bytes)) throw parseError(`JSON parse error - nested more than ${DEPTH_LIMIT} levels deep`)
  try {
    return sjson.parse(text, undefined, { protoAction: 'remove', constructorAction: 'remove' })
  } catch (error) {
    throw parseError(`JSON parse error - ${(error as Error).message}`)
  }
}

const QUOTE = 0x22
const BACKSLASH = 0x5c
/** `{` and `[`, `}` and `]`, once the bit in which they differ is set. */
const OPENING = 0x7b
const CLOSING = 0x7d

function isTooDeep(json: Buffer): boolean {
  if (json.length < 2 * DEPTH_LIMIT) return false
  let depth = 0
  let inText = false
  for (let at = 0; at < json.length; at++) {
    const byte = json[at]!
    if (byte === QUOTE) inText = !inText
    else if (inText) at += Number(byte === BACKSLASH)
    else if ((byte | 0x20) === CLOSING) depth--
    else if ((byte | 0x20) === OPENING && ++depth > DEPTH_LIMIT) return true
  }
  return false
}

const inflaters = new Map([
  ['gzip', gunzipSync],
  ['x-gzip', gunzipSync],
  ['deflate', inflateSync],
])

/** The bytes behind a Content-Encoding; throws 415 for a foreign one, 413 beyond the limit, 400 for broken bytes. */
export function decompress(raw: Buffer, encoding: string | undefined, limit = BODY_LIMIT): Buffer {
  if (encoding === undefined || encoding === '' || encoding === 'identity') return raw
  const inflate = inflaters.get(encoding.toLowerCase())
  if (inflate === undefined) throw unsupportedMediaType(encoding)
  try {
    return inflate(raw, { maxOutputLength: limit })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') throw payloadTooLarge('5 MB')
    throw parseError(`The request body is not valid ${encoding}.`)
  }
}
