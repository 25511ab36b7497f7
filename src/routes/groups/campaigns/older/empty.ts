import { schemaFor } from '../../../../schemas/contract.ts'
import { resolved, type JsonSchema } from '../../../../schemas/json-schema.ts'
import type { Answer, Context } from '../../../context.ts'
import { notFound } from '../../../errors.ts'

/**
 * What a message without template or image is answered with: `data: null` where the schema of the revision lets it,
 * else 404 (Assumed for those revisions, campaigns-content §2.6).
 */
export function answerWhenEmpty({ operation, id }: Context, relation: 'template' | 'image'): Answer {
  if (mayBeNull(Object.values(operation.responses)[0]!)) return { kind: 'identifiers', type: relation, ids: undefined }
  throw notFound(`The campaign-message with id '${id}' has no ${relation}.`)
}

function mayBeNull(key: string): boolean {
  const root = schemaFor(key) as JsonSchema
  const data = resolved(root.properties?.data ?? {}, root)
  const branches = data.anyOf?.map((branch) => resolved(branch, root)) ?? [data]
  return branches.some(({ type }) => [type].flat().includes('null'))
}
