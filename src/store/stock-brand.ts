// What the brand library of a new account holds. Assumed: that there are such values was Observed, which they are not.

const text = {
  color: '#222222',
  font_size: 16,
  font_style: 'normal',
  font_family: 'Helvetica, Arial, sans-serif',
  font_weight: 400,
  letter_spacing: 0,
  text_decoration: 'none',
}

const heading = (font_size: number) => ({ ...text, font_size, font_weight: 700 })

const linkText = { ...text, color: '#197bbd', text_decoration: 'underline' }

/** The e-mail defaults; `logo_max_width` is Documented. */
export const stockEmailDefaults = {
  body: {
    background_color: '#ffffff',
    body_background_color: '#f7f7f7',
    text,
    h1_text: heading(40),
    h2_text: heading(32),
    h3_text: heading(24),
    h4_text: heading(18),
    link_text: linkText,
  },
  header: {
    background_color: '#ffffff',
    links: [],
    link_text: { ...linkText, color: '#222222', text_decoration: 'none' },
    logo_max_width: 160,
  },
  footer: {
    background_color: '#ffffff',
    text: { ...text, font_size: 12, color: '#727272' },
    link_text: { ...linkText, font_size: 12 },
    social_group_color: 'default',
  },
}

export const stockLogo = { width: 160, height: 40, alt_text: 'Logo', link_url: null, name: 'Logo' }

export const stockButton = {
  name: 'Button',
  is_primary: true,
  style: { background_color: '#222222', border_radius: 4, box_shadow: '', is_shadow_active: false },
  border: { border_color: '#222222', border_style: 'solid', border_width: 0, is_border_active: false },
  spacing: { padding_top: 12, padding_right: 24, padding_bottom: 12, padding_left: 24 },
  text: { ...text, color: '#ffffff', font_weight: 700 },
  preview_page_hex: null,
}

export const stockSocialGroup = {
  name: 'Social links',
  social_links: [
    { platform: 'facebook', link_url: 'https://www.facebook.com/' },
    { platform: 'instagram', link_url: 'https://www.instagram.com/' },
    { platform: 'x_twitter', link_url: 'https://x.com/' },
  ],
}
