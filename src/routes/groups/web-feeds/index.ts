import { formatSeconds } from '../../../store/clock.ts'
import { scheduleWork } from '../../../store/schedule.ts'
import {
  deleteFeedContent,
  isFeedName,
  saveFeedContent,
  setFeedStatus,
  WEB_FEED,
  webFeedSelection,
} from '../../../store/web-feeds.ts'
import type { Context } from '../../context.ts'
import { ApiError, conflict, invalid, invalidEntry } from '../../errors.ts'
import type { Group, Input, JobContext, ResourceType } from '../../resource.ts'
import { findOrThrow } from '../../shapes/read.ts'
import { inputOf } from '../../shapes/write.ts'
import { fetchFeed, type Fetched, type WebFeedAttributes } from './fetch-feed.ts'

// Web feeds: content from elsewhere that templates show as feeds.<name>. campaigns-content §5.2.

const webFeedType: ResourceType = {
  type: WEB_FEED,
  collection: 'web-feeds',
  selection: webFeedSelection,
  attributes: ['name', 'url', 'request_method', 'content_type', 'created', 'updated', 'status'],
  relationships: {},
  create: (input, { account, db, now }) => {
    const given = input.attributes as unknown as WebFeedAttributes
    requireFreeName(given.name, db)
    const times = { created: formatSeconds(now), updated: formatSeconds(now) }
    const { name, url, request_method, content_type } = given
    // Documented length of the id, of hexadecimal digits. The status is null until the first poll: Observed.
    const id = account.ids.uuid().slice(-12)
    return { id, attributes: { name, url, request_method, content_type, ...times, status: null } }
  },
  created: ({ id }, _input, context) => keep(id, context),
  update: (row, input, { db }) => {
    const feed = changed(row.attributes, input)
    requireFreeName(feed.name, db, row.id)
    return { ...feed }
  },
  updated: (row, input, context) => {
    if (isElsewhere(row.attributes, input)) deleteFeedContent(context.db, row.id)
    keep(row.id, context)
  },
  removed: ({ id }, { db }) => deleteFeedContent(db, id),
}

export const webFeeds: Group = {
  name: 'Web Feeds',
  types: [webFeedType],
  prepare: {
    create_web_feed: (context) => fetchOrThrow(inputOf(context.body).attributes, context),
    update_web_feed: (context) => {
      const row = findOrThrow(webFeedType, context.id, context)
      return fetchOrThrow({ ...changed(row.attributes, inputOf(context.body)) }, context)
    },
  },
  jobs: { 'web-feed-poll': noteFirstPoll },
}

/** A partial update; null changes nothing, because no attribute may be null (Assumed). */
function changed(stored: string, { attributes }: Input): WebFeedAttributes {
  const given = Object.entries(attributes).filter(([, value]) => value !== null)
  return { ...(JSON.parse(stored) as WebFeedAttributes), ...Object.fromEntries(given) }
}

/** Whether an update changes where the content comes from, so that the old one is another feed's. */
function isElsewhere(stored: string, input: Input): boolean {
  const before = JSON.parse(stored) as WebFeedAttributes
  const after = changed(stored, input)
  return (['url', 'request_method', 'content_type'] as const).some((name) => before[name] !== after[name])
}

/**
 * Klaviyo asks for the feed at every create and update, and keeps nothing when that fails. Observed, campaigns-content
 * §5.2; the text is Assumed to be that of images.
 */
async function fetchOrThrow(attributes: Input['attributes'], { allowedHosts }: Context): Promise<Fetched | undefined> {
  const feed = attributes as unknown as WebFeedAttributes
  checkName(feed.name)
  checkUrl(feed.url)
  const fetched = await fetchFeed(feed, allowedHosts)
  if (fetched === undefined || 'content' in fetched) return fetched
  throw new ApiError(invalidEntry('Unable to fetch the URL you entered.', { pointer: '/data/attributes/url' }), {
    hint: fetched.failure,
  })
}

const NAME = '^[0-9_A-z]+$'

/** Observed, campaigns-content §1. */
function checkName(name: string): void {
  if (new RegExp(NAME).test(name)) return
  throw invalid(`'name' must match regex '${NAME}' ('${name}' doesn't)`, { pointer: '/data/attributes/name' })
}

/** Assumed: that what is no URL of http or https is refused without being asked for. */
function checkUrl(url: string): void {
  if (URL.canParse(url) && /^https?:$/.test(new URL(url).protocol)) return
  throw invalid(`'url' must be a valid URL.`, { pointer: '/data/attributes/url' })
}

/** Assumed: status and text. */
function requireFreeName(name: string, db: Context['db'], exceptId?: string): void {
  if (isFeedName(db, name, exceptId)) throw conflict('conflict', `A web feed with the name ${name} already exists.`)
}

function keep(id: string, { db, now, prepared, jobDelay }: Context): void {
  const fetched = prepared as Fetched | undefined
  if (fetched === undefined || !('content' in fetched)) return
  saveFeedContent(db, id, fetched.content, now)
  scheduleWork(db, now + jobDelay, 'web-feed-poll', { id })
}

/** The first poll after a write finds what the write itself found. */
function noteFirstPoll({ id }: { id: string }, { db }: JobContext): void {
  setFeedStatus(db, id, 'ok')
}
