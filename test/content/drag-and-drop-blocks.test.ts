import { describe, expect, it } from 'vitest'
import { compileBlock } from '../../src/content/drag-and-drop/compile.ts'
import { attributeOf, elementsOf, linksOf, ofClass } from './elements.ts'
import { block, PICTURE, text } from './every-block.ts'

type Json = Record<string, unknown>

const frame = (name: string) =>
  `<table class="kl-block kl-${name}" role="presentation" cellpadding="0" cellspacing="0" border="0" width="100%"><tbody><tr>`
const layout = 'role="presentation" cellpadding="0" cellspacing="0" border="0"'
const end = '</tr></tbody></table>'
const font = 'font-family:Helvetica, Arial, sans-serif;font-size:14px'

describe('compileBlock', () => {
  const cases: [string, Json, string][] = [
    [
      'a spacer',
      block('spacer', { styles: { height: 20, background_color: '#ffffff' } }),
      `${frame('spacer')}<td height="20" bgcolor="#ffffff" style="height:20px;line-height:20px;font-size:1px;background-color:#ffffff">&nbsp;</td>${end}`,
    ],
    [
      'a rule',
      block('horizontal_rule', {
        styles: { border_width: 2, border_style: 'dashed', border_color: 'red', block_padding_top: 9 },
      }),
      `${frame('rule')}<td class="kl-padded" style="padding:9px 0 0 0"><table ${layout} width="100%"><tbody><tr><td style="border-top:2px dashed red;font-size:1px;line-height:1px">&nbsp;</td>${end}</td>${end}`,
    ],
    ['html', block('html', { content: '<i>x' }), '<div class="kl-html"><i>x</div>'],
    [
      'a text',
      text('<p>Hi {{ first_name|default:"you" }}', { color: '#111111', inner_padding_left: 4, block_border_width: 1 }),
      `${frame('text-block')}<td class="kl-padded" style="border:1px solid #000000"><div class="kl-text" style="color:#111111;${font};line-height:1.4;padding:0 0 0 4px;word-break:break-word"><p>Hi {{ first_name|default:"you" }}</p></div></td>${end}`,
    ],
    [
      'a button',
      block('button', {
        content: 'Go & see',
        properties: { href: 'https://x.example/?a=1&b={{ c }}' },
        styles: { background_color: '#000000', border_radius: 3, text_align: 'left', stretch: true },
      }),
      `${frame('button')}<td class="kl-padded" align="left"><table class="kl-button-frame" ${layout} width="100%" style="border-collapse:separate"><tbody><tr><td align="center" bgcolor="#000000" style="background-color:#000000;border-radius:3px"><a href="https://x.example/?a=1&amp;b={{ c }}" target="_blank" style="display:block;padding:12px 24px;color:#ffffff;${font};line-height:1.2;text-decoration:none;text-align:center;word-break:break-word">Go &amp; see</a></td>${end}</td>${end}`,
    ],
    [
      'an image',
      block('image', {
        properties: { dynamic: false, src: 'https://x.example/a.png', alt_text: 'A "hat"' },
        styles: { width: 200, align: 'left', full_width_mobile: true },
      }),
      `${frame('image')}<td class="kl-padded" align="left"><table class="kl-image-frame kl-full-mobile" ${layout} width="200" style="width:100%;max-width:200px"><tbody><tr><td><img src="https://x.example/a.png" alt="A &quot;hat&quot;" width="200" style="display:block;width:100%;height:auto;max-width:100%;font-family:sans-serif"></td>${end}</td>${end}`,
    ],
    ['what it does not know', block('hologram--> <x'), '<!-- unsupported block hologram- x -->'],
    ['a block without data', { content_type: 'block', type: 'image', data: null }, '<!-- empty block image -->'],
    ['nothing', {}, '<!-- unsupported block  -->'],
  ]
  it.each(cases)('compiles %s', (_, definition, html) => {
    expect(compileBlock(definition)).toBe(html)
  })

  it.each([
    ['a check', { visibility: { check: 'person.vip == 1' } }, '{% if person.vip == 1 %}', '{% endif %}'],
    ['a check of older universal content', { visible_check: 'person.vip' }, '{% if person.vip %}', '{% endif %}'],
    ['a check in its own tag', { visibility: { check: '{% if a > 1 %}' } }, '{% if a > 1 %}', '{% endif %}'],
    ['an empty check', { visible_check: '', show_on: 'all', visibility: null, content_repeat: null }, '', ''],
    [
      'a repeat',
      { content_repeat: { repeat_for: 'event.items', item_alias: 'it' } },
      '{% for it in event.items %}',
      '{% endfor %}',
    ],
    [
      'a bad alias',
      { content_repeat: { repeat_for: 'a', item_alias: 'x in y %}' } },
      '{% for item in a %}',
      '{% endfor %}',
    ],
    ['desktops', { show_on: 'desktop' }, '<div class="kl-desktop-only">', '</div>'],
    [
      'phones',
      { show_on: 'mobile' },
      '<div class="kl-mobile-only" style="display:none;max-height:0;overflow:hidden;mso-hide:all">',
      '</div>',
    ],
    [
      'all three, the check inside of the loop',
      { show_on: 'desktop', visibility: { check: 'it.ok' }, content_repeat: { repeat_for: 'a', item_alias: 'it' } },
      '{% for it in a %}{% if it.ok %}<div class="kl-desktop-only">',
      '</div>{% endif %}{% endfor %}',
    ],
  ])('shows a block for %s', (_, display_options, before, after) => {
    expect(compileBlock(block('html', { content: 'x', display_options }))).toBe(
      `${before}<div class="kl-html">x</div>${after}`,
    )
  })

  it.each([
    ['https://x.example/a', 'https://x.example/a'],
    ['http://x.example', 'http://x.example'],
    ['mailto:a@b.example', 'mailto:a@b.example'],
    ['tel:+123', 'tel:+123'],
    ['sms:+123', 'sms:+123'],
    ['x.example/a?b=c:d', 'x.example/a?b=c:d'],
    ['#top', '#top'],
    ['{{ item.url }}', '{{ item.url }}'],
    ['{% unsubscribe_link %}', '{% unsubscribe_link %}'],
    ['https://{{ host }}/{{ path|default:"a:b" }}', 'https://{{ host }}/{{ path|default:"a:b" }}'],
    ['javascript:alert(1)', undefined],
    [' JaVa\tScript:alert(1)', undefined],
    ['{{ x }}javascript:alert(1)', undefined],
    ['java{{ x }}script:alert(1)', undefined],
    ['data:text/html,x', undefined],
    ['vbscript:x', undefined],
  ])('links to %s as %s', (href, expected) => {
    const html = compileBlock(block('button', { content: 'x', properties: { href } }))
    expect(/<a(?: href="(.*?)")? target/.exec(html)?.[1]).toBe(expected)
  })

  it.each([
    ['static', { dynamic: false, src: PICTURE }, PICTURE],
    ['static by its asset', { dynamic: false, asset_id: '7' }, 'https://images.example/7.png'],
    ['cropped', { dynamic: false, src: 'https://a', cropping_properties: { src: 'https://b' } }, 'https://b'],
    [
      'cropped, by its asset',
      { dynamic: false, src: 'https://a', cropping_properties: { asset_id: '8' } },
      'https://images.example/8.png',
    ],
    ['dynamic', { dynamic: true, src: '{{ item.image }}' }, '{{ item.image }}'],
    ['of a bad scheme', { dynamic: false, src: 'javascript:x' }, undefined],
    ['missing', { dynamic: false }, undefined],
  ])('shows a picture that is %s', (_, properties, src) => {
    const lookups = { imageUrl: (id: number | string) => `https://images.example/${id}.png` }
    const html = compileBlock(block('image', { properties }), lookups)
    expect(
      attributeOf(
        elementsOf(html).find(({ tagName }) => tagName === 'img'),
        'src',
      ),
    ).toBe(src)
  })

  it.each([
    [{ coupon: 'TEN' }, 'Code', "{% coupon_code 'TEN' %}"],
    [{ coupon: "It's" }, 'Code', '{% coupon_code "It\'s" %}'],
    [{ coupon: "x' %}{{ y }}" }, 'Code', '{% coupon_code "x\'  y " %}'],
    [{ coupon: 'TEN' }, "{% coupon_code 'OWN' %}", "{% coupon_code 'OWN' %}"],
    [{}, 'SAVE10', 'SAVE10'],
  ])('prints the code of the coupon %j', (properties, content, code) => {
    expect(compileBlock(block('coupon', { content, properties }))).toContain(`>${code}</a>`)
  })

  it('prints the header of a coupon only when it is enabled', () => {
    const coupon = (header_enabled: boolean) =>
      compileBlock(block('coupon', { content: 'For you', properties: { coupon: 'A', header_enabled } }))
    expect(coupon(true)).toContain('>For you</div>')
    expect(coupon(false)).not.toContain('For you')
  })

  it.each([
    [
      'the drawn picture when there is one',
      { src: 'https://a', raw_src: 'https://b', overlay_toggle: true },
      'https://a',
      0,
    ],
    [
      'the bare picture without an overlay',
      { src: 'https://a', raw_src: 'https://b', overlay_toggle: false },
      'https://b',
      0,
    ],
    ['a sign over the only picture', { raw_src: 'https://b', overlay_toggle: true }, 'https://b', 1],
    ['the only picture alone', { src: 'https://a' }, 'https://a', 0],
  ])('shows a video by %s', (_, properties, src, signs) => {
    const html = compileBlock(block('video', { properties: { ...properties, href: 'https://v', alt_text: 'Play' } }))
    const image = elementsOf(html).find(({ tagName }) => tagName === 'img')
    expect([attributeOf(image, 'src'), attributeOf(image, 'alt'), ofClass(html, 'kl-play').length]).toEqual([
      src,
      'Play',
      signs,
    ])
    expect(linksOf(html)).toEqual(['https://v'])
  })

  it('links each icon of a social block, with a name for those who hear the mail', () => {
    const subblocks = [
      { type: 'social_link_icon', link_type: 'facebook', link_url: 'https://facebook.com/x' },
      { type: 'social_link_spacer', width: 30 },
      { type: 'social_link_icon', link_type: 'email', link_url: 'a@b.example', label: 'Write' },
      { type: 'social_link_icon', link_type: 'custom', link_url: 'https://x', custom_src: PICTURE, custom_size: 40 },
    ]
    const html = compileBlock(block('social', { properties: { show_labels: false } }, { subblocks }))
    const links = elementsOf(html).filter(({ tagName }) => tagName === 'a')
    expect(links.map((link) => [attributeOf(link, 'href'), attributeOf(link, 'aria-label')])).toEqual([
      ['https://facebook.com/x', 'Facebook'],
      ['mailto:a@b.example', 'Write'],
      ['https://x', 'Link'],
    ])
    expect(ofClass(html, 'kl-social-item').map((cell) => attributeOf(cell, 'width'))).toContain('30')
    expect(html).toContain('width="40"')
  })
})

