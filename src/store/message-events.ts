import type { Db } from './database.ts'

/** Properties by which an event belongs to a message, as SQL on the event `alias`. Observed names, events §8, §2.9. */
const propertySql = (alias: string, name: string) => `${alias}.attributes ->> '$.event_properties."${name}"'`
export const messageSql = (alias: string): string => propertySql(alias, '$message')
export const flowSql = (alias: string): string => propertySql(alias, '$flow')
export const variationSql = (alias: string): string => propertySql(alias, '$variation')

/** An event of a message: it was sent, opened, clicked … */
export interface MessageEvent {
  seq: number
  profile_id: string
  /** Seconds. */
  timestamp: number
  message: string
  flow: string | null
  variation: string | null
}

/** What only texts tell: their format, the parts that they were sent in, and the credits that they cost. */
export interface TextEvent extends MessageEvent {
  format: string | null
  segments: number
  credits: number
}

const columns = `e.seq, e.profile_id, e.timestamp, CAST(${messageSql('e')} AS TEXT) AS message,
  CAST(${flowSql('e')} AS TEXT) AS flow, CAST(${variationSql('e')} AS TEXT) AS variation`

const source = `FROM event e INDEXED BY event_message
  WHERE e.metric_id = ? AND e.timestamp >= ? AND ${messageSql('e')} IS NOT NULL`

const numberSql = (name: string) => `CAST(ifnull(${propertySql('e', name)}, 0) AS REAL)`

const textColumns = `${columns}, CAST(${propertySql('e', 'Message Format')} AS TEXT) AS format,
  ${numberSql('Segment Count')} AS segments, ${numberSql('$usage_amount')} AS credits`

/** A metric's events of messages since a time (seconds), oldest first. */
export function readMessageEvents(db: Db, metricId: string, since: number): MessageEvent[] {
  return db.all<MessageEvent>(`SELECT ${columns} ${source}`, metricId, since)
}

/** The same of a metric of texts. */
export function readTextEvents(db: Db, metricId: string, since: number): TextEvent[] {
  return db.all<TextEvent>(`SELECT ${textColumns} ${source}`, metricId, since)
}

/** What an event calls its message. Observed: of a flow's message the message's own name, events §8. */
export function messageNameOf(db: Db, seq: number): string {
  return db.value<string | null>(`SELECT ${propertySql('e', 'Campaign Name')} FROM event e WHERE e.seq = ?`, seq) ?? ''
}
