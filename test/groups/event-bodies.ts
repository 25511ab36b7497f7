import { expect } from 'vitest'
import type { Client, Json } from '../client.ts'

/** A body of create_event; `attributes` goes over the defaults. */
export const eventBody = (attributes: object = {}): object => ({
  data: {
    type: 'event',
    attributes: {
      properties: {},
      metric: metric('Placed Order'),
      profile: profile({ email: 'anna@example.com' }),
      ...attributes,
    },
  },
})

export const metric = (name: string, service?: string): object => ({
  data: { type: 'metric', attributes: { name, ...(service && { service }) } },
})

export const profile = (attributes: object, more: object = {}): object => ({
  data: { type: 'profile', attributes, ...more },
})

/** One event of a bulk request. */
export const bulkEvent = (attributes: object = {}): object => ({
  type: 'event',
  attributes: { properties: {}, metric: metric('Placed Order'), ...attributes },
})

export const bulkGroup = (of: object, events: readonly object[]): object => ({
  type: 'event-bulk-create',
  attributes: { profile: of, events: { data: events } },
})

export const bulkBody = (groups: readonly object[]): object => ({
  data: { type: 'event-bulk-create-job', attributes: { 'events-bulk-create': { data: groups } } },
})

/** Sends an event that must be taken. */
export async function send(client: Client, attributes: object = {}): Promise<void> {
  const answer = await client.post('/api/events', eventBody(attributes))
  expect([answer.status, answer.text]).toEqual([202, ''])
}

/** All events, newest first. */
export const eventsOf = async (client: Client, query = ''): Promise<Json[]> =>
  (await client.get(`/api/events${query}`)).body.data

export const pointersOf = ({ body }: { body: Json }): string[] => body.errors.map(({ source }: Json) => source.pointer)
