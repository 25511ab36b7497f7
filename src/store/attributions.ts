import type { Db } from './database.ts'
import { flowSql, messageSql, variationSql } from './message-events.ts'
import type { Selection } from './selection.ts'

/*
 * What an event is credited to: the last touch (an open, a click …) of a message by its profile before it, within the
 * window of that kind of touch. Windows and rule Documented for new accounts, events §2.8; they are rows of
 * `touch_window`. It is worked out when asked for, so that it does not matter in which order events come in.
 */

/** The touch that the event `e` is credited to, as its place in the order of ingestion; null for none, and for events of messages. */
const touchSql = /* sql */ `
  (SELECT t.seq
   FROM touch_metric m
   CROSS JOIN event t INDEXED BY event_profile_metric ON t.profile_id = e.profile_id AND t.metric_id = m.metric_id
     AND t.timestamp <= e.timestamp AND t.timestamp >= e.timestamp - m.seconds
   WHERE ${messageSql('t')} IS NOT NULL AND ${messageSql('e')} IS NULL
   ORDER BY t.timestamp DESC, t.seq DESC LIMIT 1)`

/** What the event tells itself has precedence over what is worked out. Assumed, from the older form of events §2.8. */
const told = (name: string) =>
  `e.attributes ->> '$.event_properties."$attributed_${name}"', e.attributes ->> '$.event_properties."$attribution"."$${name}"'`

const touched = (of: (alias: string) => string) => `(SELECT ${of('a')} FROM event a WHERE a.seq = ${touchSql})`

const channelSql = (alias: string) => `(SELECT m.channel FROM touch_metric m WHERE m.metric_id = ${alias}.metric_id)`

/** What an event `e` is credited to, as SQL; null for none. */
export const attributedSql: Readonly<Record<'channel' | 'message' | 'flow' | 'variation', string>> = {
  channel: `coalesce(${told('channel')}, ${touched(channelSql)})`,
  message: `coalesce(${told('message')}, ${touched(messageSql)})`,
  flow: `coalesce(${told('flow')}, ${touched(flowSql)})`,
  variation: `coalesce(${told('variation')}, ${touched(variationSql)})`,
}

/** An event that may be a conversion, with the message that it is credited to. */
export interface Conversion {
  profile_id: string
  /** Seconds. */
  timestamp: number
  value: number | null
  /** Null unless the properties were asked for. */
  attributes: string | null
  message: string
  /** When the touch was; null where the event names its message itself. */
  touched: number | null
}

/** A metric's events since a time (seconds) that are credited to a message; with their text where it is needed. */
export function readConversions(db: Db, metricId: string, since: number, withText: boolean): Conversion[] {
  return db.all<Conversion>(
    /* sql */ `
    WITH touch_metric AS MATERIALIZED (SELECT * FROM main.touch_metric)
    SELECT e.profile_id, e.timestamp, e.value, iif(?, e.attributes, NULL) AS attributes,
      CAST(coalesce(${told('message')}, ${messageSql('a')}) AS TEXT) AS message, a.timestamp AS touched
    FROM event e INDEXED BY event_metric LEFT JOIN event a ON a.seq = ${touchSql}
    WHERE e.metric_id = ? AND e.timestamp >= ? AND coalesce(${told('message')}, ${messageSql('a')}) IS NOT NULL`,
    withText ? 1 : 0,
    metricId,
    since,
  )
}

/**
 * The attributions of an event (its id is the parameter): one at most. The id is made of both events' ids; that it
 * looks like a digest of 32 digits is Documented.
 */
export const attributionsOfEvent: Selection = {
  from: `event e JOIN event a ON a.seq = ${touchSql}
    LEFT JOIN linkage c ON c.type = 'campaign-message' AND c.relationship = 'campaign' AND c.to_type = 'campaign'
      AND c.id = ${messageSql('a')} AND ${flowSql('a')} IS NULL`,
  where: 'e.id = ?',
  columns: `lower(hex(substr(e.id || a.id || a.id, 1, 16))) AS id, '{}' AS attributes,
    e.id AS event_id, a.id AS attributed_event_id, c.to_id AS campaign_id, c.id AS campaign_message_id,
    ${flowSql('a')} AS flow_id,
    iif(${flowSql('a')} IS NULL, NULL, ${messageSql('a')}) AS flow_message_id,
    iif(${flowSql('a')} IS NULL, NULL, ${variationSql('a')}) AS flow_variation_id`,
  id: 'e.seq',
  fields: { id: { sql: 'e.seq' } },
  defaultSort: { field: 'id' },
}
