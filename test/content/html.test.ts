import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { balanceHtml, normalizeHtml, plainTextOf } from '../../src/content/html.ts'

const inBody = (body: string): string => `<html><head></head><body>${body}</body></html>`

describe('normalizeHtml', () => {
  // Observed (2026-04-15, create_template.ok.1 and campaigns-content §3.1).
  it.each([
    ['<p>hi</p>', inBody('<p>hi</p>')],
    ['<html><body>Hello from Nango Updated</body></html>', inBody('Hello from Nango Updated')],
  ])('gives %s as the live API was seen to', (html, expected) => {
    expect(normalizeHtml(html)).toBe(expected)
  })

  it.each([
    ['nothing', '', inBody('')],
    ['bare text', 'Hello', inBody('Hello')],
    ['an open element', '<p>a<b>b', inBody('<p>a<b>b</b></p>')],
    ['an attribute without quotes', '<img src=x alt>', inBody('<img src="x" alt="">')],
    ['a style before the text', '<style>p{}</style>x', '<html><head><style>p{}</style></head><body>x</body></html>'],
    ['a bare ampersand', '<a href="?a=1&b=2">&</a>', inBody('<a href="?a=1&amp;b=2">&amp;</a>')],
    ['a comment of Outlook', '<body><!--[if mso]><td><![endif]--></body>', inBody('<!--[if mso]><td><![endif]-->')],
  ])('reads %s as HTML does', (_, html, expected) => {
    expect(normalizeHtml(html)).toBe(expected)
  })

  it.each([
    '<!DOCTYPE html>',
    '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-strict.dtd">',
    '<!DOCTYPE html SYSTEM "about:legacy-compat">',
  ])('keeps %s', (doctype) => {
    expect(normalizeHtml(`${doctype}<p>x`)).toBe(`${doctype}${inBody('<p>x</p>')}`)
  })

  it.each([
    ['alone', '{{ first_name }}'],
    ['around an element', '{% if a < 1 and b > 2 %}<p>x</p>{% endif %}'],
    ['with quotes in an attribute', '<a href="{{ url|default:"https://x" }}">x</a>'],
    ['with angle brackets', '<p>{{ a|default:"<i>" }} {# <b> #}</p>'],
    ['as an attribute', '<a {{ more }}>x</a>'],
    ['around an attribute', '<a {% if a %}class="y" {% endif %} href="/">x</a>'],
    ['in a name', '<h{{ level }}>x</h{{ level }}>'],
    ['before something that looks like an attribute', '<p>{{ a }}=""</p>'],
    ['between rows', '<table><tbody>{% for a in b %}<tr><td>{{ a }}</td></tr>{% endfor %}</tbody></table>'],
    ['between cells', '<table><tbody><tr>{% if a %}<td>1</td>{% endif %}<td>2</td></tr></tbody></table>'],
    ['in a table in a table', '<table><tbody><tr><td><table>{% x %}</table>{{ y }}</td>{% z %}</tr></tbody></table>'],
    ['in a comment', '<!-- {{ a }} --><p>x</p>'.replace('<!--', 'x<!--')],
    ['in raw text', '<div><script>var a = "{{ a }}" < {% b %}</script></div>'],
    ['unfinished', '{{ a } {% b'],
    ['on two lines, which is no tag', '{{ a\n}}'],
  ])('keeps template tags %s', (_, body) => {
    expect(normalizeHtml(body)).toBe(inBody(body))
  })

  it.each([
    '<html><head>{% if a %}<style>a{b:{{ c }}}</style>{% endif %}<title>{{ d }}</title></head><body>{{ e }}</body></html>',
    '{% load x %}<!DOCTYPE html><html>{# a #}<head></head>{% b %}<body>x</body></html>',
    '{% if a %}<html><head></head><body>x</body>{% endif %}</html>',
  ])('keeps template tags around the frame of %s', (html) => {
    expect(normalizeHtml(html)).toBe(html)
  })

  it('takes a loop into the body that a parser adds around rows', () => {
    expect(normalizeHtml('<table>{% for a in b %}<tr><td>1</td></tr>{% endfor %}</table>')).toBe(
      inBody('<table><tbody>{% for a in b %}<tr><td>1</td></tr>{% endfor %}</tbody></table>'),
    )
  })

  const piece = fc.oneof(
    fc.constantFrom('<p>', '</p>', '<b>', '</b>', '<a href="', '">', '"', "'", '<', '>', '=', ' ', '\n', '&', 'tplx0t'),
    fc.constantFrom('<table>', '</table>', '<tr>', '</tr>', '<td>', '</td>', '<!--', '-->', '<style>', '</style>'),
    fc.constantFrom('{{ a }}', '{% if b %}', '{% endif %}', '{# c #}', '{{', '%}', '<html>', '<body>', '</body>'),
    fc.string(),
  )
  const tags = (html: string) => html.match(/\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}/g) ?? []

  it('loses no template tag of an element that stays, and moves none past another', () => {
    const balanced = fc.array(
      fc.constantFrom('<p>{{ a }}</p>', '{% b %}', '<table>{% c %}<tr>{# d #}<td>{{ e }}</td></tr></table>', 'x & y'),
    )
    fc.assert(
      fc.property(balanced, (parts) => {
        expect(tags(normalizeHtml(parts.join('')))).toEqual(tags(parts.join('')))
      }),
    )
  })

  it('takes any text, and leaves nothing of its own in it', () => {
    fc.assert(
      fc.property(fc.array(piece), (parts) => {
        const html = normalizeHtml(parts.join(''))
        expect(html.replaceAll('tplx0t', '')).not.toMatch(/tplq*x\d/)
        plainTextOf(parts.join(''))
      }),
    )
  })

  it.each([
    ['deep', '<div>'.repeat(100_000)],
    ['misnested', Array.from({ length: 2000 }, (_, i) => `<b x=${i}>`).join('') + '<p>'.repeat(2000)],
  ])('leaves what is too %s to parse as it is', (_, html) => {
    expect(normalizeHtml(html)).toBe(html)
  })

  it.each(['{%', '{{ x }}', '<a ', '<!--', '<a b="', '<style>', '<table><td>'])('reads many %s in time', (one) => {
    const html = one.repeat(Math.floor(500_000 / one.length))
    const started = process.cpuUsage().user
    normalizeHtml(html)
    expect(process.cpuUsage().user - started).toBeLessThan(3_000_000)
  })
})

