import { STYLES } from './every-style.ts'

export { STYLES }

/** A picture of six by four pixels, so that nothing has to be fetched. */
export const PICTURE =
  'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAYAAAAECAIAAAAiZtkUAAAAGklEQVR42mOomLYgato+ZJIBjV8xbQEDUaoA9ecoUVawt7kAAAAASUVORK5CYII='

/** Every `column_layout` of the contract. */
export const COLUMN_LAYOUTS = [
  '1-column-full-width',
  '2-columns-equal-width',
  '2-columns-25%-75%',
  '2-columns-33%-67%',
  '2-columns-67%-33%',
  '2-columns-75%-25%',
  '3-columns-equal-width',
  '3-columns-25%-25%-50%',
  '3-columns-25%-50%-25%',
  '3-columns-50%-25%-25%',
  '4-columns-equal-width',
]

type Json = Record<string, unknown>

/** A block of a definition, with no display options unless given. */
export const block = (type: string, data: Json = {}, more: Json = {}): Json => ({
  content_type: 'block',
  type,
  data: { display_options: {}, styles: {}, ...data },
  ...more,
})

export const text = (content: string, styles: Json = {}, display_options: Json = {}): Json =>
  block('text', { content, styles, display_options })

/** A section of one row. */
export const section = (columns: readonly (readonly Json[])[], layout: string, data: Json = {}): Json => ({
  content_type: 'section',
  type: 'section',
  data: { properties: {}, display_options: {}, styles: {}, ...data },
  rows: [{ data: { styles: { column_layout: layout } }, columns: columns.map((blocks) => ({ blocks })) }],
})

const padded = {
  ...{ block_padding_top: 10, block_padding_right: 18, block_padding_bottom: 10, block_padding_left: 18 },
}
const face = { color: '#ffffff', font_family: 'Arial', font_size: 16, font_weight: 'bold' }
const buttonStyles = {
  ...{ ...padded, ...face, background_color: '#0055cc', border_radius: 4 },
  ...{ inner_padding_top: 12, inner_padding_right: 24, inner_padding_bottom: 12, inner_padding_left: 24 },
}

const header = block(
  'header',
  {
    styles: {
      ...{
        ...padded,
        desktop_layout: 'inline',
        mobile_layout: 'logo-stacked',
        logo_align: 'left',
        item_align: 'right',
      },
      ...{
        item_spacing_type: 'manual',
        item_spacing: 16,
        mobile_spacing: 12,
        mobile_wrap: true,
        logo_link_spacing: 12,
      },
      ...{ color: '#112233', font_size: 15, vertical_align: 'middle' },
    },
  },
  {
    subblocks: [
      { type: 'header_link_bar_logo', src: PICTURE, alt_text: 'The shop', href: 'https://shop.example', width: 120 },
      { type: 'header_link_bar_button', content: 'New', href: 'https://shop.example/new' },
      {
        type: 'header_link_bar_button',
        content: 'Sale',
        href: 'https://shop.example/sale',
        background_color: '#ffe08a',
      },
      { type: 'header_link_bar_image', src: PICTURE, alt_text: 'Cart', href: 'https://shop.example/cart', width: 30 },
    ],
  },
)

const image = block('image', {
  properties: {
    ...{ dynamic: false, src: PICTURE, alt_text: 'A chequered cloth', href: 'https://shop.example/cloth' },
    cropping_properties: { aspect_ratio: '3:2', x: 0, y: 0, width: 6, height: 4, src: PICTURE },
  },
  styles: { ...padded, align: 'center', width: 360, full_width_mobile: true, inner_padding_bottom: 4 },
})

const dynamicImage = block('image', {
  properties: {
    dynamic: true,
    src: '{{ person.picture }}',
    alt_text: '{{ first_name }}',
    href: '{{ organization.url }}',
  },
  styles: { ...padded, align: 'right', width: 120 },
})

