import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import {
  offersUnsubscribe,
  parseTemplate,
  renderTemplate,
  TemplateError,
  type RenderOptions,
} from '../../src/content/django/render.ts'

/** Half past three in the morning in UTC, still the evening before in New York. */
const options: RenderOptions = { now: Date.UTC(2026, 8, 5, 3, 30, 9) * 1000, timeZone: 'America/New_York' }

const person = {
  first_name: 'Ann',
  $address1: '1 Main St',
  'Key With Space': 'found',
  location: { region: 'MA' },
}
const event = {
  Items: [
    { title: 'Hat', price: 12.5 },
    { title: 'Bag', price: 3 },
  ],
  'Item Names': ['Hat', 'Bag'],
}
const context = {
  person,
  event,
  first_name: 'Ann',
  text: 'Hello World',
  markup: '<p>Tom &amp; <b>Jo</b></p>',
  when: '2016-02-11T16:46:08-05:00',
  words: ['b', 'A', 'c', 'b'],
  mixed: ['a', null, '', 'b'],
  numbers: [3, 1, 2],
  url: 'https://a.example/x y/?q=é&r=1',
}

type Row = [template: string, output: string]

const print = (template: string, more: Partial<RenderOptions> = {}): string =>
  renderTemplate(template, context, { ...options, ...more })

describe('variables', () => {
  it.each<Row>([
    ['{{ person.first_name }} {{ first_name }}', 'Ann Ann'],
    ["{{ person|lookup:'Key With Space' }}", 'found'],
    ["{{ person|lookup:'$address1' }}", '1 Main St'],
    ["{{ person|lookup:'none' }}", ''],
    ["{{ event|lookup:'Item Names'|lookup:'1' }}", 'Bag'],
    ['{{ event.Items.0.title }}', 'Hat'],
    ["{{ person|lookup:'constructor' }}{{ person|lookup:'__proto__' }}{{ words|lookup:'length' }}", ''],
    ['{{ unknown }}{{ unknown.deeper }}', ''],
    ["{% if person.location.region == 'MA' %}near{% endif %}", 'near'],
    ["{{ person.none|default:'there' }}", 'there'],
    ['{{ words.size }}{{ text.size }}', ''],
  ])('%s', (template, output) => expect(print(template)).toBe(output))
})

describe('numbers print as floats', () => {
  it.each<Row>([
    ['{{ -3|abs }}', '3.0'],
    ['{{ 4|at_least:5 }} {{ 4|at_most:3 }}', '5.0 3.0'],
    ['{{ 5.05|ceil }} {{ 5.95|floor }} {{ 5.05|round }}', '6.0 5.0 6.0'],
    ['{{ 5.051|round_up:2 }} {{ 5.059|round_down:2 }} {{ 5.1|round_up }}', '5.06 5.05 6.0'],
    ['{{ -5.051|round_up:2 }} {{ -5.059|round_down:2 }}', '-5.05 -5.06'],
    ['{{ 10|divide:4 }} {{ 10|divide:0 }}', '2.5 0.0'],
    ['{{ "6"|multiply:"2" }} {{ text|multiply:2 }}', '12.0 0.0'],
    ['{{ 1|floatadd:2.5 }} {{ 1|plus:1 }}', '3.5 2.0'],
    ['{{ 1|floatsub:2.5 }} {{ 1|minus:1 }}', '-1.5 0.0'],
    ['{{ 7|modulo:4 }} {{ -7|remainder:4 }} {{ 7|modulo:0 }}', '3.0 1.0 0.0'],
    ['{{ .25|percentize }} {{ .25|percentize:0 }} {{ 0.07|percentize:1 }}', '25.00% 25% 7.0%'],
    ['{{ numbers|sum_list }}', '6.0'],
    ['{{ 3|gt:2 }} {{ 3|gte:3 }} {{ 3|lt:"10" }} {{ 4|lte:3 }}', 'True True True False'],
    ['{{ 3|multiply:1.1|floatformat:2 }}', '3.30'],
  ])('%s', (template, output) => expect(print(template)).toBe(output))
})

