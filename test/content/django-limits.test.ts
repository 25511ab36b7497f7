import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { filters as filterTable } from '../../src/content/django/filters/index.ts'
import { renderTemplate, TemplateError } from '../../src/content/django/render.ts'
import { runs } from '../properties/runs.ts'

const options = { now: Date.UTC(2026, 8, 5) * 1000, timeZone: 'UTC' }

const nested = (depth: number): unknown => {
  let value: unknown = 1
  for (let level = 0; level < depth; level++) value = [value]
  return value
}

const many = Array.from({ length: 10_000 }, (_, index) => index)
const long = 'a'.repeat(50_000)
const context = {
  one: 1.5,
  empty: [],
  pair: [1, 2],
  many,
  long,
  deep: nested(50_000),
  tags: '<a'.repeat(300_000),
  twin: [`${long}b`, `${long}c`, `${long}b`],
  swell: `a|${'b'.repeat(1000)}`,
  format: 'r'.repeat(10_000),
  path: 'a.'.repeat(10_000),
}

/** Frames of with, each around the next. */
const frames = (count: number, binding: string, body: string): string =>
  `{% with ${binding} %}`.repeat(count) + body + '{% endwith %}'.repeat(count)

const STEPS = 'takes more than 100000 steps'
const CHARACTERS = 'handles more than 1000000 characters'
const WIDTH = 'asks for a width above 500'

describe('a hostile template is refused by counting', () => {
  it.each<[string, string, string]>([
    ['loops in loops', '{% for a in many %}{% for b in many %}{% endfor %}{% endfor %}', STEPS],
    ['a loop over much text', `{% for a in many %}${'y'.repeat(1000)}{% endfor %}`, CHARACTERS],
    ['a loop over characters', '{% for a in long %}{% for b in long %}{% endfor %}{% endfor %}', STEPS],
    ['tags inside tags', '{% if one %}'.repeat(5000) + '{% endif %}'.repeat(5000), 'nested too deeply'],
    ['open tags inside tags', '{% for x in many %}'.repeat(5000), 'nested too deeply'],
    ['a chain of filters', `{{ long${'|upper'.repeat(10_000)} }}`, CHARACTERS],
    ['a chain of nots', `{% if ${'not '.repeat(20_000)}one %}{% endif %}`, 'a condition of more than 500 words'],
    ['a chain of ands', `{% if ${'one and '.repeat(20_000)}one %}{% endif %}`, 'a condition of more than 500 words'],
    ['many values in a loop', `{% for x in many %}{% firstof ${'no '.repeat(1000)}%}{% endfor %}`, STEPS],
    ['many names in a loop', `{% for x in many %}{% if deep${'.0'.repeat(1000)} %}{% endif %}{% endfor %}`, STEPS],
    [
      'a list written out in a loop',
      `{% for x in many %}{{ empty|concat:[${'1,'.repeat(1000)}1] }}{% endfor %}`,
      STEPS,
    ],
    ['ljust', '{{ one|ljust:1000000000 }}', WIDTH],
    ['rjust', '{{ one|rjust:"1000000000" }}', WIDTH],
    ['center', '{{ one|center:99999999999 }}', WIDTH],
    ['floatformat', '{{ one|floatformat:1000 }}', WIDTH],
    ['floatformat downwards', '{{ one|floatformat:-100000000 }}', WIDTH],
    ['stringformat', '{{ one|stringformat:"1000000d" }}', WIDTH],
    ['decimals of stringformat', '{{ one|stringformat:".100000000f" }}', WIDTH],
    ['round_up', '{{ one|round_up:100000000 }}', WIDTH],
    ['percentize', '{{ one|percentize:100000000 }}', WIDTH],
    ['a long format of a date', '{{ "2026-01-01"|format_date_string|date:format }}', WIDTH],
    ['a long format of today', '{% today format %}', WIDTH],
    ['text that doubles', frames(60, 'long=long|append:long', '{{ long }}'), CHARACTERS],
    ['a list that doubles', frames(60, 'pair=pair|concat:pair', '{{ pair }}'), STEPS],
    ['a tree that doubles', frames(60, 'pair=empty|concat:[pair,pair]', '{{ pair }}'), STEPS],
    ['trees that are compared', frames(60, 'pair=empty|concat:[pair,pair]', '{{ pair|uniq }}'), STEPS],
    ['numbers that grow', `{{ one${'|multiply:one'.repeat(20_000)}|floatformat:2 }}${'{{ one|add:one }}'.repeat(30_000)}`, 'characters'], // prettier-ignore
    ['replacing with more', '{{ long|find_replace:swell }}', CHARACTERS],
    ['joining with more', '{{ many|join:long }}', CHARACTERS],
    ['sorting long text', `{% for x in many %}{{ twin|sort|length }}{% endfor %}`, STEPS],
    ['tags to strip', '{{ tags|striptags|striptags }}', CHARACTERS],
    ['a long path', '{{ many|map:path }}', CHARACTERS],
    ['a deep value', '{{ deep }}', 'prints values nested too deeply'],
    ['a pattern in itself', "{{ long|append:'b'|resplit:'(a+)+$' }}", STEPS],
    ['a pattern of like ways', "{{ long|append:'c'|resplit:'(a|a|aa)*b*$' }}", STEPS],
    ['a pattern that looks far', "{{ long|resplit:'a.*b|a' }}", STEPS],
    ['a pattern that unfolds', "{{ long|resplit:'(((a{99}){99}){99})' }}", 'resplit cannot read the pattern'],
    ['a pattern of brackets', `{{ long|resplit:'${'('.repeat(5000)}' }}`, 'resplit cannot read the pattern'],
    ['a pattern of bars', `{{ long|resplit:'${'a|'.repeat(5000)}' }}`, 'resplit cannot read the pattern'],
    ['a quote without end', `{% if ${'\\" '.repeat(100_000)} %}`, 'a quote does not end'],
    ['pipes without end', `{{ one${' | '.repeat(100_000)}}}`, 'cannot read'],
    ['a long source', ' '.repeat(500_001), 'is longer than 500000 characters'],
    ['too many tags', '{{ a }}'.repeat(60_000), 'has more than 50000 texts and tags'],
  ])('%s', (_, template, message) => {
    const render = () => renderTemplate(template, context, options)
    expect(render).toThrow(TemplateError)
    expect(render).toThrow(message)
  })

  it.each<[string, string, number]>([
    ['openers without end', '{%{{'.repeat(100_000), 400_000],
    ['openers of one kind', '{{a'.repeat(100_000), 300_000],
    ['blanks', `{{ one${' '.repeat(400_000)}}}`, 3],
    ['frames of names', frames(90, 'one=one', '{{ one }}'), 3],
    ['a number of many digits', '{{ digits|floatformat }}', 0],
  ])('and lets pass what is only long: %s', (_, template, length) => {
    const rendered = renderTemplate(template, { ...context, digits: '1'.repeat(400_000) }, options)
    expect(rendered).toHaveLength(length)
  })

  it('by limits that the caller may set', () => {
    const print = (template: string, limits: object) => renderTemplate(template, context, { ...options, limits })
    expect(() => print('{{ pair }}', { steps: 2 })).toThrow('takes more than 2 steps')
    expect(() => print('abc', { characters: 2 })).toThrow('handles more than 2 characters')
    expect(() => print('{{ one|ljust:5 }}', { width: 4 })).toThrow('asks for a width above 4')
    expect(print('{{ one|ljust:5 }}|', { width: 5 })).toBe('1.5  |')
  })
})

