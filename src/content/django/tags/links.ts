import { escapeHtml } from '../escape.ts'
import type { Links } from '../options.ts'
import type { Tag, Tags } from '../parser.ts'
import type { Scope } from '../scope.ts'
import { charactersOf, isText, Safe, textOf } from '../values.ts'
import { conditionalEscape } from '../escape.ts'
import { simpleTag } from './simple.ts'

type Fixed = Exclude<keyof Links, 'updateProperty'>

/**
 * A link with the given words or the usual ones. Documented, campaigns-content §4.2. Assumed: plain text, which has no
 * links, shows the words and the address; a rendered text part of a real template would tell.
 */
const linkTag = (link: Fixed, usual: string): Tag =>
  simpleTag({ most: 1 }, ({ values: [given] }, { settings, budget }) => {
    const words = given === undefined ? usual : isText(given) ? given : textOf(given, budget)
    const address = settings.links[link]
    if (!settings.autoescape) return `${charactersOf(words)}: ${address}`
    return new Safe(`<a href="${escapeHtml(address)}">${conditionalEscape(words)}</a>`)
  })

const addressTag = (link: Fixed): Tag => simpleTag({}, ({ values: _ }, { settings }) => settings.links[link])

/** A link that sets a property and leads on. Documented, campaigns-content §4.2. */
const updateProperty = simpleTag({ least: 3 }, ({ values }, { settings, budget }: Scope) => {
  const [property, value, redirect] = values.map((each) => textOf(each, budget)) as [string, string, string]
  return settings.links.updateProperty(property, value, redirect)
})

/** Tags for the addresses that are made for each recipient. */
export const linkTags: Tags = {
  unsubscribe: linkTag('unsubscribe', 'Unsubscribe'),
  unsubscribe_link: addressTag('unsubscribe'),
  manage_preferences: linkTag('managePreferences', 'Manage Preferences'),
  manage_preferences_link: addressTag('managePreferences'),
  web_view: linkTag('webView', 'View in Your Browser'),
  web_view_link: addressTag('webView'),
  update_property_link: updateProperty,
}

/** Tags that let a recipient leave. Documented: every email must offer that (campaigns-content §10). */
export const UNSUBSCRIBE_TAGS = ['unsubscribe', 'unsubscribe_link'] as const
