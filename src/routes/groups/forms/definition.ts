import { conformed } from '../../../schemas/conform.ts'
import type { Version } from '../../../schemas/contract/request-bodies.ts'
import { schemaFor, type Operation, type SchemaKey } from '../../../schemas/contract.ts'
import { resolved, type JsonSchema } from '../../../schemas/json-schema.ts'
import { kept } from '../../../schemas/kept.ts'
import type { FormVersion } from '../../../store/forms.ts'
import type { Context } from '../../context.ts'
import { partsOf } from './parts.ts'

// The definition of a form as the server writes it: ids and defaults. events-flows §7.

/** Margins around a block that names none, and the devices that show it. Observed; the order of the four is Assumed. */
const BLOCK_PADDING = { left: 6, right: 6, top: 10, bottom: 10 }
const DEVICES = ['desktop', 'mobile']

/** The schema of a version in the documents of an operation. */
const versionSchema = kept((key: SchemaKey): { schema: JsonSchema; root: JsonSchema } => {
  const root = schemaFor(key) as JsonSchema
  const member = (at: JsonSchema, name: string) => resolved(resolved(at, root).properties![name]!, root)
  const definition = ['data', 'attributes', 'definition'].reduce(member, root)
  return { schema: member(definition, 'versions').items!, root }
})

/**
 * A version as it is stored: with its own ids where they were `known`, new ones elsewhere (Assumed: on live, a made-up id
 * might be refused), and with the defaults of the revision that wrote it.
 */
export function storedVersion(given: Version, known: Set<string>, { account, now, operation }: Context): Version {
  const version = structuredClone(given)
  for (const { kind, part } of partsOf(version, '')) {
    const stays = typeof part.id === 'string' && known.delete(part.id)
    if (!stays) part.id = account.ids.ulid(now)
    if (kind === 'block') Object.assign(part, withBlockDefaults(part))
  }
  const { schema, root } = versionSchema(operation.request!)
  return conformed(version, schema, root) as Version
}

function withBlockDefaults({ styles, properties }: { styles?: object; properties?: object }): object {
  return {
    styles: { padding: BLOCK_PADDING, ...styles },
    properties: { display_device: DEVICES, ...properties },
  }
}

/** Every id of the parts of a version. */
export const idsOf = (version: Version): Set<string> => new Set([...partsOf(version, '')].map(({ part }) => part.id!))

/** A version as an operation shows it: what its revision has no place for is left out (Assumed), the rest in full. */
export function shownVersion({ id, attributes, definition }: FormVersion<Version>, operation: Operation): unknown {
  const { schema, root } = versionSchema(Object.values(operation.responses)[0]!)
  return conformed({ ...definition, id: Number(id), status: attributes.status }, schema, root)
}
