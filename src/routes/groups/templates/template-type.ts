import {
  isAttached,
  readDefinition,
  reusableTemplates,
  templateOwner,
  templateSelection,
  deleteDefinition,
} from '../../../store/templates.ts'
import type { Db } from '../../../store/database.ts'
import { deleteTranslationsOf } from '../../../store/translations.ts'
import type { Row } from '../../../store/selection.ts'
import type { Answer, Context } from '../../context.ts'
import { ApiError } from '../../errors.ts'
import type { ResourceType } from '../../resource.ts'
import { findOrThrow, pageOf } from '../../shapes/read.ts'

/** Templates, and the copies of them that messages hold: those are read like any other, but neither listed nor changed. */
export const templateType: ResourceType = {
  type: 'template',
  collection: 'templates',
  selection: templateSelection,
  attributes: ['name', 'editor_type', 'html', 'text', 'amp', 'created', 'updated', 'screenshot_url'],
  // Null for a template without blocks, when asked for: Assumed, it might be left out.
  computed: { definition: { value: ({ id }, { db }) => readDefinition(db, id) ?? null } },
  relationships: {},
  removed: ({ id }, { db }) => {
    refuseAttached(db, id)
    deleteDefinition(db, id)
    deleteTranslationsOf(db, { type: 'template', id })
  },
}

const ownerNames = { 'campaign-variation': 'CampaignMessage', 'flow-message': 'FlowMessage' } as const

/**
 * Observed for flows, text and all; that campaigns are named alike is Assumed, as is that a copy can go once its message
 * is gone or holds another one.
 */
function refuseAttached(db: Db, id: string): void {
  const owner = templateOwner(db, id)
  if (owner === undefined || !isAttached(db, id, owner)) return
  throw new ApiError({
    family: 'A',
    status: 409,
    code: 'conflict',
    title: 'Conflict.',
    detail: `Cannot delete template ${id} while it is attached to\n${ownerNames[owner.type]} ${owner.id}`,
    source: { pointer: '/data' },
  })
}

/** GET /api/templates: those that can be used again. Assumed: that copies are left out. */
export function listTemplates(context: Context): Answer {
  return { kind: 'many', type: 'template', ...pageOf(reusableTemplates, context, []) }
}

/** GET /api/templates/{id}: with its definition, asked for or not. Documented in a guide, not in the contract. */
export function getTemplate(context: Context): Answer {
  const row = findOrThrow(templateType, context.id, context)
  return { kind: 'one', type: 'template', row: withDefinition(row, context) }
}

function withDefinition(row: Row, { db }: Context): Row {
  const definition = readDefinition<object>(db, row.id)
  if (definition === undefined) return row
  return { ...row, attributes: JSON.stringify({ ...(JSON.parse(row.attributes) as object), definition }) }
}