const split = block(
  'split',
  { styles: { ...padded, column_widths: '60%-40%', padding_in_between: 20, mobile_stack_order: 'rtl' } },
  {
    subblocks: [
      { type: 'table_text', content: '<h3>Half and half</h3><p>Text beside a picture, on phones below it.</p>' },
      { type: 'table_image', dynamic: false, src: PICTURE, alt_text: 'Beside the text', image_width: 180 },
    ],
  },
)

const tableStyles = {
  ...{ ...padded, cell_padding_top: 6, cell_padding_right: 8, cell_padding_bottom: 6, cell_padding_left: 8 },
  ...{
    cell_horizontal_border_color: '#cccccc',
    cell_horizontal_border_style: 'solid',
    cell_horizontal_border_width: 1,
  },
  ...{ cell_vertical_border_color: '#eeeeee', cell_vertical_border_style: 'dashed', cell_vertical_border_width: 1 },
  ...{
    header_background_color: '#112233',
    header_font_color: '#ffffff',
    header_font_size: 15,
    cell_vertical_align: 'top',
  },
  ...{ table_background_color: '#fafafa', table_font_size: 14, block_border_width: 1, block_border_color: '#999999' },
}

const staticTable = block(
  'table',
  { properties: { dynamic: false, num_columns: 3, show_headers: true }, styles: tableStyles },
  {
    subblocks: [
      ...['Thing', 'Picture', 'Note'].map((content, index) => ({
        ...{ type: 'table_header', content, table_column_width: ['40%', '20%', '40%'][index] },
      })),
      { type: 'table_text', content: '<p>A hat</p>', cell_text_align: 'left', font_weight: 'bold' },
      { type: 'table_image', dynamic: false, src: PICTURE, alt_text: 'The hat', width: 48 },
      { type: 'table_html', content: '<em>made of felt</em>' },
      { type: 'table_text', content: '<p>A bag</p>' },
      { type: 'table_image', dynamic: false, src: PICTURE, alt_text: 'The bag', width: 48 },
      { type: 'table_text', content: '<p>Only phones tell</p>', show_on: 'mobile' },
    ],
  },
)

const dynamicTable = block(
  'table',
  {
    properties: {
      ...{ dynamic: true, num_columns: 2, show_headers: true, show_fallback_content: true, show_static_row: true },
      row_content_repeat: { repeat_for: 'event.items', item_alias: 'line' },
    },
    styles: tableStyles,
  },
  {
    subblocks: [
      { type: 'table_header', content: 'Item' },
      { type: 'table_header', content: 'Price' },
      { type: 'table_text', content: 'Your order' },
      { type: 'table_text', content: 'in dollars', cell_text_align: 'right' },
      { type: 'table_text', content: '{{ line.name }}' },
      { type: 'table_text', content: '{{ line.price }}', cell_text_align: 'right' },
      { type: 'table_fallback_text', content: 'Nothing yet' },
      { type: 'table_fallback_image', dynamic: false, src: PICTURE, alt_text: 'An empty bag', width: 40 },
      { type: 'table_fallback_html', content: '<b>Have a look</b>' },
    ],
  },
)

const productStyles = {
  ...{ ...padded, item_padding_top: 6, item_padding_right: 6, item_padding_bottom: 6, item_padding_left: 6 },
  ...{ item_border_color: '#e0e0e0', item_border_style: 'solid', item_border_width: 1, item_text_alignment: 'center' },
  ...{ title_font_size: 15, title_font_weight: 'bold', title_padding_top: 6, price_font_color: '#aa0000' },
  ...{
    button_background_color: '#112233',
    button_font_color: '#ffffff',
    button_border_radius: 4,
    button_font_size: 14,
  },
  ...{ button_padding_top: 8, button_padding_right: 12, button_padding_bottom: 8, button_padding_left: 12 },
  ...{ original_price_font_color: '#767676', stack_on_mobile: true },
}

