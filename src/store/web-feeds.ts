import type { Db } from './database.ts'
import { resourcesOf } from './resources.ts'

export const WEB_FEED = 'web-feed'

/** All web feeds, the oldest first. */
export const webFeedSelection = resourcesOf(WEB_FEED, {}, { field: 'created' })

/** A feed, and what is known of asking for it. Times are microseconds; asked is null where nothing was ever fetched. */
export interface StoredFeed {
  id: string
  name: string
  attributes: string
  asked: number | null
  failing_since: number | null
}

/** Every feed, without its content. */
export const listFeeds = (db: Db): StoredFeed[] =>
  db.all<StoredFeed>(
    `SELECT r.id, r.attributes ->> '$.name' AS name, r.attributes, c.asked, c.failing_since
     FROM resource r LEFT JOIN web_feed_content c ON c.feed_id = r.id WHERE r.type = '${WEB_FEED}' ORDER BY r.seq`,
  )

/** Whether another feed than this one has the name. */
export const isFeedName = (db: Db, name: string, exceptId = ''): boolean =>
  db.value<number>(
    `SELECT EXISTS (SELECT 1 FROM resource r
     WHERE r.type = '${WEB_FEED}' AND ifnull(r.attributes ->> '$.name', '') = ? AND r.id <> ?)`,
    name,
    exceptId,
  ) === 1

/** The JSON that a feed last gave; undefined where it never gave any. */
export const findFeedContent = (db: Db, id: string): string | undefined =>
  db.value<string>('SELECT content FROM web_feed_content WHERE feed_id = ?', id)

/** Keeps what a feed gave now. */
export function saveFeedContent(db: Db, id: string, content: string, now: number): void {
  db.run(
    'INSERT OR REPLACE INTO web_feed_content (feed_id, content, asked, failing_since) VALUES (?, ?, ?, NULL)',
    id,
    content,
    now,
  )
}

/** Notes that a feed was asked in vain; what it gave before stays. */
export function noteFeedFailure(db: Db, id: string, now: number): void {
  db.run(
    'UPDATE web_feed_content SET asked = ?, failing_since = ifnull(failing_since, ?) WHERE feed_id = ?',
    now,
    now,
    id,
  )
}

export function deleteFeedContent(db: Db, id: string): void {
  db.run('DELETE FROM web_feed_content WHERE feed_id = ?', id)
}

/** Sets the status; `updated` stays. */
export function setFeedStatus(db: Db, id: string, status: string): void {
  db.run(
    `UPDATE resource SET attributes = json_set(attributes, '$.status', ?) WHERE type = '${WEB_FEED}' AND id = ?`,
    status,
    id,
  )
}