describe('text', () => {
  const md5 = createHash('md5').update('Hello World').digest('hex')
  it.each<Row>([
    ['{{ text|append:"!" }} {{ text|prepend:"> " }}', 'Hello World! &gt; Hello World'],
    ['{{ text|downcase }} {{ text|upcase }} {{ "ab"|capitalize }}', 'hello world HELLO WORLD Ab'],
    ['{{ text|truncate:5 }} {{ text|truncate }}', 'Hell… Hello World'],
    ['[{{ " a "|strip }}][{{ " a "|lstrip }}][{{ " a "|rstrip }}]', '[a][a ][ a]'],
    ['{{ markup|strip_html|safe }}', 'Tom &amp; Jo'],
    ['{{ "a&lt;<"|escape_once }}', 'a&lt;&lt;'],
    ['{{ text|remove:"l" }} {{ text|remove_first:"l" }} {{ text|remove_last:"l" }}', 'Heo Word Helo World Hello Word'],
    ['{{ text|find_replace:"l|L" }}', 'HeLLo WorLd'],
    ['{{ text|replace_first:"l|L" }} {{ text|replace_last:"l|L" }}', 'HeLlo World Hello WorLd'],
    ['{{ text|find_replace:"o|$&" }}', 'Hell$&amp; W$&amp;rld'],
    ['{{ "a,b"|split:","|join:"-" }}', 'a-b'],
    ['{{ "a1b22c"|resplit:"[0-9]+"|join:"-" }}', 'a-b-c'],
    ['{{ "a1b"|resplit:"(\\\\d)"|join:"-" }}', 'a-1-b'],
    ['{{ "axbc"|resplit:"x|b"|join:"-" }}', 'a--c'],
    ['{{ url|urlencode }}', 'https%3A//a.example/x%20y/%3Fq%3D%C3%A9%26r%3D1'],
    ['{{ "a b&c"|urlencodeplus }} {{ "a+b%26"|urldecodeplus|safe }}', 'a+b%26c a b&'],
    ['{{ "%C3%A9%zz"|urldecode }}', 'é%zz'],
    ['{{ "hé"|base64_encode }} {{ "aMOp"|base64_decode }}', 'aMOp hé'],
    ['{{ text|md5_hash }}', md5],
    ['{{ text|sha_1|length }} {{ text|sha_256|length }}', '40 64'],
    ['{{ "a.example"|httpize }} {{ "http://a.example"|httpsize }}', 'http://a.example https://a.example'],
    ['{{ "a/b//"|trim_slash }}', 'a/b'],
    ['{{ "a\nb"|newline_to_br }}', '{{ "a\nb"|newline_to_br }}'],
    ['{% with t=when|cut:"x" %}{{ t|length }}{% endwith %}', '25'],
  ])('%s', (template, output) => expect(print(template)).toBe(output))

  it('is cut by patterns as Python cuts it', () => {
    const cut = (value: string, pattern: string) =>
      renderTemplate('{{ v|resplit:p|safeseq|join:"~" }}', { v: value, p: pattern }, options)
    expect(cut('one  two three', '\\s+')).toBe('one~two~three')
    expect(cut('a.b,c', '[.,]')).toBe('a~b~c')
    expect(cut('aXXbXc', 'X{2}|X')).toBe('a~b~c')
    expect(cut('aabaa', 'a*?b')).toBe('~aa')
    expect(cut('catdogcat', '(?:cat|dog)$')).toBe('catdog~')
    expect(cut('a-b', '[^a-z]')).toBe('a~b')
    expect(cut('foo bar', '\\b')).toBe('~foo~ ~bar~')
    expect(cut('k=v', '(=)|(:)')).toBe('k~=~None~v')
  })
})

