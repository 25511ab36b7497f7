import type { Db } from '../../../store/database.ts'
import {
  findFeedContent,
  listFeeds,
  noteFeedFailure,
  saveFeedContent,
  setFeedStatus,
  type StoredFeed,
} from '../../../store/web-feeds.ts'
import type { Context } from '../../context.ts'
import { fetchFeed, type Fetched, type WebFeedAttributes } from './fetch-feed.ts'

// Web feeds in templates: what they last gave, asked anew when it is old. campaigns-content §5.2.

const MINUTE = 60 * 1_000_000
const HOUR = 60 * MINUTE
/** Documented: a feed is asked every 15 minutes. The sandbox does so only when a template is about to use it. */
const REFRESHED_EVERY = 15 * MINUTE
/** Documented: after three hours of failures only nightly, after three bad nights not used any more. */
const PERIODIC_UNTIL = 3 * HOUR
const NIGHTLY_UNTIL = 72 * HOUR

/** What asking again for a feed came to. */
export interface RefreshedFeed {
  feed: StoredFeed
  fetched: Fetched
}

/** The feeds that a template names. */
const namedIn = (db: Db, source: string): StoredFeed[] =>
  source.includes('feeds') ? listFeeds(db).filter(({ name }) => source.includes(name)) : []

/** Asks anew for the feeds that a template names, as far as they are old and may be asked; storeRefreshed keeps it. */
export async function refreshFeeds(
  source: string,
  { db, now, allowedHosts }: Pick<Context, 'db' | 'now' | 'allowedHosts'>,
): Promise<RefreshedFeed[]> {
  const old = namedIn(db, source).filter(({ asked }) => asked !== null && now - asked >= REFRESHED_EVERY)
  const refreshed = await Promise.all(
    old.map(async (feed) => {
      const fetched = await fetchFeed(JSON.parse(feed.attributes) as WebFeedAttributes, allowedHosts)
      return fetched && { feed, fetched }
    }),
  )
  return refreshed.filter((each) => each !== undefined)
}

/** Keeps what was asked for anew. Assumed: which status follows which failure. */
export function storeRefreshed(
  refreshed: readonly RefreshedFeed[] | undefined,
  { db, now }: Pick<Context, 'db' | 'now'>,
): void {
  for (const { feed, fetched } of refreshed ?? []) {
    if ('content' in fetched) {
      saveFeedContent(db, feed.id, fetched.content, now)
      setFeedStatus(db, feed.id, 'ok')
    } else {
      noteFeedFailure(db, feed.id, now)
      setFeedStatus(db, feed.id, failingStatus(now - (feed.failing_since ?? now)))
    }
  }
}

function failingStatus(failingFor: number): string {
  if (failingFor < PERIODIC_UNTIL) return 'warning_periodic_refresh_timeout'
  return failingFor < NIGHTLY_UNTIL ? 'warning_nightly_refresh_timeout' : CRITICAL
}

const CRITICAL = 'critical_nightly_refresh_timeout'

/** The content of the feeds that a template names, by name: `feeds` in templates. Documented, campaigns-content §4.4. */
export function feedsFor(source: string, db: Db): Record<string, unknown> {
  const feeds = namedIn(db, source).flatMap(({ id, name, attributes }) => {
    const content = findFeedContent(db, id)
    const { status } = JSON.parse(attributes) as WebFeedAttributes
    return content === undefined || status === CRITICAL ? [] : [[name, JSON.parse(content) as unknown] as const]
  })
  return Object.fromEntries(feeds)
}
