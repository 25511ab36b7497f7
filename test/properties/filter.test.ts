import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Sandbox } from '../../src/index.ts'
import { parseFilter } from '../../src/routes/filter.ts'
import { testSandbox } from '../client.ts'
import { ask, makeList } from '../protocol/ask.ts'
import { runs } from './runs.ts'

interface Value {
  text: string
  literal: object
}

const space = fc.constantFrom('', '', ' ', '  ')
const quoted = fc.tuple(fc.string({ unit: 'grapheme' }), fc.constantFrom('"', "'")).map(([text, quote]): Value => {
  const escaped = text.replace(/\\/g, '\\\\').replaceAll(quote, `\\${quote}`)
  return { text: quote + escaped + quote, literal: { kind: 'string', text } }
})
const number = fc
  .oneof(
    fc.integer(),
    fc.double({ noNaN: true, noDefaultInfinity: true }).filter((value) => /^-?\d+(\.\d+)?$/.test(String(value))),
  )
  .filter((value) => !Object.is(value, -0))
  .map((value): Value => ({ text: String(value), literal: { kind: 'number', number: value } }))
const boolean = fc
  .constantFrom('true', 'false', 'True', 'False')
  .map((text): Value => ({ text, literal: { kind: 'boolean', boolean: /true/i.test(text) } }))
const time = fc
  .date({ min: new Date('1970-01-01'), max: new Date('2099-12-31'), noInvalidDate: true })
  .chain((date) => {
    const text = date.toISOString()
    return fc.constantFrom(text, text.replace('Z', '+00:00'), text.slice(0, 19), text.slice(0, 10))
  })
  .map((text): Value => ({ text, literal: { kind: 'datetime', text } }))
const nothing = fc.constant<Value>({ text: 'null', literal: { kind: 'null' } })
const value = fc.oneof(quoted, number, boolean, time, nothing)

interface Term {
  text: string
  parsed: object
}

const field = fc.stringMatching(/^[a-z_]{1,8}(\.[a-z_]{1,8}){0,3}$/)
const operator = fc.constantFrom('equals', 'any', 'less-than', 'greater-or-equal', 'contains', 'starts-with')
const single = fc
  .tuple(operator, field, value, space, space)
  .map(([name, of, { text, literal }, left, right]): Term => ({
    text: `${name}(${left}${of}${right},${left}${text}${right})`,
    parsed: { operator: name, field: of, values: [literal], isList: false },
  }))
const list = fc
  .tuple(operator, field, fc.array(value, { maxLength: 4 }), space)
  .map(([name, of, values, gap]): Term => ({
    text: `${name}(${of},[${values.map(({ text }) => gap + text + gap).join(',')}])`,
    parsed: { operator: name, field: of, values: values.map(({ literal }) => literal), isList: true },
  }))
const has = field.map((of): Term => ({
  text: `has(${of})`,
  parsed: { operator: 'has', field: of, values: [], isList: false },
}))
const term = fc.oneof(single, list, has)

interface Filter {
  text: string
  terms: object[]
}
const filter: fc.Arbitrary<Filter> = fc.letrec<{ filter: Filter; group: Filter }>((tie) => ({
  filter: fc
    .tuple(
      fc.array(
        fc.oneof(
          { maxDepth: 3 },
          term.map(({ text, parsed }) => ({ text, terms: [parsed] })),
          tie('group'),
        ),
        { minLength: 1, maxLength: 4 },
      ),
      space,
    )
    .map(([parts, gap]) => ({
      text: parts.map(({ text }) => text).join(`${gap},${gap}`),
      terms: parts.flatMap(({ terms }) => terms),
    })),
  group: tie('filter').map(({ text, terms }) => ({ text: `and(${text})`, terms })),
})).filter

describe('a filter', () => {
  it('means the terms that it was written from', () => {
    fc.assert(
      fc.property(filter, ({ text, terms }) => {
        expect(parseFilter(text).map(({ position: _, ...parsed }) => parsed)).toEqual(terms)
      }),
      runs(500),
    )
  })
})

/** Percent-encoded; half of a surrogate pair cannot travel in a URL. */
const encoded = (text: string) => encodeURIComponent(text.replace(/\p{Surrogate}/gu, '\ufffd'))

describe('whatever stands in a query', () => {
  let sandbox: Sandbox
  const faults: string[] = []
  beforeAll(async () => {
    sandbox = await testSandbox({ warn: (text) => faults.push(text) })
    await makeList(sandbox, 'A')
  })
  afterAll(() => sandbox.close())

  const answers = async (query: string) => {
    for (const path of ['/api/lists', '/api/profiles', '/api/events']) {
      const { status, body, headers } = await ask(sandbox, { url: `${path}?${query}` })
      expect([200, 400], `${path}?${query} ${faults.at(-1) ?? ''}`).toContain(status)
      if (status === 200) continue
      for (const error of body.errors) {
        expect(error).toMatchObject({ status: 400, code: 'invalid', title: 'Invalid input.' })
        expect(error.detail).toEqual(expect.any(String))
      }
      expect(body.errors[0].id).toBe(headers['x-klaviyo-req-id'])
    }
  }
  const token = fc.constantFrom(
    ...['equals', 'any', 'and', 'has', 'greater-than', 'less-than', '(', ')', '[', ']', ',', '"', "'", '\\', ' '],
    ...[
      'name',
      'email',
      'created',
      'datetime',
      'timestamp',
      'metric_id',
      '2026-01-01',
      '2026-01-01T00:00:00Z',
      '1',
      '-',
      'null',
    ],
    ...['0x1', '1e400', '"a"', '["a"]', '\u0000', '"\u0000"', '💌', '%', '+'],
  )

  it('as a filter, answers 200 or a proper 400', async () => {
    const tokens = fc.array(token, { maxLength: 14 }).map((parts) => parts.join(''))
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          tokens,
          filter.map(({ text }) => text),
          fc.string({ unit: 'binary' }),
        ),
        async (text) => {
          await answers(`filter=${encoded(text)}`)
        },
      ),
      runs(300),
    )
  })

  it('as sort, fields, include, page or anything else too', async () => {
    const names = [
      'sort',
      'fields[list]',
      'fields[profile]',
      'include',
      'page[size]',
      'page[cursor]',
      'additional-fields[profile]',
      'x',
    ]
    const parameter = fc.tuple(fc.constantFrom(...names), fc.oneof(fc.string({ unit: 'binary' }), token))
    await fc.assert(
      fc.asyncProperty(fc.array(parameter, { minLength: 1, maxLength: 3 }), async (parameters) => {
        await answers(parameters.map(([name, text]) => `${name}=${encoded(text)}`).join('&'))
      }),
      runs(200),
    )
  })

  it('as raw characters, escapes broken or not', async () => {
    const character = fc.constantFrom(
      ...`%&=?/:[]()'",;+-._~!*$@0aZ`.split(''),
      '%20',
      '%zz',
      '%E0',
      'filter=',
      'page[cursor]=',
    )
    await fc.assert(
      fc.asyncProperty(fc.array(character, { maxLength: 20 }), async (characters) => {
        await answers(characters.join('').replace(/"/g, '%22'))
      }),
      runs(200),
    )
  })

  it('no fault was reported', () => {
    expect(faults).toEqual([])
  })
})
