import { parse } from 'parse5'
import { beforeAll, describe, expect, it } from 'vitest'
import { compileDefinition } from '../../src/content/drag-and-drop/compile.ts'
import { renderTemplate } from '../../src/content/django/render.ts'
import { normalizeHtml, plainTextOf } from '../../src/content/html.ts'
import { contractFor, REVISIONS } from '../../src/schemas/contract.ts'
import { prepareValidation, validateRequest } from '../../src/schemas/validate.ts'
import { attributeOf, elementsOf, ofClass } from './elements.ts'
import { block, COLUMN_LAYOUTS, everyBlock, PICTURE, section, STYLES, text } from './every-block.ts'

type Json = Record<string, unknown>

const mail = (sections: readonly Json[], styles: readonly Json[] = []): string =>
  compileDefinition({ body: { properties: {}, styles: {}, sections }, styles })

describe('compileDefinition', () => {
  const html = compileDefinition(everyBlock)

  beforeAll(prepareValidation)

  it.each(REVISIONS.filter((revision) => revision.localeCompare('2026-04') > 0))(
    'is tried with a definition that the contract of %s takes',
    (revision) => {
      const attributes = { name: 'Every block', editor_type: 'SYSTEM_DRAGGABLE', definition: everyBlock }
      const body: unknown = JSON.parse(JSON.stringify({ data: { type: 'template', attributes } }))
      expect(validateRequest(contractFor(revision).operation('create_template')!, body)).toEqual([])
    },
  )

  it('makes HTML without a parse error, in which nothing is moved', () => {
    const errors: string[] = []
    parse(html, { onParseError: ({ code, startLine }) => errors.push(`${startLine} ${code}`) })
    expect(errors).toEqual([])
    expect(normalizeHtml(html)).toBe(html)
  })

  it('makes the same HTML each time', () => {
    expect(compileDefinition(JSON.parse(JSON.stringify(everyBlock)))).toBe(html)
  })

  it('makes a whole document for phones', () => {
    const elements = elementsOf(html)
    const meta = elements
      .filter(({ tagName }) => tagName === 'meta')
      .map((each) => each.attrs.map(({ value }) => value))
    expect(attributeOf(elements[0], 'lang')).toBe('en')
    expect(meta).toContainEqual(['utf-8'])
    expect(meta).toContainEqual(['viewport', 'width=device-width, initial-scale=1'])
    expect(
      attributeOf(
        elements.find(({ tagName }) => tagName === 'body'),
        'class',
      ),
    ).toBe('every-block')
  })

  it('gives every picture an alternative text, and every table of layout its role', () => {
    const elements = elementsOf(html)
    const pictures = elements.filter(({ tagName }) => tagName === 'img')
    expect(pictures.length).toBeGreaterThan(10)
    // the last is an icon of a social block, whose label says what it is
    expect(pictures.slice(0, -1).filter((image) => !attributeOf(image, 'alt'))).toEqual([])
    expect(attributeOf(pictures.at(-1), 'alt')).toBe('')
    const tables = elements.filter((each) => each.tagName === 'table' && attributeOf(each, 'role') !== 'presentation')
    expect(tables.map((each) => attributeOf(each, 'class'))).toEqual(['kl-table-grid', 'kl-table-grid'])
  })

  it.each([
    ['1-column-full-width', ['100%']],
    ['2-columns-equal-width', ['50%', '50%']],
    ['2-columns-25%-75%', ['25%', '75%']],
    ['2-columns-33%-67%', ['33%', '67%']],
    ['2-columns-67%-33%', ['67%', '33%']],
    ['2-columns-75%-25%', ['75%', '25%']],
    ['3-columns-equal-width', ['33.33%', '33.33%', '33.33%']],
    ['3-columns-25%-25%-50%', ['25%', '25%', '50%']],
    ['3-columns-25%-50%-25%', ['25%', '50%', '25%']],
    ['3-columns-50%-25%-25%', ['50%', '25%', '25%']],
    ['4-columns-equal-width', ['25%', '25%', '25%', '25%']],
  ])('lays out %s as %j', (name, widths) => {
    expect(COLUMN_LAYOUTS).toContain(name)
    const columns = ofClass(
      mail([
        section(
          widths.map(() => [text('x')]),
          name,
        ),
      ]),
      'kl-column',
    )
    expect(columns.map((column) => attributeOf(column, 'width'))).toEqual(widths)
    const stacks = columns.filter((column) => attributeOf(column, 'class')?.includes('kl-stack'))
    expect(stacks).toHaveLength(widths.length > 1 ? widths.length : 0)
  })

  it('lays out the columns that there are when the layout says another number', () => {
    const columns = ofClass(mail([section([[text('a')], [text('b')], [text('c')]], '2-columns-25%-75%')]), 'kl-column')
    expect(columns.map((column) => attributeOf(column, 'width'))).toEqual(['33.33%', '33.33%', '33.33%'])
    expect(ofClass(mail([section([[text('a')]], '2-columns-25%-75%')]), 'kl-column')).toHaveLength(2)
  })

  it.each([
    ['ltr', {}, ['A', 'B'], true],
    ['rtl', {}, ['B', 'A'], true],
    ['no-stack', {}, ['A', 'B'], false],
    ['ltr', { stack_on_mobile: false }, ['A', 'B'], false],
  ])('stacks columns %s %j on phones', (column_direction, more, order, stacks) => {
    const styles = { column_direction, ...more }
    const made = mail([section([[text('A')], [text('B')]], '2-columns-equal-width', { styles })])
    expect(made.match(/(?<=>)[AB](?=<)/g)).toEqual(order)
    expect(ofClass(made, 'kl-stack').length > 0).toBe(stacks)
    expect(ofClass(made, 'kl-row').map((row) => attributeOf(row, 'dir'))).toEqual([
      column_direction === 'rtl' ? 'rtl' : undefined,
    ])
  })

  it('applies the eight style types', () => {
    const sheet = /<style>([^]*)<\/style>/.exec(mail([], STYLES))![1]
    expect(sheet).toContain(".kl-text h1{font-family:'Trebuchet MS', Verdana, sans-serif;color:#112233;font-size:34px")
    expect(sheet).toContain('.kl-text h4{')
    expect(sheet).toContain('a{color:#0055cc;font-weight:bold;text-decoration:underline}')
    const [, phone] = sheet!.split('@media only screen and (max-width:480px){')
    expect(phone).toContain('.kl-text{font-size:17px !important;line-height:1.6 !important}')
    expect(phone).toContain('.kl-text h1{font-size:28px !important;line-height:1.3 !important}')
    expect(phone).toContain('.kl-padded{padding-left:14px !important;padding-right:14px !important}')
    const frameCell = ofClass(mail([], STYLES), 'kl-frame')[0]
    expect(attributeOf(frameCell, 'style')).toContain(
      'padding:8px 0 8px 0;background-color:#ffffff;border:1px solid #d0d0d0',
    )
  })

  it('leaves the rules for phones out when they are switched off, and paddings when they are not overridden', () => {
    const [base, ...rest] = STYLES as [Json, ...Json[]]
    expect(mail([], [{ ...base, properties: { mobile_optimizations: false } }, ...rest])).not.toContain('@media')
    const mobile = { ...rest.at(-1)!, properties: { mobile_padding_override: false } }
    expect(mail([], [base, ...rest.slice(0, -1), mobile])).not.toContain('.kl-padded')
  })

  it.each([
    [{ width: 640 }, '640'],
    [{}, '600'],
    [{ width: 0 }, '600'],
  ])('is as wide as %j says', (styles, width) => {
    const made = compileDefinition({ body: { properties: {}, styles, sections: [] }, styles: [] })
    expect(attributeOf(ofClass(made, 'kl-content')[0], 'width')).toBe(width)
    expect(attributeOf(ofClass(made, 'kl-content')[0], 'style')).toContain(`width:100%;max-width:${width}px`)
  })

  it('asks no picture to be wider than its column', () => {
    const image = block('image', {
      properties: { dynamic: false, src: PICTURE },
      styles: { width: 900, block_padding_left: 20 },
    })
    const made = mail([section([[image], []], '2-columns-25%-75%')])
    expect(
      attributeOf(
        elementsOf(made).find(({ tagName }) => tagName === 'img'),
        'width',
      ),
    ).toBe('130')
  })
})

