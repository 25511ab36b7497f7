import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compileBlock, compileDefinition } from '../../src/content/drag-and-drop/compile.ts'
import { elementsOf } from './elements.ts'
import { everyBlock, section, text } from './every-block.ts'

type Json = Record<string, unknown>

describe('what a definition may not do', () => {
  const HTML_MEMBERS = new Set(['content'])
  const KINDS = new Set(['type', 'content_type', 'style_type', 'column_layout', 'dynamic', 'layout', 'link_type'])
  const replaced = (value: unknown, evil: string, name = ''): unknown => {
    if (Array.isArray(value)) return value.map((each) => replaced(each, evil))
    if (typeof value === 'object' && value !== null) {
      return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, replaced(each, evil, key)]))
    }
    if (KINDS.has(name) || HTML_MEMBERS.has(name)) return value
    return typeof value === 'string' ? evil : value
  }
  const piece = fc.constantFrom(
    ...[
      '"',
      "'",
      '<',
      '>',
      '&',
      ';',
      ':',
      '{',
      '}',
      '/',
      '\\',
      '(',
      ')',
      '*/',
      '-->',
      '<!--',
      ' ',
      '\n',
      '=',
      '#',
      '--',
    ],
    ...[
      '<script>',
      '</style>',
      '</td>',
      ' onload=',
      'x',
      'red',
      'url(',
      'javascript:',
      'expression(',
      '@import',
      '!important',
    ],
  )
  const evils = fc
    .array(piece, { minLength: 1, maxLength: 12 })
    .map((parts) => parts.join('').replace(/\{(?=\{)/g, '{ '))
  /** A mail as its template prints it when nothing is known: literals alone. */
  const printed = (html: string): string =>
    html.replace(/\{% firstof [^%]*'(.*?)' %\}/g, '$1').replace(/\{%.*?%\}|\{\{.*?\}\}/g, '')

  it('write elements, attributes or declarations by its values', () => {
    const expected = new Set(
      elementsOf(compileDefinition(everyBlock)).flatMap(({ tagName, attrs }) => [
        tagName,
        ...attrs.map(({ name }) => `@${name}`),
      ]),
    )
    const properties = new Set(
      [...compileDefinition(everyBlock).matchAll(/[;"]([a-z-]+):(?!\/\/)/g)].map(([, name]) => name),
    )
    const isStrange = (name: string, value: string): boolean => {
      if (!expected.has(`@${name}`)) return true
      if (name === 'href' || name === 'src') return /^[\s\p{Cc}]*javascript:/iu.test(value)
      if (name !== 'style') return false
      if (/[{}<>\\]|expression\(|url\((?!'[^'()]*'\))|url\('\s*javascript:/i.test(value)) return true
      return value.split(/;(?!base64)/).some((declaration) => !properties.has(declaration.split(':')[0]))
    }
    fc.assert(
      fc.property(evils, (evil) => {
        const made = printed(compileDefinition(replaced(everyBlock, evil)))
        const strange = elementsOf(made).flatMap(({ tagName, attrs }) => [
          ...(expected.has(tagName) ? [] : [tagName]),
          ...attrs.filter(({ name, value }) => isStrange(name, value)).map(({ name, value }) => `${name}=${value}`),
        ])
        expect(strange).toEqual([])
        expect(made.match(/<style>/g)).toHaveLength(1)
      }),
    )
  })

  it('make the compiler fail, whatever it holds', () => {
    const types = [...new Set(JSON.stringify(everyBlock).match(/(?<="type":")\w+/g))]
    const data = fc.dictionary(
      fc.constantFrom('styles', 'properties', 'content', 'display_options', 'x'),
      fc.anything(),
    )
    const blocks = fc.record({
      type: fc.constantFrom(...types, 'constructor', '__proto__'),
      data,
      subblocks: fc.anything(),
    })
    fc.assert(fc.property(fc.anything(), (definition) => void compileDefinition(definition)))
    fc.assert(fc.property(blocks, (definition) => void compileBlock(definition)))
    const nested = fc
      .array(blocks)
      .map((list) => ({ body: { sections: [section([list as Json[]], '1-column-full-width')] } }))
    fc.assert(fc.property(nested, (definition) => void compileDefinition(definition)))
  })

  it('take more time than its size asks for', () => {
    const many = Array.from({ length: 3000 }, () => text('<p>x {{ y }}</p>'))
    const started = process.cpuUsage().user
    compileDefinition({ body: { sections: [section([many], '1-column-full-width')] } })
    expect(process.cpuUsage().user - started).toBeLessThan(5_000_000)
  })
})
