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

/** The definition of a template, with the ids that the server assigns and the universal content that it names. */
export function definitionFor(store: Store, id: string, given: TemplateDefinition): TemplateDefinition {
  const { account, db } = store
  return namedDefinition(given, {
    templateId: id,
    newId: () => account.ids.numeric(),
    known: idsIn(readDefinition(db, id)).ids,
    findUniversal: (universalId) => universalContentOf(db, universalId),
  })
}

/** Stores the definition of a template. */
export function keepDefinition({ db, now }: Store, id: string, definition: TemplateDefinition): void {
  writeDefinition(db, id, definition, idsIn(definition).universalIds, now)
}