describe('lists', () => {
  it.each<Row>([
    ['{{ words|count }} {{ words|length }} {{ words|size }}', '4 4 4'],
    ['{{ mixed|compact|join:"," }}', 'a,b'],
    ['{{ words|concat:numbers|join:"" }}', 'bAcb312'],
    ['{{ words|concat:["x",first_name]|join:"" }}', 'bAcbxAnn'],
    ['{{ words|list_to_string }} {{ "a"|make_list|list_to_string }}', 'b, A, c and b a'],
    ['{{ event.Items|list_where:"title=Bag"|map:"price"|join:"," }}', '3'],
    ['{{ event.Items|dictfilter:"price>5"|map:"title"|join:"," }}', 'Hat'],
    ['{{ event.Items|dictfilter:"price=>3"|map:"title"|join:"," }}', 'Hat,Bag'],
    ['{{ event.Items|dictfilter:"title != Hat"|map:"title"|join:"," }}', 'Bag'],
    ['{{ words|reverse|join:"" }} {{ text|reverse }}', 'bcAb dlroW olleH'],
    ['{{ words|slice:":2"|join:"" }}', 'bA'],
    ['{{ numbers|sort|join:"" }} {{ words|sort|join:"" }} {{ words|sort_natural|join:"" }}', '123 Abbc Abbc'],
    ['{{ event.Items|sort:"price"|map:"title"|join:"," }}', 'Bag,Hat'],
    ['{{ words|uniq|join:"" }} {{ event.Items|uniq:"none"|length }}', 'bAc 1'],
    ['{{ words|join:" & " }}', 'b & A & c & b'],
    ['{{ numbers|first }}{{ numbers|last }}', '32'],
  ])('%s', (template, output) => expect(print(template)).toBe(output))
})

describe('dates', () => {
  it.each<Row>([
    ["{{ when|format_date_string|date:'F d, o' }}", 'February 11, 2016'],
    ["{{ when|datetime_from_string|date:'Y-m-d H:i O' }}", '2016-02-11 16:46 -0500'],
    ["{{ when|date:'Y' }}", ''],
    ["{{ text|format_date_string|date:'Y' }}", ''],
    ["{{ when|format_date_string|days_later:20|date:'Y-m-d' }}", '2016-03-02'],
    ['{{ when|days_later:99999999999999 }}', ''],
    ["{{ '2026-08-01'|weeks_since }} {{ '2026-08-01'|weeks_since:'2026-08-15' }}", '5 2'],
    ["{{ '2026-08-01'|format_date_string|timesince }}", '1\u00a0month'],
    ['{% now "Y-m-d H:i T e" %}', '2026-09-04 23:30 EDT EDT'],
    ['{% now "SHORT_DATE_FORMAT" as day %}{{ day }}', '09/04/2026'],
    ['{% today "%Y-%m-%d" as today %}[{{ today }}]', '[2026-09-04]'],
    ['{% now "valueOf" %}', 'vp.m.Friday000000EDT-040011:30'],
    ['{{ today }}', ''],
    ['{% today "%A %d %B %y %I:%M %p %j %U %-d%%" %}', 'Friday 04 September 26 11:30 PM 247 35 4%'],
    ['{% current_day %}/{% current_month %}/{% current_year %}', '4/9/2026'],
    ['{% current_weekday %} {% current_month_name %}', 'Friday September'],
    ['{% current_year as year %}{{ year|add:1 }}', '2027'],
  ])('%s', (template, output) => expect(print(template)).toBe(output))

  it('fall to UTC in a time zone that nobody knows', () => {
    expect(print('{% now "H:i" %}', { timeZone: 'Mars/Olympus' })).toBe('03:30')
  })
})

