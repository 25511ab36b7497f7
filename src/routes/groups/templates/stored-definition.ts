import type { TemplateDefinition } from '../../../schemas/contract/request-bodies.ts'
import type { Db } from '../../../store/database.ts'
import { findRow } from '../../../store/selection.ts'
import { readDefinition, universalContentSelection, writeDefinition } from '../../../store/templates.ts'
import type { Context } from '../../context.ts'
import { idsIn, namedDefinition, type Content } from './definition.ts'

// Definitions as templates hold them, and the universal content in them.

type Store = Pick<Context, 'account' | 'db' | 'now'>

/** What universal content holds; undefined when there is none with this id. */
export function universalContentOf(db: Db, id: string): Content | undefined {
  const row = findRow(db, universalContentSelection, id)
  return row === undefined ? undefined : (JSON.parse(row.attributes) as { definition: Content }).definition
}

/** Stores a template's definition, with the ids that the server assigns. */
export function keepDefinition({ account, db, now }: Store, id: string, given: TemplateDefinition): void {
  const definition = namedDefinition(given, {
    templateId: id,
    newId: () => account.ids.numeric(),
    known: idsIn(readDefinition(db, id)).ids,
    findUniversal: (universalId) => universalContentOf(db, universalId),
  })
  writeDefinition(db, id, definition, idsIn(definition).universalIds, now)
}