describe('balanceHtml', () => {
  it.each([
    ['plain', 'plain'],
    ['</td></tr></table><p>a<b>b', '<p>a<b>b</b></p>'],
    ['<!-- open', '<!-- open-->'],
    ['<p>{{ a|default:"x" }}</p>', '<p>{{ a|default:"x" }}</p>'],
  ])('closes %s', (html, expected) => {
    expect(balanceHtml(html)).toBe(expected)
  })
})

describe('plainTextOf', () => {
  it.each([
    ['paragraphs and headings', '<h1>Hi {{ n }}</h1><p>Some  <b>bold</b>\n text.</p>', 'Hi {{ n }}\n\nSome bold text.'],
    ['links', '<p>See <a href="https://x.y/z">this</a>, please.</p>', 'See this (https://x.y/z), please.'],
    ['a link that shows its URL', '<a href="https://x.y">https://x.y</a>', 'https://x.y'],
    ['an address', '<a href="mailto:a@b.c">a@b.c</a>', 'a@b.c'],
    ['a tag as the target', '<a href="{% unsubscribe_link %}">Out</a>', 'Out ({% unsubscribe_link %})'],
    ['pictures', '<p><img src="x" alt="A hat"> <img src="y"></p>', 'A hat'],
    ['lists', '<ul><li>a</li><li>b</li></ul>c', '- a\n- b\n\nc'],
    ['breaks and rules', 'a<br>b<br/><br>c<hr>d', 'a\nb\nc\n\n---\n\nd'],
    ['tables', '<table><tr><td>1</td><td>2</td></tr><tr><td>3</td></tr></table>', '1 2\n3'],
    ['tags between rows', '<table>{% for %}<tr><td>1</td></tr>{% endfor %}</table>', '{% for %}\n1\n{% endfor %}'],
    ['nothing unseen', '<style>a</style><p style="display:none">x</p><!-- y --><script>z</script>a', 'a'],
    ['names in place of signs', '<a href="/f" aria-label="Friends"><b aria-hidden="true">f</b></a>', 'Friends (/f)'],
    ['a drawing by its label', '<p>Rated <b role="img" aria-label="4 of 5">****</b></p>', 'Rated 4 of 5'],
    ['nothing', '', ''],
  ])('tells %s', (_, html, text) => {
    expect(plainTextOf(html)).toBe(text)
  })
})
