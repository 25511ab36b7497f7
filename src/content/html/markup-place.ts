/** Where in HTML a place is: between tags, inside one, inside a comment, or inside an element of raw text. */
type Mode = 'data' | 'tag' | 'quoted' | 'comment' | 'raw'

/** What a scan of HTML knows at the place that it has reached. */
export interface Place {
  mode: Mode
  /** The tag that is open in mode tag and quoted, `/`-led when it closes; the element in mode raw. */
  name: string
  quote: string
  /** Whether text here would be moved out of a table by a parser. */
  isBetweenCells: boolean
  /** How far the document's frame has been opened: 1 doctype, 2 html, 3 head, 4 /head, 5 body. */
  frame: number
  isAfterBody: boolean
}

const RAW = new Set(['style', 'script', 'title', 'textarea', 'xmp', 'iframe', 'noembed', 'noframes', 'noscript'])
const BETWEEN_CELLS = new Set([
  ...['table', 'thead', 'tbody', 'tfoot', 'tr', 'colgroup', 'col'],
  ...['/thead', '/tbody', '/tfoot', '/tr', '/td', '/th', '/colgroup', '/caption'],
])
const IN_CELLS = new Set(['td', 'th', 'caption', '/table'])
const FRAME: Readonly<Record<string, number>> = { '!doctype': 1, html: 2, head: 3, '/head': 4, body: 5 }

/** The place before the first character. */
export const start = (): Place => ({
  mode: 'data',
  name: '',
  quote: '',
  isBetweenCells: false,
  frame: 0,
  isAfterBody: false,
})

/** Moves a place over a text that holds no template tag; time grows with the text alone. */
export function advance(place: Place, text: string): void {
  let at = 0
  while (at < text.length) at = steps[place.mode](place, text, at)
}

const steps: Readonly<Record<Mode, (place: Place, text: string, at: number) => number>> = {
  data(place, text, at) {
    const open = text.indexOf('<', at)
    if (open < 0) return text.length
    if (text.startsWith('<!--', open)) {
      place.mode = 'comment'
      return open + (/^<!---?>/.test(text.slice(open, open + 6)) ? 2 : 4)
    }
    const name = /^<([/!]?[a-z][^\s/>]*|[/]?$)/i.exec(text.slice(open, open + 40))
    if (!name) return open + 1
    place.mode = 'tag'
    place.name = name[1]!.toLowerCase()
    return open + name[0].length
  },
  tag(place, text, at) {
    const stop = /=\s*(["'])|>/g
    stop.lastIndex = at
    const found = stop.exec(text)
    if (!found) return text.length
    if (found[1]) {
      place.mode = 'quoted'
      place.quote = found[1]
    } else closeTag(place)
    return stop.lastIndex
  },
  quoted(place, text, at) {
    const close = text.indexOf(place.quote, at)
    if (close < 0) return text.length
    place.mode = 'tag'
    return close + 1
  },
  comment(place, text, at) {
    const close = text.indexOf('-->', at)
    if (close < 0) return text.length
    place.mode = 'data'
    return close + 3
  },
  raw(place, text, at) {
    const end = new RegExp(`</${place.name}(?=[\\s/>])`, 'gi')
    end.lastIndex = at
    if (!end.test(text)) return text.length
    place.mode = 'tag'
    place.name = `/${place.name}`
    return end.lastIndex
  },
}

function closeTag(place: Place): void {
  const { name } = place
  place.mode = RAW.has(name) ? 'raw' : 'data'
  if (BETWEEN_CELLS.has(name)) place.isBetweenCells = true
  if (IN_CELLS.has(name)) place.isBetweenCells = false
  place.frame = Math.max(place.frame, FRAME[name] ?? 0)
  if (name === '/body' || name === '/html') place.isAfterBody = true
}
