import type { Value } from '../store/database.ts'
import type { Position } from '../store/selection.ts'
import { invalidRequest } from './errors.ts'

/** How a collection writes its cursors. `event` is the triple of the events endpoints. Observed, protocol §6. */
export type CursorStyle = 'plain' | 'event'

/** A position as a cursor carries it: the sort field, the sort value and the id. */
export interface CursorPosition extends Position {
  field: string
}

/**
 * Writes a cursor. Plain: base64url without padding of `next::<field>::<value>`, where the value is the id for the
 * sort by id (Observed) and `<percent-encoded value>::<id>` for other sorts (Assumed: none was recorded). Event: base64
 * with padding of `[<timestamp>, "<id>", true]`.
 */
export function renderCursor(style: CursorStyle, { field, value, id, backward = false }: CursorPosition): string {
  if (style === 'event') return Buffer.from(`[${value}, "${id}", ${!backward}]`).toString('base64')
  const place = field === 'id' ? String(id) : `${encodeURIComponent(String(value ?? ''))}::${id}`
  return Buffer.from(`${backward ? 'prev' : 'next'}::${field}::${place}`).toString('base64url')
}

/** Reads a cursor for a sort; throws the recorded 400 when it is none, or one of another sort. */
export function readCursor(style: CursorStyle, given: string, field: string, kind: 'text' | 'number'): Position {
  const position =
    style === 'event' ? readEventCursor(bareCursor(given)) : readPlainCursor(bareCursor(given), field, kind)
  if (position === undefined) throw invalidRequest('Invalid cursor provided.')
  return position
}

/**
 * Clients send a cursor bare, with a leading `=`, or as the whole next link, the latter at any level of
 * percent-encoding (clients.md, requirement 1).
 */
function bareCursor(given: string): string {
  let text = given
  for (let level = 0; level < 5 && text.includes('%'); level++) {
    try {
      text = decodeURIComponent(text)
    } catch {
      break
    }
  }
  const inLink = /[?&]page\[cursor\]=([^&]*)/.exec(text)
  return (inLink?.[1] ?? text).replace(/^=+/, '')
}

function readPlainCursor(cursor: string, field: string, kind: 'text' | 'number'): Position | undefined {
  const text = Buffer.from(cursor, 'base64url').toString('utf8')
  const [direction, sort, ...rest] = text.split('::')
  if ((direction !== 'next' && direction !== 'prev') || sort !== field || rest.length === 0) return undefined
  const backward = direction === 'prev'
  if (field === 'id') return { value: null, id: rest.join('::'), backward }
  if (rest.length < 2) return undefined
  const value: Value = kind === 'text' ? decodePart(rest[0]!) : Number(rest[0] === '' ? Number.NaN : rest[0])
  return Number.isNaN(value) ? undefined : { value, id: rest.slice(1).join('::'), backward }
}

function readEventCursor(cursor: string): Position | undefined {
  const match = /^\[\s*(-?\d+),\s*"([^"]+)",\s*(true|false)\s*\]$/.exec(Buffer.from(cursor, 'base64').toString('utf8'))
  if (match === null) return undefined
  return { value: Number(match[1]), id: match[2]!, backward: match[3] === 'false' }
}

/** The requested URL with another cursor: in place, or at the end; all parameters kept and percent-encoded. */
export function pageLink(
  baseUrl: string,
  path: string,
  query: string,
  cursor: string,
  cursorName = 'page[cursor]',
): string {
  const parameters = query === '' ? [] : query.split('&').filter((part) => part !== '')
  const written: string[] = []
  let placed = false
  for (const part of parameters) {
    const cut = part.indexOf('=')
    const name = decodePart(cut < 0 ? part : part.slice(0, cut))
    if (name === cursorName) {
      if (!placed) written.push(parameter(name, cursor))
      placed = true
    } else {
      written.push(parameter(name, decodePart(cut < 0 ? '' : part.slice(cut + 1))))
    }
  }
  if (!placed) written.push(parameter(cursorName, cursor))
  return `${baseUrl}${path}?${written.join('&')}`
}

function parameter(name: string, value: string): string {
  return `${encodeURIComponent(name)}=${encodeURIComponent(value).replace(/'/g, '%27')}`
}

/** Decodes one part of a query: `+` and `%20` are spaces, `%2B` is a plus; what cannot be decoded stays as it is. */
export function decodePart(part: string): string {
  const spaced = part.includes('+') ? part.replace(/\+/g, ' ') : part
  if (!spaced.includes('%')) return spaced
  try {
    return decodeURIComponent(spaced)
  } catch {
    return spaced
  }
}