describe('table blocks', () => {
  const cell = (content: string, type = 'table_text') => ({ type, content })
  const table = (properties: Json, subblocks: readonly Json[]) =>
    compileBlock(block('table', { properties }, { subblocks }))
      .replace(/<(\w+)[^>]*>/g, '<$1>')
      .replace(/^.*?<td>(?=<table>)|<\/?(div|tbody)>|(?<=<\/table>)<\/td>.*$/g, '')

  it('fill rows from the left', () => {
    const html = table({ dynamic: false, num_columns: 2, show_headers: true }, [
      ...[cell('A', 'table_header'), cell('B', 'table_header'), cell('1'), cell('2'), cell('3')],
    ])
    expect(html).toBe(
      '<table><tr><th>A</th><th>B</th></tr><tr><td>1</td><td>2</td></tr><tr><td>3</td><td></td></tr></table>',
    )
  })

  const repeat = { repeat_for: 'event.items', item_alias: 'it' }

  it('repeat their rows, and fall back when there are none', () => {
    const properties = { dynamic: true, num_columns: 1, row_content_repeat: repeat, show_fallback_content: true }
    expect(table(properties, [cell('{{ it.a }}'), cell('None', 'table_fallback_text')])).toBe(
      '<table>{% for it in event.items %}<tr><td>{{ it.a }}</td></tr>{% empty %}<tr><td>None</td></tr>{% endfor %}</table>',
    )
  })

  it('do not repeat a static row, nor show a fallback that is off', () => {
    const properties = { dynamic: true, num_columns: 1, row_content_repeat: repeat, show_static_row: true }
    expect(table(properties, [cell('Once'), cell('{{ it.a }}'), cell('None', 'table_fallback_text')])).toBe(
      '<table><tr><td>Once</td></tr>{% for it in event.items %}<tr><td>{{ it.a }}</td></tr>{% endfor %}</table>',
    )
  })
})

