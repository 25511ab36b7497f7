import { Ajv } from 'ajv'
import { formats } from './formats.ts'
import { mapSchema, type JsonSchema } from './json-schema.ts'

const ajv = new Ajv({ strict: false, validateSchema: false, messages: false, meta: false, formats })

const local = '#/definitions/'

/**
 * Compiles a schema to a plain yes or no; why not is told by problems.ts. Definitions have one content for each name, so
 * each is compiled once for all schemas that use it. Schemas of different `form` do not share.
 */
export function compile(schema: JsonSchema, form: string): (value: unknown) => boolean {
  const idOf = (name: string) => `contract:/${form}/${name}`
  const { definitions = {}, ...root } = mapSchema(schema, (part) =>
    part.$ref?.startsWith(local) ? { ...part, $ref: idOf(part.$ref.slice(local.length)) } : part,
  )
  for (const [name, definition] of Object.entries(definitions))
    if (!ajv.schemas[idOf(name)] && !ajv.refs[idOf(name)]) ajv.addSchema({ ...definition, $id: idOf(name) })
  return ajv.compile(root) as (value: unknown) => boolean
}
