type Json = Record<string, unknown>

const heading = (level: number, font_size: number, mobile_font_size: number): Json => ({
  style_type: `heading-${level}-styles`,
  styles: {
    ...{ color: '#112233', font_family: "'Trebuchet MS', Verdana, sans-serif", font_size, font_weight: 'bold' },
    ...{ line_height: 1.2, margin_bottom: 12, mobile_font_size, mobile_line_height: 1.3, text_align: 'left' },
  },
})

/** One of each of the eight style types. */
export const STYLES: readonly Json[] = [
  {
    style_type: 'base-styles',
    properties: { currency: 'USD', mobile_optimizations: true },
    styles: {
      ...{ content_background_color: '#ffffff', border_color: '#d0d0d0', border_style: 'solid', border_width: 1 },
      ...{ border_radius: 6, inner_padding_top: 8, inner_padding_bottom: 8, margin_top: 16 },
    },
  },
  {
    style_type: 'text-styles',
    styles: {
      ...{ color: '#222222', font_family: 'Helvetica, Arial', font_size: 15, font_weight: '400', line_height: 1.5 },
      ...{ mobile_font_size: 17, mobile_line_height: 1.6, text_align: 'left', letter_spacing: 0 },
    },
  },
  heading(1, 34, 28),
  heading(2, 26, 24),
  heading(3, 20, 20),
  heading(4, 16, 18),
  { style_type: 'link-styles', styles: { color: '#0055cc', font_weight: 'bold', text_decoration: 'underline' } },
  {
    style_type: 'mobile-styles',
    properties: { mobile_padding_override: true },
    styles: {
      ...{ mobile_block_padding_left: 14, mobile_block_padding_right: 14, mobile_margin: 0 },
      ...{ mobile_padding_top: 4, mobile_padding_right: 0, mobile_padding_bottom: 4, mobile_padding_left: 0 },
    },
  },
]