const pieces = [
  ...['{{', '}}', '{%', '%}', '{#', '#}', ' ', '"', "'", '|', ':', '.', ',', '\n', '\\', '[', ']', '_', '-1', '1.5'],
  ...['if', 'elif', 'else', 'endif', 'for', 'in', 'endfor', 'empty', 'with', 'endwith', 'as', 'and', 'not', '==', '<'],
  ...['{% if x %}', '{% endif %}', '{% for k, v in x.items %}', '{% endfor %}', '{{ x|', '{% cycle x "b" as y %}'],
  ...[
    '{% catalog x %}',
    '{% endcatalog %}',
    '{% today x %}',
    '{% now x %}',
    '{% currency_format x %}',
    '{% barcode x %}',
  ],
  ...['upper', 'sort', 'map', 'slice', 'resplit', 'floatformat', 'stringformat', 'date', 'format_date_string', 'add'],
  ...['dictsort', 'truncatechars', 'urlencode', 'urldecode', 'days_later', 'weeks_since', 'round_up', 'join', 'uniq'],
  ...[
    'x',
    'y',
    'forloop',
    'constructor',
    '__proto__',
    'toString',
    '"%d"',
    '":2"',
    '"(a+)+"',
    '1e400',
    '9999999999999999',
  ],
]

describe('any text', () => {
  const outcome = (template: string, x: unknown): string => {
    try {
      return typeof renderTemplate(template, { x }, options)
    } catch (error) {
      if (error instanceof TemplateError) return 'refused'
      throw error
    }
  }
  const text = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 60 }),
    fc.array(fc.constantFrom(...pieces), { maxLength: 25 }).map((parts) => parts.join('')),
  )

  it('renders or is refused as a template, nothing else', () => {
    const property = fc.property(text, fc.jsonValue(), (template, x) => {
      expect(['string', 'refused']).toContain(outcome(template, x))
    })
    fc.assert(property, runs(1000))
  })

  it('does so through every filter', () => {
    const names = fc.constantFrom(...Object.keys(filterTable))
    const value = fc.oneof(
      fc.jsonValue(),
      fc.string({ unit: 'binary' }),
      fc.double(),
      fc.constantFrom('2026-02-29', '%d'),
    )
    const chain = fc.array(fc.tuple(names, fc.boolean()), { minLength: 1, maxLength: 3 })
    const property = fc.property(chain, value, value, (filters, x, y) => {
      const template = `{{ x${filters.map(([name, given]) => `|${name}${given ? ':x.y' : ''}`).join('')} }}`
      const literal = template.replaceAll(
        'x.y',
        JSON.stringify(typeof y === 'string' ? y.slice(0, 9) : (JSON.stringify(y) ?? '')),
      )
      expect(['string', 'refused']).toContain(outcome(literal, x))
    })
    fc.assert(property, runs(3000))
  })
})