const shown = {
  show_title: true,
  show_title_links: true,
  show_price: true,
  show_original_price: true,
  show_button: true,
}

const product = (name: string, more: Json = {}): Json => ({
  ...{ type: 'product', title: name, price: '$24.00', original_price: '$30.00', currency_code: 'USD' },
  ...{ image_url: PICTURE, url: `https://shop.example/${name.toLowerCase()}`, button_text: 'Buy', ...more },
})

const staticProducts = block(
  'product',
  {
    properties: { dynamic: false, ...shown, show_description: true },
    styles: { ...productStyles, layout: 'horizontal', num_columns: 3, num_rows: 1 },
  },
  { subblocks: [product('Hat', { description: 'Felt & ribbon' }), product('Bag'), product('Coat')] },
)

const listedProduct = block(
  'product',
  {
    properties: { dynamic: false, ...shown },
    styles: {
      ...productStyles,
      layout: 'vertical-left-image',
      num_columns: 1,
      num_rows: 1,
      item_text_alignment: 'left',
    },
  },
  { subblocks: [product('Scarf')] },
)

const feedProducts = block('product', {
  properties: {
    ...{ dynamic: true, ...shown, show_rating: true, show_rating_count: true, feed: 'bestsellers', feed_offset: 1 },
    ...{ button_text: 'See it', title_placeholder: 'A good thing' },
  },
  styles: { ...productStyles, layout: 'horizontal', num_columns: 2, num_rows: 2 },
})

const social = block(
  'social',
  {
    properties: { show_labels: true },
    styles: {
      ...padded,
      icon_align: 'center',
      icon_size: 'medium',
      icon_color: 'default',
      icon_spacing: 12,
      label_font_size: 12,
    },
  },
  {
    subblocks: [
      { type: 'social_link_icon', link_type: 'facebook', link_url: 'https://facebook.com/shop', label: 'Facebook' },
      { type: 'social_link_icon', link_type: 'instagram', link_url: 'https://instagram.com/shop', label: 'Instagram' },
      { type: 'social_link_spacer', width: 24 },
      { type: 'social_link_icon', link_type: 'email', link_url: 'hello@shop.example', label: 'Write to us' },
      {
        type: 'social_link_icon',
        link_type: 'custom',
        custom_src: PICTURE,
        custom_size: 32,
        link_url: 'https://shop.example',
      },
    ],
  },
)

const review = (layout: string, properties: Json = {}): Json =>
  block('review', {
    properties: {
      ...{
        dynamic: false,
        author: 'Sam',
        quote: 'It fits & it lasts.',
        product_name: 'Hat',
        product_variant_name: 'Red',
      },
      ...{ stars: 4, verified: true, show_verified_badge: true, show_variant_name: true, ...properties },
    },
    styles: {
      ...padded,
      layout,
      star_color: '#e08a00',
      quote_style: 'line',
      quote_font_size: 17,
      verified_badge_size: 13,
    },
  })

const dynamicReview = review('stacked-card', {
  ...{ dynamic: true, product_selection_mode: 'manual', product_id: 'hat', fallback_options: 'static-only' },
  ...{ quote_placeholder: 'A good hat.', author_placeholder: 'A customer', fallback_content_type: 'full' },
  ...{ author: undefined, quote: undefined, product_name: undefined, product_variant_name: undefined },
  ...{ stars: undefined, verified: undefined },
})

const video = block('video', {
  properties: { src: PICTURE, href: 'https://video.example/1', alt_text: 'How a hat is made', overlay_toggle: true },
  styles: { ...padded, align: 'center', width: 320, height: 213, full_width_mobile: true },
})

