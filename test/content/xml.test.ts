import { describe, expect, it } from 'vitest'
import { jsonOfXml } from '../../src/content/xml.ts'

describe('jsonOfXml', () => {
  it.each([
    ['<a/>', { a: null }],
    ['<a> text </a>', { a: 'text' }],
    [
      '<?xml version="1.0"?><!DOCTYPE a [<!ELEMENT a ANY>]>\n<!-- c --><a><b>1</b><b>2</b><c/></a>\n',
      {
        a: { b: ['1', '2'], c: null },
      },
    ],
    ['<a id="1" t=\'&quot;\'>x<b/>y</a>', { a: { '@id': '1', '@t': '"', b: null, '#text': 'xy' } }],
    ['<a><![CDATA[<b>&]]></a>', { a: '<b>&' }],
    ['<a>&lt;&#65;&#x42;&amp;</a>', { a: '<AB&' }],
    ['<x:a xmlns:x="u"><x:b>1</x:b></x:a>', { 'x:a': { '@xmlns:x': 'u', 'x:b': '1' } }],
    ['\uFEFF<a>é</a>', { a: 'é' }],
  ])('%s', (source, json) => {
    expect(jsonOfXml(source)).toEqual(json)
  })

  it.each([
    ['', 'no root element'],
    ['hello', 'no root element'],
    ['<a>', '<a> is not closed'],
    ['<a></b>', '</b> closes nothing'],
    ['</a>', '</a> closes nothing'],
    ['<a/><b/>', 'more than one root element'],
    ['<a/>b', 'text outside of the root element'],
    ['<a>&nbsp;</a>', '&nbsp; is no entity'],
    ['<a>a & b</a>', '& is no entity'],
    ['<a b=1/>', 'no XML at character 1'],
    ['{"a":1}', 'no root element'],
    ['<a>'.repeat(300), 'more than 200 elements inside one another'],
  ])('refuses %s', (source, problem) => {
    expect(() => jsonOfXml(source)).toThrow(problem)
  })

  it('reads 3 MB in a moment, keeps __proto__ an element', () => {
    const items = '<item/>'.repeat(400_000)
    const { a } = jsonOfXml(`<a><__proto__>x</__proto__>${items}</a>`) as { a: Record<string, unknown[]> }
    expect([a.item!.length, Object.keys(a)]).toEqual([400_000, ['__proto__', 'item']])
  })
})
