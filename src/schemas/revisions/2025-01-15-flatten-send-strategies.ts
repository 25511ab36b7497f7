import type { RevisionChange } from './change.ts'

type Json = Record<string, unknown>

/** The member in which the method's own settings stood. Documented by the schemas. */
const members = { static: 'options_static', throttled: 'options_throttled', smart_send_time: 'options_sto' } as const

/** Documented, campaigns-content §2.4. Assumed: that members of other methods are null, and are ignored when written. */
export const flattenSendStrategies: RevisionChange = {
  revision: '2025-01-15',
  description:
    'A send strategy has its settings beside the method, not in options_static, options_throttled, options_sto.',
  upgradeRequest: { create_campaign: upgrade, update_campaign: upgrade },
  downgradeResource: {
    campaign: (attributes) =>
      isObject(attributes.send_strategy)
        ? { ...attributes, send_strategy: downgraded(attributes.send_strategy) }
        : attributes,
  },
}

function upgrade(body: Json): Json {
  const data = body.data as Json
  const attributes = data.attributes as Json
  const { send_strategy: strategy } = attributes
  if (!isObject(strategy)) return body
  return { ...body, data: { ...data, attributes: { ...attributes, send_strategy: upgraded(strategy) } } }
}

function upgraded({ method, ...options }: Json): Json {
  const own = options[members[method as keyof typeof members]]
  if (!isObject(own)) return { method }
  if (method !== 'static') return { method, ...own }
  const { datetime, is_local, send_past_recipients_immediately: past } = own
  const local = { is_local: true, send_past_recipients_immediately: past === true }
  return { method, datetime, options: is_local === true ? local : { is_local: false } }
}

function downgraded({ method, ...settings }: Json): Json {
  const none = { options_static: null, options_throttled: null, options_sto: null }
  if (method === 'throttled') return { method, ...none, options_throttled: settings }
  if (method === 'smart_send_time') return { method, ...none, options_sto: settings }
  if (method !== 'static') return { method, ...none }
  const { is_local = false, send_past_recipients_immediately: past = null } = (settings.options ?? {}) as Json
  const own = { datetime: settings.datetime, is_local, send_past_recipients_immediately: past }
  return { method, ...none, options_static: own }
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