describe('links', () => {
  const links = { unsubscribe: 'https://u.example/?a=1&b=2', webView: 'https://w.example/' }
  it.each<Row>([
    ['{% unsubscribe %}', '<a href="https://u.example/?a=1&amp;b=2">Unsubscribe</a>'],
    ["{% unsubscribe 'Leave us' %}", '<a href="https://u.example/?a=1&amp;b=2">Leave us</a>'],
    ['{% web_view %}', '<a href="https://w.example/">View in Your Browser</a>'],
    ['{% web_view_link as link %}{{ link }}', 'https://w.example/'],
    ["{% web_view person.first_name|append:'<' %}", '<a href="https://w.example/">Ann&lt;</a>'],
  ])('%s', (template, output) => expect(print(template, { links })).toBe(output))

  it('are placeholders in a preview', () => {
    expect(print('{% unsubscribe_link %}')).toContain('[unsubscribe_tag]')
    expect(print('{% manage_preferences_link %}')).toContain('[manage_preferences_tag]')
    expect(print('{% manage_preferences %}')).toMatch(/^<a href="[^"]*">Manage Preferences<\/a>$/)
  })

  it('are words and address in plain text', () => {
    const links = { unsubscribe: 'https://u.example/?a&b' }
    expect(print('{% unsubscribe %} {{ markup }}', { autoescape: false, links })).toBe(
      `Unsubscribe: https://u.example/?a&b ${context.markup}`,
    )
  })

  it('carry the property that they set', () => {
    const links = { updateProperty: (...parts: string[]) => parts.join('|') }
    expect(print("{% update_property_link 'Plan' first_name 'https://a.example' %}", { links })).toBe(
      'Plan|Ann|https://a.example',
    )
  })

  it.each<[string, boolean]>([
    ['{% unsubscribe %}', true],
    ['{% if a %}{% for b in c %}{% unsubscribe_link %}{% endfor %}{% endif %}', true],
    ['{% manage_preferences %}', false],
    ['{# {% unsubscribe %} #}{% comment %}{% unsubscribe %}{% endcomment %}', false],
    ['{% verbatim %}{% unsubscribe %}{% endverbatim %}', false],
  ])('%s offers to unsubscribe: %s', (template, offers) => {
    expect(offersUnsubscribe(parseTemplate(template))).toBe(offers)
  })
})

describe('commerce', () => {
  const item = { title: 'Hat & Co', metadata: { price: 9.5 }, categories: ['Winter Hats', { name: 'Sale' }] }
  const catalogItem: RenderOptions['catalogItem'] = (id, where) =>
    id === 'HAT' ? { ...item, id, where: JSON.stringify(where) } : undefined
  const customObjects: RenderOptions['customObjects'] = (title, id) =>
    [
      { id: '1', name: 'Rex' },
      { id: '2', name: title },
    ].filter((each) => id === undefined || each.id === id)

  it.each<Row>([
    ["{% catalog 'HAT' %}{{ catalog_item.title }} {{ catalog_id }}{% endcatalog %}", 'Hat &amp; Co HAT'],
    ['{% catalog "HAT" %}{{ catalog_item.metadata|lookup:"price" }}{% endcatalog %}{{ catalog_item }}', '9.5'],
    [
      `{% catalog "HAT" integration="api" catalog_id="c" unpublished="cancel" language='fr' region='CA' %}{{ catalog_item.where|safe }}{% endcatalog %}`,
      '{"integration":"api","catalogId":"c","unpublished":"cancel","language":"fr","region":"CA"}',
    ],
    [
      '{% catalog text %}{{ catalog_item.title }}{% endcatalog %}',
      'Unable to find item with code: Hello World. It may have been deleted.',
    ],
    ['{% catalog "HAT" %}{% has_category catalog_item "Hat" as f %}{{ f }}{% endcatalog %}', 'True'],
    ['{% catalog "HAT" %}{% has_category catalog_item "Shoe" as f %}{{ f }}{% endcatalog %}', 'False'],
    [
      '{% customobjects object_type_title="Pet" as pets %}{% for p in pets %}{{ p.record.name }} {% endfor %}{% endcustomobjects %}',
      'Rex Pet ',
    ],
    ['{% customobject "2" object_type_title="Pet" as pet %}{{ pet.name }}{% endcustomobject %}', 'Pet'],
    ['{% customobject "3" as pet %}[{{ pet.name }}]{% endcustomobject %}', '[]'],
    ['{% currency_format event.Items.0.price %}', '$12.50'],
    ['{% currency_format none|default:"1234.5" %}', '$1,234.50'],
    ['{% currency_format text %}', ''],
    ["{% coupon_code 'Sale' %}", '[coupon_code: Sale]'],
    ['{% render_variable preview_text %}', 'Tom &amp; Jo'],
    ['{% render_variable first_name %}', 'Ann'],
  ])('%s', (template, output) => {
    expect(print(template, { catalogItem, customObjects, previewText: 'Tom & Jo' })).toBe(output)
  })

  it('prints money of the account', () => {
    expect(print('{% currency_format 1234.5 %}', { currency: 'EUR', locale: 'de-DE' })).toBe('1.234,50\u00a0€')
    expect(print('{% currency_format 5 %}', { currency: 'JPY' })).toBe('¥5')
    expect(print('{% currency_format 5 %}', { currency: 'nonsense' })).toBe('$5.00')
  })

  it('prints the coupon code that it is given', () => {
    expect(print("{% coupon_code 'Sale' cut=3 %}", { couponCode: (name, cut) => `${name}-${cut}` })).toBe('Sale-3')
  })

  it('lets what the options throw through', () => {
    const skipped = new RangeError('skipped')
    const throwing = { catalogItem: () => { throw skipped } } // prettier-ignore
    expect(() => print('{% catalog 1 %}{% endcatalog %}', throwing)).toThrow(skipped)
  })

  it('draws barcodes that a scanner reads', () => {
    const html = print("{% barcode 'PJJ123C' mode=html width=224 height=20 %}")
    const widths = [...html.matchAll(/width:(\d+)px;height:20px/g)].map(([, width]) => Number(width) / 2)
    // start B, P J J 1 2 3 C, check digit 55, stop
    expect(widths.join('').slice(0, 12)).toBe('211214313121')
    expect(widths.join('').slice(-13)).toBe('3113212331112')
    expect(print('{% barcode 12 %}')).toMatch(
      /^<img src="data:image\/svg\+xml;base64,[\w+/=]+" alt="12" width="\d+" height="60">$/,
    )
    expect(print("{% barcode 'é' %}")).toBe('')
  })
})

