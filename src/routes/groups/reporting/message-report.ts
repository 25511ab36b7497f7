import { readMessageEvents, readTextEvents, type MessageEvent, type TextEvent } from '../../../store/message-events.ts'
import { metricsNamed } from '../../../store/metrics.ts'
import type { Context } from '../../context.ts'
import { reactionMetrics, sendMetrics } from './message-metrics.ts'
import type { Origin, Sending } from './origins.ts'
import { createTally, type Counter, type Tally, type Unique } from './statistics.ts'
import { intervalAt, type Timeframe } from './timeframe.ts'
import type { Worth } from './conversions.ts'

/** One row of a report: the values that it is grouped by, and what was counted in each interval. */
export interface ReportRow {
  groupings: readonly string[]
  tallies: (Tally | undefined)[]
}

export interface MessageReport {
  timeframe: Timeframe
  groupBy: readonly string[]
  /** What a sending is grouped by; undefined where it is not of this report, or filtered out. */
  originOf: (sending: Sending) => Origin | undefined
  conversions: () => readonly Worth[]
}

/** A message that went to a profile, and the rows that count it. */
interface Send {
  time: number
  interval: number
  rows: readonly ReportRow[]
}

type Sends = Map<string, Map<string, Send[]>>

/**
 * Counts events of messages by when the message was sent (Documented, events §4.1): an open, a click or a conversion
 * counts in the interval of the last sending of that message to that profile before it, whenever it happens itself.
 */
export function countMessages(context: Context, report: MessageReport): ReportRow[] {
  const rows = new Map<string, ReportRow>()
  const sends: Sends = new Map()
  const ids = metricsNamed(
    context.db,
    [...sendMetrics, ...reactionMetrics].map(({ name }) => name),
    'klaviyo',
  )
  for (const { name, channel, counts } of sendMetrics) {
    const rowsOf = keptRows(report, rows)
    for (const event of eventsOf(context, ids.get(name), channel, report.timeframe.from)) {
      const { format = null, segments = 0, credits = 0 } = event as Partial<TextEvent>
      const { message, flow, variation, seq } = event
      const counted = rowsOf({ message, flow, variation, format, channel, seq })
      if (counted.length === 0) continue
      const interval = intervalAt(report.timeframe, event.timestamp)
      const send = { time: event.timestamp, interval, rows: counted }
      addSend(sends, event, send)
      count(send, counts, 1)
      if (segments !== 0) count(send, 'segments', segments)
      if (credits !== 0) count(send, 'credits', credits)
    }
  }
  for (const { name, channel, counts, unique } of reactionMetrics) {
    for (const event of eventsOf(context, ids.get(name), channel, report.timeframe.from)) {
      const send = findSend(sends, event.message, event.profile_id, event.timestamp)
      if (send !== undefined) count(send, counts, 1, unique, event.profile_id)
    }
  }
  if (sends.size > 0) countConversions(report, sends)
  return [...rows.values()].filter(({ tallies }) => tallies.some((tally) => tally !== undefined))
}

function countConversions({ conversions }: MessageReport, sends: Sends): void {
  for (const { conversion, value } of conversions()) {
    const { message, profile_id, touched, timestamp } = conversion
    const send = findSend(sends, message, profile_id, touched ?? timestamp)
    if (send === undefined) continue
    count(send, 'conversions', 1, 'conversions', profile_id)
    count(send, 'conversion_value', value)
  }
}

function eventsOf({ db }: Context, metricIds: readonly string[] = [], channel: string, since: number): MessageEvent[] {
  const read = channel === 'sms' ? readTextEvents : readMessageEvents
  return metricIds.flatMap((id) => read(db, id, since))
}

/** The rows of a sending, worked out once for all of its events. */
function keptRows({ groupBy, originOf, timeframe }: MessageReport, rows: Map<string, ReportRow>) {
  const known = new Map<string, readonly ReportRow[]>()
  return (sending: Sending): readonly ReportRow[] => {
    const { message, flow, variation, format } = sending
    // A message that is no flow's, without variation or format, is its own key: most are.
    const key = (flow ?? variation ?? format) ? JSON.stringify([message, flow, variation, format]) : message
    let found = known.get(key)
    if (found === undefined) {
      const origin = originOf(sending)
      const tuples = origin === undefined ? [] : tuplesOf(groupBy.map((name) => origin[name]!))
      found = tuples.map((tuple) => rowOf(rows, tuple, timeframe.bounds.length - 1))
      known.set(key, found)
    }
    return found
  }
}

function rowOf(rows: Map<string, ReportRow>, groupings: readonly string[], intervals: number): ReportRow {
  const key = JSON.stringify(groupings)
  let row = rows.get(key)
  if (row === undefined) rows.set(key, (row = { groupings, tallies: new Array<undefined>(intervals).fill(undefined) }))
  return row
}

/** Every choice of one value from each list. */
function tuplesOf(lists: readonly (readonly string[])[]): string[][] {
  return lists.reduce<string[][]>(
    (tuples, list) => tuples.flatMap((tuple) => list.map((value) => [...tuple, value])),
    [[]],
  )
}

function addSend(sends: Sends, { message, profile_id }: MessageEvent, send: Send): void {
  let profiles = sends.get(message)
  if (profiles === undefined) sends.set(message, (profiles = new Map()))
  const earlier = profiles.get(profile_id)
  if (earlier === undefined) profiles.set(profile_id, [send])
  else earlier.push(send)
}

/** The last sending of a message to a profile until a time. */
function findSend(sends: Sends, message: string, profileId: string, until: number): Send | undefined {
  let last: Send | undefined
  for (const send of sends.get(message)?.get(profileId) ?? []) {
    if (send.time <= until && (last === undefined || send.time >= last.time)) last = send
  }
  return last
}

function count({ rows, interval }: Send, counter: Counter, by: number, unique?: Unique, profileId?: string): void {
  if (interval < 0) return
  for (const row of rows) {
    const tally = (row.tallies[interval] ??= createTally())
    tally.counts[counter] += by
    if (unique !== undefined) tally.uniques[unique].add(profileId!)
  }
}
