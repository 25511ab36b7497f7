import type { Operation, QueryParameter } from '../schemas/contract.ts'
import { mayInclude } from '../schemas/observed.ts'
import type { Sort } from '../store/selection.ts'
import { ApiError, invalidEntry, invalidParameter, type ErrorEntry } from './errors.ts'
import { checkTerms, parseFilter, type ParsedTerm } from './filter.ts'
import { decodePart } from './page.ts'

/** The query of a request, checked against the contract. */
export interface Query {
  terms: readonly ParsedTerm[]
  sort?: Sort
  /** `fields[type]`: the attributes asked for, dotted paths as they stand. */
  fields: ReadonlyMap<string, readonly string[]>
  /** `additional-fields[type]`. */
  additional: ReadonlyMap<string, readonly string[]>
  include: readonly string[]
  pageSize?: number
  cursor?: string
  /** All other parameters, for example company_id. */
  plain: ReadonlyMap<string, string>
}

/** Decoded parameters of a raw query string; of a repeated one the last counts (Assumed: as the framework does). */
export function splitQuery(raw: string): Map<string, string> {
  const parameters = new Map<string, string>()
  for (const part of raw.split('&')) {
    if (part === '') continue
    const cut = part.indexOf('=')
    if (cut < 0) parameters.set(decodePart(part), '')
    else parameters.set(decodePart(part.slice(0, cut)), decodePart(part.slice(cut + 1)))
  }
  return parameters
}

/** The items of a parameter that is a list: `a,b`, each once. */
export function splitList(text = ''): readonly string[] {
  return [...new Set(text.split(',').map((item) => item.trim()))].filter((item) => item !== '')
}

/** Reads and checks a query; throws every violation in one 400, in the order of the parameters. */
export function readQuery(operation: Operation, parameters: ReadonlyMap<string, string>): Query {
  const reader = new QueryReader(operation)
  for (const [name, text] of parameters) reader.read(name, text)
  return reader.finish(parameters)
}

class QueryReader {
  private readonly entries: ErrorEntry[] = []
  private hint: string | undefined
  private readonly operation: Operation
  private readonly query = {
    terms: [] as readonly ParsedTerm[],
    fields: new Map<string, readonly string[]>(),
    additional: new Map<string, readonly string[]>(),
    include: [] as readonly string[],
    plain: new Map<string, string>(),
  } as { -readonly [Key in keyof Query]: Query[Key] } & {
    fields: Map<string, readonly string[]>
    additional: Map<string, readonly string[]>
    plain: Map<string, string>
  }

  constructor(operation: Operation) {
    this.operation = operation
  }

  read(name: string, text: string): void {
    const declared = Object.hasOwn(this.operation.query, name) ? this.operation.query[name] : undefined
    if (declared === undefined) this.unknown(name)
    else if (text !== '') this.declared(name, text, declared)
  }

  finish(parameters: ReadonlyMap<string, string>): Query {
    for (const [name, declared] of Object.entries(this.operation.query)) {
      if (declared.required === true && (parameters.get(name) ?? '') === '') {
        // Assumed wording: no recording shows a missing filter.
        this.fail(name, `'${name}' is a required query parameter for this resource.`)
      }
    }
    if (this.entries.length > 0) {
      throw new ApiError(
        this.entries as [ErrorEntry, ...ErrorEntry[]],
        this.hint === undefined ? {} : { hint: this.hint },
      )
    }
    return this.query
  }

  private declared(name: string, text: string, parameter: QueryParameter): void {
    const bracket = /^(fields|additional-fields)\[(.+)\]$/.exec(name)
    if (bracket !== null) {
      const target = bracket[1] === 'fields' ? this.query.fields : this.query.additional
      target.set(bracket[2]!, this.list(name, text, parameter, `field for the resource '${bracket[2]}'`))
    } else if (name === 'include') {
      this.query.include = this.list(name, text, parameter, 'include')
    } else if (name === 'filter') {
      this.filter(text)
    } else if (name === 'sort') {
      if (parameter.values?.includes(text) === false) this.fail(name, notAllowed(text, 'sort'))
      this.query.sort = text.startsWith('-') ? { field: text.slice(1), descending: true } : { field: text }
    } else if (name === 'page[size]') {
      this.pageSize(text, parameter)
    } else if (name === 'page[cursor]') {
      this.query.cursor = text
    } else {
      if (parameter.values?.includes(text) === false) this.fail(name, notAllowed(text, name))
      this.query.plain.set(name, text)
    }
  }

  private list(name: string, text: string, { values }: QueryParameter, what: string): readonly string[] {
    const given = splitList(text)
    for (const item of given) {
      const allowed = values?.includes(item) !== false
      if (!allowed && !(name === 'include' && mayInclude(this.operation.operationId, item))) {
        // The include text is Documented (protocol §3.2); the one of fields follows the body's, Assumed.
        this.fail(name, name === 'include' ? notAllowed(item, what) : `'${item}' is not a valid ${what}.`)
      }
    }
    return given
  }

  private filter(text: string): void {
    try {
      const terms = parseFilter(text)
      checkTerms(terms, this.operation.filters ?? {})
      this.query.terms = terms
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      this.entries.push(...error.entries)
      this.hint ??= error.hint
    }
  }

  private pageSize(text: string, { minimum = 1, maximum = 100 }: QueryParameter): void {
    const size = /^\d+$/.test(text) ? Number(text) : Number.NaN
    // Assumed wording: no recording shows a size out of range.
    if (!(size >= minimum && size <= maximum)) {
      this.fail('page[size]', `Page size must be an integer between ${minimum} and ${maximum}.`)
    }
    this.query.pageSize = size
  }

  /** For page[size] the recorded form, protocol §3.2; for others the one of include, Assumed. */
  private unknown(name: string): void {
    if (name === 'page[size]') {
      const resource = resourceOf(this.operation)
      this.entries.push(
        invalidEntry(`'page_size' is not a valid field for the resource '${resource}'.`, {
          pointer: '/data/attributes/page_size',
        }),
      )
    } else {
      this.fail(name, notAllowed(name, 'query'))
    }
  }

  private fail(parameter: string, detail: string): void {
    this.entries.push(...invalidParameter(parameter, detail).entries)
  }
}

function notAllowed(value: string, what: string): string {
  return `'${value}' is not an allowed ${what} parameter for this resource.`
}

/** `lists` → `list`, `catalog-categories` → `catalog-category`: how error texts call the resource of a collection. */
function resourceOf({ collection }: Operation): string {
  return collection.replace(/ies$/, 'y').replace(/s$/, '')
}
