import { ApiError, invalid, invalidEntry } from '../../errors.ts'
import { parseFilter, type ParsedTerm } from '../../filter.ts'

// The filter of reports: a text in the body, AND only, each attribute once. Documented, events §4.1.

/** How an attribute may be compared, and the values that it has where they are few. */
export interface ReportAttribute {
  operators: readonly string[]
  values?: readonly string[]
}

/** What an attribute must be: one of these, or (`all`) every one of them among several. */
export interface ReportTerm {
  field: string
  values: readonly string[]
  all: boolean
}

const AT = { pointer: '/data/attributes/filter' }
const MOST_VALUES = 100

/**
 * Reads a filter. An attribute that is none matches nothing instead of being refused: Observed of campaigns, events
 * §4.1; of other reports Assumed. Texts of the refusals are Assumed, save that of the operator.
 */
export function readReportFilter(
  text: string | null | undefined,
  attributes: Readonly<Record<string, ReportAttribute>>,
): readonly ReportTerm[] {
  if (text === undefined || text === null || text.trim() === '') return []
  const terms = parsed(text)
  for (const [index, term] of terms.entries()) {
    if (terms.findIndex(({ field }) => field === term.field) < index) {
      throw invalid(`Only one filter is allowed for ${term.field}.`, AT)
    }
    if (Object.hasOwn(attributes, term.field)) checkTerm(term, attributes[term.field]!)
  }
  return terms.map(({ field, operator, values }) => ({
    field,
    values: values.flatMap((value) => (value.kind === 'string' ? [value.text] : [])),
    all: operator === 'contains-all',
  }))
}

function parsed(text: string): ParsedTerm[] {
  try {
    return parseFilter(text)
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    throw new ApiError(invalidEntry(error.entries[0].detail, AT), error.hint === undefined ? {} : { hint: error.hint })
  }
}

function checkTerm({ field, operator, isList, values }: ParsedTerm, { operators, values: known }: ReportAttribute) {
  if (!operators.includes(operator)) {
    // Observed form, with its two spaces: protocol §3.2.
    throw invalid(
      `'${operator}' is not an allowed filter operator for ${field}.  Allowed operators are ${operators.join(', ')}`,
      AT,
    )
  }
  const texts = values.map((value) => (value.kind === 'string' ? value.text : undefined))
  if (isList !== (operator !== 'equals') || texts.includes(undefined)) throw invalid('Invalid filter provided', AT)
  if (values.length > MOST_VALUES) throw invalid(`A list filter takes at most ${MOST_VALUES} items.`, AT)
  const strange = texts.find((text) => known?.includes(text!) === false)
  if (strange !== undefined) throw invalid(`'${field}' must be one of: ${known!.join(', ')} (got ${strange})`, AT)
}

/** Whether what an attribute is (several for tags, one for most) meets a term. */
export function meets(term: ReportTerm, has: readonly string[] | undefined): boolean {
  if (has === undefined) return false
  return term.all ? term.values.every((value) => has.includes(value)) : term.values.some((value) => has.includes(value))
}
