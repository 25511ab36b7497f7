import { filters } from './filters/index.ts'
import { readTokens } from './lexer.ts'
import { createBudget, DEFAULT_LIMITS } from './limits.ts'
import { settingsOf, type RenderOptions } from './options.ts'
import { parseTokens, type Template } from './parser.ts'
import type { Scope } from './scope.ts'
import { tags } from './tags/index.ts'
import { UNSUBSCRIBE_TAGS } from './tags/links.ts'

export { TemplateError } from './template-error.ts'
export type { Limits } from './limits.ts'
export type { CatalogPlace, Links, RenderOptions } from './options.ts'
export type { Template } from './parser.ts'

/** Compiles a template, to be rendered any number of times. Throws a TemplateError when its syntax is wrong. */
export const parseTemplate = (source: string): Template => parseTokens(readTokens(source), tags, filters)

/** Renders a compiled template over a context of JSON data. Throws a TemplateError, and what the options' functions throw. */
export function renderParsed(
  template: Template,
  context: Readonly<Record<string, unknown>>,
  options: RenderOptions,
): string {
  const settings = settingsOf(options)
  const scope: Scope = {
    settings,
    budget: createBudget({ ...DEFAULT_LIMITS, ...options.limits }),
    context,
    frames: [new Map()],
    memory: new Map(),
    autoescape: settings.autoescape,
  }
  return template.node(scope)
}

/** Compiles and renders at once. Throws as parseTemplate and renderParsed do. */
export const renderTemplate = (
  source: string,
  context: Readonly<Record<string, unknown>>,
  options: RenderOptions,
): string => renderParsed(parseTemplate(source), context, options)

/** Whether the template offers to unsubscribe. Documented: a message that does not gets a footer when it is sent (§10). */
export const offersUnsubscribe = ({ tagNames }: Template): boolean =>
  UNSUBSCRIBE_TAGS.some((name) => tagNames.has(name))
