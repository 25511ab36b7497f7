import type { Value } from '../database.ts'

/** A piece of SQL with the values of its parameters. Its text holds none, so that the statement can be kept. */
export interface Sql {
  text: string
  values: readonly Value[]
}

/** SQL as a template: a piece inside stands as it is, any other value becomes a parameter. */
export function sql(texts: TemplateStringsArray, ...parts: readonly (Sql | Value)[]): Sql {
  let text = texts[0]!
  const values: Value[] = []
  for (const [index, part] of parts.entries()) {
    if (part !== null && typeof part === 'object') {
      text += part.text
      values.push(...part.values)
    } else {
      text += '?'
      values.push(part)
    }
    text += texts[index + 1]!
  }
  return { text, values }
}

/** A constant text of our own: a column, an operator. */
export const plain = (text: string): Sql => ({ text, values: [] })

export const ALWAYS = plain('1')
export const NEVER = plain('0')

/** All of the conditions; none of them is met by everything. */
export const every = (conditions: readonly Sql[]): Sql => joined(conditions, ' AND ') ?? ALWAYS

/** One of the conditions at least; none of them is met by nothing. */
export const some = (conditions: readonly Sql[]): Sql => joined(conditions, ' OR ') ?? NEVER

/** What is not certain is not met, and so its opposite is. */
export const not = (condition: Sql): Sql => sql`((${condition}) IS NOT TRUE)`

/** One after the other, as arguments stand. */
export const sequence = (parts: readonly Sql[]): Sql => ({
  text: parts.map(({ text }) => text).join(', '),
  values: parts.flatMap(({ values }) => values),
})

function joined(conditions: readonly Sql[], by: string): Sql | undefined {
  if (conditions.length === 0) return undefined
  const text = conditions.map((condition) => condition.text).join(by)
  return { text: `(${text})`, values: conditions.flatMap(({ values }) => values) }
}

/** A list as one parameter. */
export const listed = (values: readonly unknown[]): Sql =>
  sql`(SELECT chosen.value FROM json_each(${JSON.stringify(values)}) chosen)`
