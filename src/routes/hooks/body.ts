import type { FastifyRequest } from 'fastify'
import { gunzipSync, inflateSync } from 'node:zlib'
import sjson from 'secure-json-parse'
import type { OperationId } from '../../schemas/contract.ts'
import { parseError, payloadTooLarge, unsupportedMediaType } from '../errors.ts'

/** 5 MB, decompressed, on every operation. Documented, protocol §8.1. */
export const BODY_LIMIT = 5 * 1024 * 1024

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

/** Parses a request body; empty means none. 415 for a foreign type or encoding, 413 when too large, 400 when no JSON. */
export function parseBody({ call, headers }: FastifyRequest, raw: Buffer): unknown {
  if (raw.length === 0) return undefined
  const type = headers['content-type'] ?? ''
  if (!JSON_TYPE.test(type)) throw unsupportedMediaType(type)
  const bytes = decompress(raw, headers['content-encoding'])
  const limit = operationLimits[call.operation!.operationId]
  if (limit !== undefined && bytes.length > limit) throw payloadTooLarge(`${limit / KB} KB`)
  const text = bytes.toString('utf8')
  if (text.trim() === '') return undefined
  try {
    return sjson.parse(text, undefined, { protoAction: 'remove', constructorAction: 'remove' })
  } catch (error) {
    throw parseError(`JSON parse error - ${(error as Error).message}`)
  }
}

function decompress(raw: Buffer, encoding: string | undefined): Buffer {
  if (encoding === undefined || encoding === '' || encoding === 'identity') return raw
  const inflate = { gzip: gunzipSync, 'x-gzip': gunzipSync, deflate: inflateSync }[encoding.toLowerCase()]
  if (inflate === undefined) throw unsupportedMediaType(encoding)
  try {
    return inflate(raw, { maxOutputLength: BODY_LIMIT })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') throw payloadTooLarge('5 MB')
    throw parseError(`The request body is not valid ${encoding}.`)
  }
}