describe('a template is refused', () => {
  it.each([
    ['{{ first_name|default: "x" }}', 'a blank after the colon'],
    ['{{ first_name|default :"x" }}', 'a blank before the colon'],
    ['{{ first_name|nosuch }}', 'an unknown filter'],
    ['{{ first_name|append }}', 'a missing argument'],
    ['{{ first_name|upcase:1 }}', 'an argument too many'],
    ['{{ first_name|constructor }}', 'a filter that only JavaScript knows'],
    ['{% constructor %}', 'a tag that only JavaScript knows'],
    ['{{ person.__proto__ }}', 'an underscore before a name'],
    ['{{ _x }}', 'an underscore before a name'],
    ['{{ “first_name” }}', 'curly quotes'],
    ['{{ first name }}', 'a blank in a name'],
    ['{% unsubscribe_url %}', 'an unknown tag'],
    ['{% assign a = 1 %}', 'a tag of Liquid'],
    ['{% if a %}{% elsif b %}{% endif %}', 'elsif'],
    ['{% if a %}', 'an open if'],
    ['{% endif %}', 'an end without a beginning'],
    ['{% catalog %}{% endcatalog %}', 'a catalog without an id'],
    ['{% catalog 1 colour="x" %}{% endcatalog %}', 'an unknown keyword'],
    ['{% unsubscribe "a" "b" %}', 'a value too many'],
    ['{% customobjects %}{% endcustomobjects %}', 'a missing as'],
    ['{% load %}{% include "a.html" %}', 'including'],
    ['{{ "a"|resplit:"(" }}', 'a pattern that is none'],
    ['{{ "a"|resplit:"(?=a)" }}', 'a pattern that looks around'],
    ['{{ text|dictfilter:"x" }}', 'a comparison that is none'],
    ['{{ text|append:none }}', 'an unknown variable as an argument'],
  ])('%s', (template) => expect(() => print(template)).toThrow(TemplateError))

  it('with the line of the fault', () => {
    expect(() => print('a\nb\n{{ x|nosuch }}')).toThrow('line 3: unknown filter nosuch')
  })
})
