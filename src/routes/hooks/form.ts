import type { FastifyRequest } from 'fastify'
import { Readable } from 'node:stream'
import { schemaFor, type Operation } from '../../schemas/contract.ts'
import type { JsonSchema } from '../../schemas/json-schema.ts'
import { validateRequest, type Problem } from '../../schemas/validate.ts'
import type { FormFile } from '../context.ts'
import { parseError, unsupportedMediaType } from '../errors.ts'
import { FORM_LIMIT } from './body-limit.ts'
import { decompress } from './body.ts'

/** Parts that a form may have; no operation knows more than three. Assumed. */
const PARTS_LIMIT = 100

const SLICE = 16 * 1024

interface Part extends FormFile {
  field: string
}

/**
 * Parses a multipart form; empty means none. Each field becomes what the operation's schema says of it: a FormFile, a
 * boolean or a text; of a repeated one the last counts. 415 where the operation takes no form, 400 when it is malformed.
 */
export async function parseForm({ call, headers }: FastifyRequest, raw: Buffer): Promise<unknown> {
  if (raw.length === 0 || call.operation === undefined) return undefined
  const type = headers['content-type']!
  if (call.operation.requestType !== 'multipart/form-data') throw unsupportedMediaType(type)
  const parts = await partsOf(type, decompress(raw, headers['content-encoding'], FORM_LIMIT))
  const { properties = {} } = schemaFor(call.operation.request!) as JsonSchema
  const members = parts.flatMap(({ field, ...file }) => {
    const value = valueOf(file, Object.hasOwn(properties, field) ? properties[field]! : {})
    return value === undefined ? [] : [[field, value] as const]
  })
  return Object.fromEntries(members)
}

/** Every part, whether the client calls it a file or not: SDKs differ in that. clients.md §1.2, §1.3. */
async function partsOf(type: string, bytes: Buffer): Promise<Part[]> {
  // Bundled, it has no other export than the default one, of which its types say the same.
  const { Busboy } = (await import('@fastify/busboy')).default
  return new Promise((resolve, reject) => {
    const source = Readable.from(slicesOf(bytes))
    const refuse = (why: string) => {
      source.destroy() // what is left must cost nothing
      reject(parseError(`Multipart form parse error - ${why}`))
    }
    const parts: Part[] = []
    try {
      const parser = new Busboy({
        headers: { 'content-type': type },
        isPartAFile: () => true,
        limits: { parts: PARTS_LIMIT },
      })
      parser.on('partsLimit', () => refuse(`More than ${PARTS_LIMIT} parts`))
      parser.on('file', (field: string | undefined, stream, name: string | undefined) => {
        const chunks: Buffer[] = []
        stream.on('data', (chunk: Buffer) => chunks.push(chunk))
        stream.on('error', () => {}) // the parser reports it, too
        stream.on('end', () => {
          if (field !== undefined) parts.push({ field, name: name || undefined, bytes: Buffer.concat(chunks) })
        })
      })
      parser.on('error', (error) => refuse((error as Error).message))
      parser.on('finish', () => resolve(parts))
      source.pipe(parser)
    } catch (error) {
      refuse((error as Error).message)
    }
  })
}

/** The parser works through what it is given at once, so it is given little. */
function* slicesOf(bytes: Buffer): Generator<Buffer> {
  for (let at = 0; at < bytes.length; at += SLICE) yield bytes.subarray(at, at + SLICE)
}

/**
 * What a part stands for. `true` and `True` are what the SDKs send (clients.md §2); a text left empty is none, as in
 * forms of browsers. Assumed.
 */
function valueOf({ name, bytes }: FormFile, schema: JsonSchema): FormFile | string | boolean | undefined {
  if (schema.format === 'binary') return { name, bytes }
  const text = bytes.toString('utf8')
  if (text === '') return undefined
  const isBoolean = [schema.type].flat().includes('boolean') && /^(true|false)$/i.test(text)
  return isBoolean ? text.toLowerCase() === 'true' : text
}

/** What is wrong with a form. Its fields are reported as attributes are; that they are is Assumed. */
export function problemsOfForm(operation: Operation, form: object): Problem[] {
  // A schema speaks of a file as of a text.
  const texts = Object.entries(form).map(([name, value]) => [name, typeof value === 'object' ? '' : value] as const)
  return validateRequest(operation, Object.fromEntries(texts)).map((problem) => ({
    ...problem,
    path: ['data', 'attributes', ...problem.path],
    resource: problem.resource ?? 'image',
  }))
}
