import { compileBlock, compileDefinition } from '../../../content/drag-and-drop/compile.ts'
import { normalizeHtml } from '../../../content/html.ts'
import type { TemplateDefinition } from '../../../schemas/contract/request-bodies.ts'
import type { Db } from '../../../store/database.ts'
import { findRow } from '../../../store/selection.ts'
import type { TemplateAttributes } from '../../../store/templates.ts'
import type { Context } from '../../context.ts'
import { imageType } from '../images/index.ts'
import { universalContentOf } from './stored-definition.ts'

/** HTML as a template keeps it: parsed and written again. Observed, campaigns-content §3.1. */
export const storedHtml = (html: string): string => normalizeHtml(html)

/** The HTML that a definition of blocks comes to, with the images that it names; universal content it holds itself. */
export const compiledHtml = (definition: TemplateDefinition, context: Context): string =>
  compileDefinition(definition, { imageUrl: (assetId) => imageUrl(String(assetId), context) })

function imageUrl(id: string, context: Context): string | undefined {
  const row = findRow(context.db, imageType.selection, id)
  return row === undefined ? undefined : (imageType.view!(row, context).image_url as string)
}

/**
 * The place of universal content in a hybrid template. As the parser writes it; with bounds, so that no source takes
 * long to search.
 */
const UNIVERSAL_BLOCK = /(data-klaviyo-universal-block="([\w-]{1,64})"[^<>]{0,500}>)(?:&nbsp;|\s){0,50}(?=<\/div>)/g

/** The HTML of a template with the universal content in it that hybrid templates only name. Documented, §3.3. */
export function wholeHtml({ html, editor_type }: Pick<TemplateAttributes, 'html' | 'editor_type'>, db: Db): string {
  if (editor_type !== 'USER_DRAGGABLE') return html
  return html.replace(UNIVERSAL_BLOCK, (place, opening: string, id: string) => {
    const content = universalContentOf(db, id)
    // Blocks only. Documented, campaigns-content §3.3.
    return content?.content_type === 'block' ? `${opening}${compileBlock(content)}` : place
  })
}