describe('a compiled mail', () => {
  const item = (title: string) => ({ title, url: `https://shop.example/${title}`, price: 12.5, image_url: PICTURE })
  const context = {
    first_name: 'Ada & Bo',
    person: { member: true, picture: PICTURE },
    organization: { name: 'The shop', url: 'https://shop.example' },
    event: { groups: [1, 2], items: [{ name: 'Glove', price: '$8' }] },
    feeds: { bestsellers: ['Zero', 'One', 'Two', 'Three'].map(item) },
  }
  const source = compileDefinition(everyBlock)
  const render = (data: Record<string, unknown>): string =>
    renderTemplate(source, data, { now: 1_800_000_000_000_000, timeZone: 'UTC' })
  const count = (html: string, words: string): number => html.split(words).length - 1

  it('renders with what is known of a recipient', () => {
    const html = render(context)
    expect(html).not.toMatch(/\{%|\{\{/)
    expect(html).toContain('Hello Ada &amp; Bo')
    expect(count(html, 'Only for members of The shop')).toBe(2)
    expect(count(html, 'Glove again')).toBe(2)
    // the feed starts behind its first item; its last row is not full
    expect(['Zero', 'One', 'Two', 'Three'].map((title) => count(html, `>${title}</a>`))).toEqual([0, 1, 1, 1])
    expect(html).toContain('$12.50')
    expect(html).not.toContain('Nothing yet')
    expect(normalizeHtml(html)).toBe(html)
  })

  it('renders with nothing known', () => {
    const html = render({})
    expect(html).toContain('Hello you')
    expect(html).not.toContain('Only for members')
    expect(html).toContain('Nothing yet')
    expect(html).toContain('A good hat.')
    expect(html).not.toContain('See it')
  })

  it('reads as plain text', () => {
    const lines = plainTextOf(render(context)).split('\n')
    expect(lines).toContain('Hello Ada & Bo')
    expect(lines).toContain('Shop the sale & save (https://shop.example/sale)')
    expect(lines).toContain(
      'Facebook (https://facebook.com/shop) Instagram (https://instagram.com/shop) ' +
        'Write to us (hello@shop.example) Link (https://shop.example)',
    )
  })
})

describe('universal content', () => {
  const place = (universal_id: string, more: Json = {}) => ({ ...text('own'), universal_id, ...more })
  const compiled = (contents: Record<string, unknown>, ...sections: Json[]) =>
    compileDefinition({ body: { sections } }, { universalContent: (id) => contents[id] })

  it('stands where its id does, block or section', () => {
    const contents = { b: text('the block'), s: section([[text('the section')]], '1-column-full-width') }
    const made = compiled(contents, section([[place('b')]], '1-column-full-width'), {
      ...section([], ''),
      universal_id: 's',
    })
    expect(made).toContain('the block')
    expect(made).toContain('the section')
    expect(made).not.toContain('own')
  })

  it('gives way to what the place itself holds when there is none', () => {
    expect(compiled({}, section([[place('gone')]], '1-column-full-width'))).toContain('own')
  })

  it('ends when it refers to itself', () => {
    const self = { ...section([[{ ...place('s'), type: 'x' }]], '1-column-full-width'), universal_id: 's' }
    const made = compiled({ s: self, b: place('b') }, self, section([[place('s'), place('b')]], '1-column-full-width'))
    expect(made).toContain('<!-- a universal section stands where a block should -->')
    expect(made).toContain('own')
  })
})