describe('product blocks', () => {
  const properties = { dynamic: true, feed: 'best', feed_offset: 2, show_button: true }

  it('loop over their feed, a row at a time', () => {
    const html = compileBlock(block('product', { properties, styles: { num_columns: 3, num_rows: 2 } }))
    expect(html.match(/\{% (for|if feeds).*?%\}/g)).toEqual([
      '{% if feeds.best|slice:"2:5" %}',
      '{% for item in feeds.best|slice:"2:5" %}',
      '{% if feeds.best|slice:"5:8" %}',
      '{% for item in feeds.best|slice:"5:8" %}',
    ])
  })

  it.each([
    [{ ...properties, feed: 'two words' }, "feeds|lookup:'two words'|slice"],
    [{ dynamic: true, is_nbp: true }, 'next_best_products|slice'],
    [{ dynamic: true }, 'a product block without a feed'],
  ])('find the feed of %j', (wanted, expression) => {
    expect(compileBlock(block('product', { properties: wanted }))).toContain(expression)
  })

  const hat = {
    type: 'product',
    title: 'Hat & co',
    price: '$9',
    original_price: '$12',
    external_id: 'H1',
    url: 'https://x/h',
    image_url: PICTURE,
  }

  it.each([
    [
      'all',
      { show_title: true, show_price: true, show_original_price: true, show_button: true },
      ['Hat &amp; co', '$9', '$12', 'Shop now'],
    ],
    ['no price', { show_price: false, show_original_price: true }, ['Hat &amp; co']],
    ['no title', { show_title: false }, ['$9']],
  ])('show %s of a product of their own', (_, shown, words) => {
    const html = compileBlock(block('product', { properties: { dynamic: false, ...shown } }, { subblocks: [hat] }))
    expect(html.match(/(?<=>)(Hat &amp; co|\$9|\$12|Shop now)(?=<|\s)/g)).toEqual(words)
  })

  it('read a product from the catalog in the language of the recipient', () => {
    const localized = { dynamic: false, localize_for_recipient: true, language: 'fr', region: 'CA' }
    const html = compileBlock(block('product', { properties: localized }, { subblocks: [hat] }))
    expect(html).toContain("{% catalog 'H1' language='fr' region='CA' %}")
    expect(html).toContain('{{ catalog_item.title }}')
  })

  it.each([
    ['vertical-left-image', ['img', 'Hat']],
    ['vertical-right-image', ['Hat', 'img']],
    ['horizontal', ['img', 'Hat']],
  ])('place the picture of the layout %s', (layoutName, order) => {
    const html = compileBlock(
      block('product', { properties: { dynamic: false }, styles: { layout: layoutName } }, { subblocks: [hat] }),
    )
    expect(html.match(/(?<=<)img|(?<=>)Hat/g)).toEqual(order)
  })
})

