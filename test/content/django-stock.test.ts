import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { renderTemplate, TemplateError } from '../../src/content/django/render.ts'

/**
 * What Django 5.2.19 itself printed for these templates (USE_TZ, TIME_ZONE UTC, autoescape on; `format_date_string` was
 * parse_datetime); null where it raised. Filters have rows of [template, value of v, output], the rest [template, output]
 * over one context.
 *
 * Known to differ, and left out: `{{ d.items }}` printed whole (Python's dict_items and tuples print here as lists),
 * wordwrap of doubled blanks, floatformat with an argument that is no number, and values of a wrong type that
 * phone2numeric and safeseq take here but not there.
 */
type Group = { context: Record<string, unknown>; rows: [string, string | null][] } | { rows: FilterRow[] }
type FilterRow = [template: string, value: unknown, output: string | null]

const groups = JSON.parse(readFileSync(new URL('django-stock.json', import.meta.url), 'utf8')) as Record<string, Group>

function outputOf(template: string, context: Record<string, unknown>): string | null {
  try {
    return renderTemplate(template, context, { now: 0, timeZone: 'UTC' })
  } catch (error) {
    if (error instanceof TemplateError) return null
    throw error
  }
}

describe('a template prints what Django prints', () => {
  it.each(Object.entries(groups))('%s', (_, group) => {
    const rows: FilterRow[] =
      'context' in group ? group.rows.map(([template, output]) => [template, group.context, output]) : group.rows
    const contextOf = (value: unknown) => ('context' in group ? group.context : { v: value })
    const actual = rows.map(([template, value]) => [template, value, outputOf(template, contextOf(value))])
    expect(actual).toEqual(rows)
  })
})
