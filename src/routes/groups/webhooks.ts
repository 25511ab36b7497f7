import { formatSeconds } from '../../store/clock.ts'
import { readSetting } from '../../store/settings.ts'
import { topicSelection } from '../../store/webhook-topics.ts'
import {
  changeSecrets,
  countWebhooks,
  topicsOfWebhook,
  WEBHOOK,
  webhookSelection,
  type WebhookSecrets,
} from '../../store/webhooks.ts'
import type { Context, Handler } from '../context.ts'
import { ApiError, invalid, invalidEntry, permissionDenied, type ErrorEntry } from '../errors.ts'
import type { Group, Input, ResourceType } from '../resource.ts'
import { getShape, listShape } from '../shapes/read.ts'
import { createShape, deleteShape, updateShape } from '../shapes/write.ts'

// Webhooks: stored and checked; what they subscribe to are topics. events §6.

const topicType: ResourceType = {
  type: 'webhook-topic',
  collection: 'webhook-topics',
  selection: topicSelection,
  attributes: [],
  relationships: {},
  notFound: () => 'Not found.', // Observed.
}

const webhookType: ResourceType = {
  type: WEBHOOK,
  collection: 'webhooks',
  selection: webhookSelection,
  attributes: ['name', 'description', 'endpoint_url', 'enabled', 'created_at', 'updated_at'],
  relationships: {
    // Observed: always with data, in order of the ids.
    'webhook-topics': { type: 'webhook-topic', many: true, related: topicsOfWebhook, known: true },
  },
  notFound: () => 'Not found.', // Observed.
  create: ({ attributes }, { account, db, now }) => {
    const { name, description, endpoint_url, secret_key } = attributes as unknown as WebhookInput
    check({ endpoint_url, secret_key })
    requireRoom(db)
    const shown = { name, description: description ?? null, endpoint_url: masked(endpoint_url), enabled: true }
    const times = { created_at: formatSeconds(now), updated_at: formatSeconds(now) }
    return { id: account.ids.ulid(now), attributes: { ...shown, ...times }, internal: { endpoint_url, secret_key } }
  },
  update: (row, input) => {
    const { endpoint_url, ...rest } = givenOf(input)
    delete rest.secret_key
    check(givenOf(input))
    const changed = { ...rest, ...(endpoint_url !== undefined && { endpoint_url: masked(endpoint_url) }) }
    return { ...(JSON.parse(row.attributes) as object), ...changed }
  },
  updated: ({ id }, input, { db }) => {
    const { endpoint_url, secret_key } = givenOf(input)
    changeSecrets(db, id, {
      ...(endpoint_url !== undefined && { endpoint_url }),
      ...(secret_key !== undefined && { secret_key }),
    })
  },
}

interface WebhookInput extends WebhookSecrets {
  name: string
  description?: string | null
}

/** Klaviyo serves webhooks only to accounts with its data platform, and to apps. Observed, events §6. */
const entitled =
  (handler: Handler): Handler =>
  (context) => {
    if (context.clientId === undefined && !readSetting(context.db, 'advanced_kdp')) {
      throw permissionDenied('You must have Advanced KDP enabled to use this endpoint.')
    }
    return handler(context)
  }

export const webhooks: Group = {
  name: 'Webhooks',
  types: [webhookType, topicType],
  takeOvers: {
    get_webhooks: entitled((context) => listShape(webhookType, context)),
    get_webhook: entitled((context) => getShape(webhookType, context)),
    create_webhook: entitled((context) => createShape(webhookType, context)),
    update_webhook: entitled((context) => updateShape(webhookType, context)),
    delete_webhook: entitled((context) => deleteShape(webhookType, context)),
    get_webhook_topics: entitled((context) => listShape(topicType, context)),
    get_webhook_topic: entitled((context) => getShape(topicType, context)),
  },
}

/** What an update gives; null changes nothing. Observed for the description, Assumed for the rest. */
const givenOf = ({ attributes }: Input): Partial<WebhookInput> =>
  Object.fromEntries(Object.entries(attributes).filter(([, value]) => value !== null))

const SECRET_LENGTH = 16 // Documented.
const MOST_WEBHOOKS = 10 // Documented.

/** Documented rules; the texts are Assumed. */
function check({ endpoint_url, secret_key }: Partial<WebhookSecrets>): void {
  const entries: ErrorEntry[] = []
  if (endpoint_url !== undefined && !(URL.canParse(endpoint_url) && new URL(endpoint_url).protocol === 'https:')) {
    entries.push(invalidEntry('The endpoint URL must be an https URL.', { pointer: '/data/attributes/endpoint_url' }))
  }
  if (secret_key !== undefined && [...secret_key].length < SECRET_LENGTH) {
    const detail = `The secret key must have at least ${SECRET_LENGTH} characters.`
    entries.push(invalidEntry(detail, { pointer: '/data/attributes/secret_key' }))
  }
  if (entries.length > 0) throw new ApiError(entries as [ErrorEntry, ...ErrorEntry[]])
}

/** Assumed: status and text. */
function requireRoom(db: Context['db']): void {
  if (countWebhooks(db) >= MOST_WEBHOOKS)
    throw invalid(`A maximum of ${MOST_WEBHOOKS} webhooks is allowed per account.`)
}

/** Observed form; that a port stays is Assumed. */
const masked = (url: string): string => `https://${new URL(url).host}/*****`