const small = [
  block('horizontal_rule', { styles: { ...padded, border_color: '#999999', border_style: 'dashed', border_width: 2 } }),
  block('spacer', { styles: { height: 20, background_color: '#f0f4ff' } }),
  block('drop_shadow', { styles: { ...padded, shadow_color: 'medium' } }),
  block('coupon', {
    content: 'Your code',
    properties: { coupon: 'WELCOME10', header_enabled: true, href: 'https://shop.example/use' },
    styles: { ...buttonStyles, header_font_size: 20, header_padding_bottom: 6, text_align: 'center' },
  }),
  { ...block('html', { content: '<div style="padding:8px 18px"><code>&lt;html&gt;</code> as written</div>' }) },
]

/** `styles` is not a member of an html block's data. */
const withoutStyles = ({ data, ...rest }: Json): Json => {
  const { styles: _, ...members } = data as Json
  return { ...rest, data: members }
}

const columns = COLUMN_LAYOUTS.map((layout) => {
  const count = Number.parseInt(layout, 10)
  const cells = Array.from({ length: count }, (_, index) => [
    text(`<p>${index + 1} of ${layout}</p>`, { ...padded, block_background_color: index % 2 ? '#e8f0e8' : '#e8e8f4' }),
  ])
  const column_direction = layout.endsWith('75%') ? 'rtl' : layout.startsWith('4') ? 'no-stack' : 'ltr'
  return section(cells, layout, { styles: { column_direction, column_align: 'top', stack_on_mobile: true } })
})

const repeat = { repeat_for: 'event.items', item_alias: 'thing' }

const options = section(
  [
    [
      text('<p>Only for members of {{ organization.name }}</p>', padded, { visibility: { check: 'person.member' } }),
      text('<p>{{ thing.name }} again</p>', padded, { content_repeat: repeat }),
      text('<p>Desktops show this.</p>', padded, { show_on: 'desktop' }),
      text('<p>Phones show this.</p>', padded, { show_on: 'mobile' }),
    ],
  ],
  '1-column-full-width',
  {
    display_options: { content_repeat: { repeat_for: 'event.groups', item_alias: 'group' } },
    styles: {
      ...{ background_color: '#fff6e0', inner_padding_top: 12, inner_padding_right: 12, inner_padding_bottom: 12 },
      ...{ inner_padding_left: 12, border_color: '#e0c060', border_style: 'solid', border_width: 2 },
      ...{
        content_color: '#ffffff',
        content_color_type: 'section',
        background_url: PICTURE,
        background_format: 'cover',
      },
    },
  },
)

const words = [
  text(
    "<h1>Hello {{ first_name|default:'you' }}</h1><h2>Second</h2><h3>Third</h3><h4>Fourth</h4>" +
      '<p>Words with <a href="https://shop.example/?a=1&amp;b=2">a link</a> in them.</p><ul><li>One</li><li>Two</li></ul>',
    { ...padded, extra_css_class: 'welcome', text_table_layout: 'fixed' },
  ),
  block('button', {
    content: 'Shop the sale &amp; save',
    properties: { href: 'https://shop.example/sale' },
    styles: {
      ...buttonStyles,
      drop_shadow_color: '#999999',
      stretch: false,
      text_align: 'center',
      mobile_stretch_content: true,
    },
  }),
]

/** A definition that uses every type of block, every layout of columns, repeats, visibility and the mobile options. */
export const everyBlock: Json = {
  body: {
    properties: { css_class: 'every-block' },
    styles: { background_color: '#f0f0f0', width: 600 },
    sections: [
      section([[header]], '1-column-full-width'),
      section([[...words, image, dynamicImage]], '1-column-full-width'),
      section([[split, staticTable, dynamicTable]], '1-column-full-width'),
      section([[staticProducts, listedProduct, feedProducts]], '1-column-full-width'),
      section([[review('clean'), dynamicReview], [video]], '2-columns-equal-width'),
      section([small.map((one) => (one.type === 'html' ? withoutStyles(one) : one))], '1-column-full-width'),
      ...columns,
      options,
      section(
        [[social, text("<p>{% unsubscribe 'Leave' %}</p>", { ...padded, text_align: 'center' })]],
        '1-column-full-width',
      ),
    ],
  },
  styles: STYLES,
}
