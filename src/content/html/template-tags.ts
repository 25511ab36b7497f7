/** A stretch of a template: plain text, or one tag (`{% … %}`, `{{ … }}`, `{# … #}`). */
export interface Stretch {
  readonly text: string
  readonly isTag: boolean
}

const ENDS: Readonly<Record<string, string>> = { '{%': '%}', '{{': '}}', '{#': '#}' }

/** Finds the next place of a text in linear time over all calls, for places that only grow. */
function seeker(source: string): (wanted: string, from: number) => number {
  const found = new Map<string, number>()
  return (wanted, from) => {
    const known = found.get(wanted)
    if (known !== undefined && known >= from) return known
    const at = source.indexOf(wanted, from)
    found.set(wanted, at < 0 ? Infinity : at)
    return at < 0 ? Infinity : at
  }
}

/** A template cut at its tags; joined, the stretches give the source again. A tag ends on the line where it begins. */
export function stretchesOf(source: string): Stretch[] {
  const stretches: Stretch[] = []
  const seek = seeker(source)
  let done = 0
  let at = source.indexOf('{')
  while (at >= 0) {
    const end = ENDS[source.slice(at, at + 2)]
    const close = end === undefined ? Infinity : seek(end, at + 2)
    if (close === Infinity || seek('\n', at) < close) {
      at = source.indexOf('{', at + 1)
      continue
    }
    if (at > done) stretches.push({ text: source.slice(done, at), isTag: false })
    done = close + 2
    stretches.push({ text: source.slice(at, done), isTag: true })
    at = source.indexOf('{', done)
  }
  if (done < source.length) stretches.push({ text: source.slice(done), isTag: false })
  return stretches
}

/** The text with its plain stretches rewritten and its template tags as they were. */
export const outsideTags = (source: string, rewrite: (plain: string) => string): string =>
  source.includes('{')
    ? stretchesOf(source)
        .map(({ text, isTag }) => (isTag ? text : rewrite(text)))
        .join('')
    : rewrite(source)

/** The text without its template tags. */
export const withoutTags = (source: string): string =>
  source.includes('{')
    ? stretchesOf(source)
        .filter(({ isTag }) => !isTag)
        .map(({ text }) => text)
        .join('')
    : source
