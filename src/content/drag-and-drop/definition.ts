/** A piece of a definition. It was not always validated (older universal content), so its members are read with care. */
export type Data = Readonly<Record<string, unknown>>

/** An object; an empty one in place of anything else. */
export const dataOf = (value: unknown): Data =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Data) : {}

/** The objects of a list. */
export const listOf = (value: unknown): readonly Data[] => (Array.isArray(value) ? value.map(dataOf) : [])

/** A text that is not empty. */
export const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' && value.trim() !== '' ? value : undefined

/** A number that a mail can use: finite, no larger than any screen. */
export const numberOf = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isFinite(value) ? Math.min(Math.max(value, -5000), 5000) : undefined

/** One of the names, or the first. */
export const oneOf = <Name extends string>(value: unknown, ...names: readonly [Name, ...Name[]]): Name =>
  names.find((name) => name === value) ?? names[0]

/** What every block holds, ready to be read. */
export interface Block {
  readonly type: string
  readonly content: string
  readonly properties: Data
  readonly styles: Data
  readonly subblocks: readonly Data[]
}

/** Reads a block; what it lacks is empty. */
export function blockOf(block: Data): Block {
  const data = dataOf(block.data)
  return {
    type: textOf(block.type) ?? '',
    content: textOf(data.content) ?? '',
    properties: dataOf(data.properties),
    styles: dataOf(data.styles),
    subblocks: listOf(block.subblocks),
  }
}