describe('header blocks', () => {
  const subblocks = [
    { type: 'header_link_bar_logo', src: PICTURE, alt_text: 'Logo', href: 'https://l' },
    ...['1', '2', '3'].map((content) => ({ type: 'header_link_bar_button', content, href: `https://${content}` })),
  ]
  const header = (styles: Json) => compileBlock(block('header', { styles }, { subblocks }))

  it.each([
    ['inline', 'left', ['https://l', 'https://1', 'https://2', 'https://3']],
    ['inline', 'right', ['https://1', 'https://2', 'https://3', 'https://l']],
    ['centered', 'center', ['https://1', 'https://2', 'https://l', 'https://3']],
    ['stacked', 'center', ['https://l', 'https://1', 'https://2', 'https://3']],
    ['links', 'center', ['https://l', 'https://1', 'https://2', 'https://3']],
  ])('in the layout %s with the logo %s stand in order', (desktop_layout, logo_align, links) => {
    expect(linksOf(header({ desktop_layout, logo_align }))).toEqual(links)
  })

  it.each([
    ['inline', 0, 0],
    ['logo-stacked', 2, 0],
    ['links', 2, 0],
    ['links-stacked', 2, 3],
    ['stacked', 2, 3],
  ])('on phones in the layout %s stack %i parts and %i links', (mobile_layout, parts, links) => {
    const stacked = ofClass(header({ mobile_layout }), 'kl-stack').map((cell) => attributeOf(cell, 'class'))
    expect(stacked.filter((name) => name?.startsWith('kl-part'))).toHaveLength(parts)
    expect(stacked.filter((name) => name?.startsWith('kl-link-cell'))).toHaveLength(links)
  })
})

