import { display } from '../escape.ts'
import { roundHalfEven, readFloat, readInteger } from '../numbers.ts'
import type { Tag, Tags } from '../parser.ts'
import { bindName, findName, type Scope } from '../scope.ts'
import { TemplateError } from '../template-error.ts'
import { charactersOf, isText, numberOf } from '../values.ts'
import { splitTarget } from './flow.ts'

const BRACES: Readonly<Record<string, string>> = {
  openblock: '{%',
  closeblock: '%}',
  openvariable: '{{',
  closevariable: '}}',
  openbrace: '{',
  closebrace: '}',
  opencomment: '{#',
  closecomment: '#}',
}

const templatetag: Tag = ({ rest, line }) => {
  const text = Object.hasOwn(BRACES, rest) ? BRACES[rest]! : undefined
  if (text === undefined) throw new TemplateError(`templatetag knows no ${rest.slice(0, 100)}`, line)
  return () => text
}

const floatOf = (value: unknown): number | undefined =>
  numberOf(value) ?? (isText(value) ? readFloat(charactersOf(value)) : undefined)

/** `{% widthratio value most width %}`: nothing for what is no number, 0 when the most is 0. Stock Django. */
function ratioText(value: unknown, most: unknown, width: number): string {
  const [part, whole] = [floatOf(value), floatOf(most)]
  if (part === undefined || whole === undefined) return ''
  const ratio = whole === 0 ? 0 : (part / whole) * width
  return Number.isFinite(ratio) ? String(roundHalfEven(ratio) + 0) : ''
}

const widthratio: Tag = (call, parser) => {
  const { words, target } = splitTarget(call.words())
  if (words.length !== 3) throw new TemplateError('widthratio wants three values', call.line)
  const values = words.map((word) => parser.expression(word, call.line))
  return (scope) => {
    const [value, most, width] = values.map((each) => each(scope))
    const columns = numberOf(width) ?? (isText(width) ? readInteger(charactersOf(width)) : undefined)
    if (columns === undefined) throw new TemplateError('widthratio wants a number as width', call.line)
    const text = ratioText(value, most, Math.trunc(columns))
    if (target === undefined) return display(text, scope.autoescape, scope.budget)
    bindName(scope, target, text)
    return ''
  }
}

/** Documented for preview_text, campaigns-content §4.2. Assumed: other names are looked up as variables are. */
const renderVariable: Tag = (call) => {
  const [name, ...more] = call.words()
  if (name === undefined || more.length > 0) throw new TemplateError('render_variable wants one name', call.line)
  const valueOf = (scope: Scope): unknown =>
    name === 'preview_text' ? scope.settings.previewText : name.startsWith('_') ? '' : findName(scope, name)
  return (scope) => display(valueOf(scope) ?? '', scope.autoescape, scope.budget)
}

/** Further tags that print one thing. */
export const outputTags: Tags = { render_variable: renderVariable, templatetag, widthratio }
