import { brandSelection, takeBrandId } from '../../../store/brands.ts'
import { invalidEntry, refuse, type ErrorEntry } from '../../errors.ts'
import type { Input, ResourceType } from '../../resource.ts'

/** Groups of links to social media, in order; a change replaces the whole list. */
export const socialGroupType: ResourceType = {
  type: 'brand-social-group',
  collection: 'brand-social-groups',
  selection: brandSelection('brand-social-group'),
  attributes: ['name', 'social_links'],
  relationships: {},
  create: ({ attributes }, { db }) => {
    checkLinks(attributes)
    const { name = null, social_links } = attributes
    return { id: takeBrandId(db), attributes: { name, social_links } }
  },
  update: ({ attributes: stored }, { attributes }) => {
    checkLinks(attributes)
    return { ...(JSON.parse(stored) as object), ...attributes }
  },
}

/**
 * The platforms, besides `custom`. Assumed: the schema lists `x_twitter` alone, evidently cut; these are the ones that
 * templates know, with underscores. revision-2026-10-15 §5.
 */
const PLATFORMS: readonly string[] = [
  ...['android', 'apple', 'discord', 'email', 'facebook', 'google_plus', 'instagram', 'linkedin', 'pinterest', 'rss'],
  ...['snapchat', 'threads', 'tiktok', 'twitch', 'twitter', 'whatsapp', 'x_twitter', 'yelp', 'youtube'],
]

/** Members that only a link of the platform `custom` has. */
const OF_CUSTOM = ['asset_id', 'asset_url', 'width', 'height']

type Link = Readonly<Record<string, unknown>> & { platform: string }

function checkLinks({ social_links }: Input['attributes']): void {
  const given = (social_links as readonly Link[] | null | undefined) ?? []
  refuse(given.flatMap((link, index) => linkProblems(link, `/data/attributes/social_links/${index}`)))
}

function linkProblems(link: Link, pointer: string): ErrorEntry[] {
  const { platform } = link
  if (platform === 'custom') return []
  if (!PLATFORMS.includes(platform)) {
    const detail = `'platform' must be one of: ${['custom', ...PLATFORMS].join(', ')} (got ${platform})`
    return [invalidEntry(detail, { pointer: `${pointer}/platform` })]
  }
  return OF_CUSTOM.filter((name) => name in link).map((name) =>
    invalidEntry(`'${name}' is not a valid field for the resource 'FirstPartySocialLink'.`, {
      pointer: `${pointer}/${name}`,
    }),
  )
}
