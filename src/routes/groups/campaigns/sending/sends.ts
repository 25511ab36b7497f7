import { findMessage, messagesOf, type Campaign } from '../../../../store/campaigns.ts'
import type { Db } from '../../../../store/database.ts'
import { deleteResource, findResource, insertResource, updateResource } from '../../../../store/resources.ts'
import type { FineStatus } from './status.ts'

/** What is going on with a message, from its schedule on until it is a draft again. One row each, never shown. */
export interface Send {
  /** Changes with every schedule and every cancel: work of another run does nothing. */
  run: string
  status: FineStatus
  job: JobStatus
  /** What it waits in for its first batch; null when it does not wait. */
  waiting: 'Queued without Recipients' | 'Scheduled' | null
  /** When parts of the recipients get the message, microseconds. */
  batches: readonly number[]
  /** The variation that won the test. */
  winner: string | null
  /** What a revert restores. */
  before: { send_options: Record<string, unknown>; send_strategy: Campaign['older']['send_strategy'] }
}

export type JobStatus = 'queued' | 'processing' | 'complete' | 'cancelled'

const identifierOf = (messageId: string) => ({ type: 'campaign-send', id: messageId })

export function findSend(db: Db, messageId: string): Send | undefined {
  const row = findResource(db, identifierOf(messageId))
  return row && (JSON.parse(row.attributes) as Send)
}

/** Keeps what is going on with a message, in place of what was. */
export function writeSend(db: Db, messageId: string, send: Send, now: number): void {
  const identifier = identifierOf(messageId)
  const attributes = { ...send }
  if (findResource(db, identifier) !== undefined) updateResource(db, identifier, attributes, now)
  else insertResource(db, { ...identifier, created: now, updated: now, attributes })
}

export const deleteSend = (db: Db, messageId: string): boolean => deleteResource(db, identifierOf(messageId))

/** The sends of the messages of a campaign. */
export const sendsOf = (db: Db, campaignId: string): Send[] =>
  messagesOf(db, { type: 'campaign', id: campaignId }).flatMap(({ id }) => findSend(db, id) ?? [])

/** The message and the send that work on the schedule is about; undefined when it is about nothing any more. */
export function findRun(db: Db, { message: id, run }: { message: string; run: string }) {
  const message = findMessage(db, id)
  const send = findSend(db, id)
  return message === undefined || send?.run !== run ? undefined : { message, send }
}