describe('review blocks', () => {
  const properties = { author: 'Sam', quote: 'Good & cheap', product_name: 'Hat', stars: 3, verified: true }
  const layouts = ['big-quotes', 'centered-in-quote-bubble', 'centered-rating-first', 'centered-review-first']
  const more = ['clean', 'left-aligned', 'message-bubble', 'rating-highlight', 'right-aligned-with-quotation-icon']

  it.each([...layouts, ...more, 'square', 'stacked-card', 'subtle-background'])(
    'show every part in %s',
    (layoutName) => {
      const data = {
        properties: { dynamic: false, show_verified_badge: true, ...properties },
        styles: { layout: layoutName },
      }
      const html = compileBlock(block('review', data))
      for (const words of ['Sam', 'Good &amp; cheap', 'Hat', 'Verified buyer', '3 of 5']) expect(html).toContain(words)
    },
  )

  it('order and align by their layout', () => {
    const views = [...layouts, ...more, 'square', 'stacked-card', 'subtle-background'].map((layoutName) =>
      compileBlock(block('review', { properties: { dynamic: false, ...properties }, styles: { layout: layoutName } })),
    )
    expect(new Set(views).size).toBeGreaterThan(9)
  })

  const dynamic = (wanted: Json) =>
    compileBlock(
      block('review', {
        properties: { dynamic: true, quote_placeholder: 'Fine', author_placeholder: 'Ann', ...wanted },
      }),
    )

  it.each([
    [{ fallback_options: 'static-only', fallback_content_type: 'full' }, ['Fine', 'Ann']],
    [{ fallback_options: 'static-only', fallback_content_type: 'quote' }, ['Fine']],
    [{ fallback_options: 'no-review' }, null],
  ])('fall back as %j says', (wanted, words) => {
    const [chosen, fallback = ''] = dynamic(wanted).split('{% else %}<table')
    expect(chosen).toContain('{% if review %}')
    expect(chosen).toContain('{{ review.content }}')
    expect(fallback.match(/Fine|Ann/g)).toEqual(words)
  })
})
