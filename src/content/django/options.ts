import type { Limits } from './limits.ts'
import type { Dict } from './values.ts'

/** The addresses that link tags print. */
export interface Links {
  unsubscribe: string
  managePreferences: string
  webView: string
  /** The address that sets a property of the profile and leads on. */
  updateProperty: (property: string, value: string, redirect: string) => string
}

/** Where a catalog tag looks for its item. */
export interface CatalogPlace {
  integration?: string
  catalogId?: string
  unpublished?: string
  language?: string
  region?: string
}

/** What a render needs to know besides its context. A function given here may throw to end the render. */
export interface RenderOptions {
  /** Microseconds since 1970, the time of the account. */
  now: number
  /** IANA name of the account's time zone. */
  timeZone: string
  /** ISO 4217 code for currency_format; default USD. */
  currency?: string
  /** Default en-US. */
  locale?: string
  /** Default true; false for plain text. */
  autoescape?: boolean
  /** Default: the placeholders of a preview. */
  links?: Partial<Links>
  /** What `{% render_variable preview_text %}` prints. */
  previewText?: string
  /** Default: no item is found, and the tag says so as a preview does. */
  catalogItem?: (id: string, where: CatalogPlace) => Dict | undefined
  /** Default: the placeholder of a preview. */
  couponCode?: (name: string, cut?: number) => string | undefined
  /** Default: no records. */
  customObjects?: (title: string | undefined, id?: string) => readonly Dict[]
  limits?: Partial<Limits>
}

/** The options with their defaults filled in. */
export interface Settings extends RenderOptions {
  currency: string
  locale: string
  autoescape: boolean
  links: Links
}

/**
 * What link tags print in a preview. Observed: the first two contain these words in brackets (campaigns-content §3.5);
 * Assumed: hosts and paths, and the other two. A real preview would show them wrong.
 */
const PREVIEW_LINKS: Readonly<Links> = {
  unsubscribe: 'https://www.klaviyo.com/preview/[unsubscribe_tag]',
  managePreferences: 'https://www.klaviyo.com/preview/[manage_preferences_tag]',
  webView: 'https://www.klaviyo.com/preview/[web_view_tag]',
  updateProperty: () => 'https://www.klaviyo.com/preview/[update_property_tag]',
}

/** Fills in the defaults. */
export const settingsOf = (options: RenderOptions): Settings => ({
  ...options,
  currency: options.currency ?? 'USD',
  locale: options.locale ?? 'en-US',
  autoescape: options.autoescape ?? true,
  links: { ...PREVIEW_LINKS, ...options.links },
})
