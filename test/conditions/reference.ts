import type { Json } from '../client.ts'
import type { Somebody } from './world.ts'

// The slow, plain way to tell whether somebody meets a definition: no SQL, no windows, whole days counted one by one.

const DAY = 86_400_000_000
const HOUR = 3_600_000_000

/** Whether somebody meets a definition; `metricNames` by id. */
export function meets(definition: Json, somebody: Somebody, now: number, metricNames: Json): boolean {
  return definition.condition_groups.every(({ conditions }: Json) =>
    conditions.some((condition: Json) => meetsCondition(condition, somebody, now, metricNames)),
  )
}

function meetsCondition(condition: Json, somebody: Somebody, now: number, metricNames: Json): boolean {
  switch (condition.type) {
    case 'profile-property':
      return meetsValue(propertyOf(somebody, condition.property), condition.filter, now)
    case 'profile-group-membership': {
      const joined = condition.group_ids
        .map((id: string) => somebody.groups[id])
        .filter((time: Json) => time !== undefined)
      if (!condition.is_member) return joined.length === 0
      const timeframe = condition.timeframe_filter
      return joined.some((time: number) => !timeframe || meetsDate(time, timeframe, now))
    }
    case 'profile-metric': {
      const events = eventsOf(condition, somebody, now, metricNames)
      const measured =
        condition.measurement === 'count' ? events.length : events.reduce((sum, { value }) => sum + (value ?? 0), 0)
      return compares(measured, condition.measurement_filter.operator, condition.measurement_filter.value)
    }
    case 'profile-marketing-consent':
      return meetsConsent(condition.consent, somebody, now)
    case 'profile-permissions':
      return meetsPermission(condition, somebody, now)
    case 'profile-region':
      return isEuropean(somebody) === condition.in_region
    case 'profile-predictive-analytics':
      return meetsPrediction(condition, somebody, now)
    default:
      throw new Error(`no ${condition.type}`)
  }
}

function propertyOf({ write }: Somebody, name: string): Json {
  const inside = /^properties\['(.*)'\]$/.exec(name)
  if (inside) return (write.properties as Json)?.[inside[1]!]
  if (name === 'city') return (write.location as Json)?.city
  return (write as Json)[name]
}

function eventsOf({ metric_id, timeframe_filter, metric_filters }: Json, somebody: Somebody, now: number, names: Json) {
  return somebody.events.filter(({ metric, timestamp, properties, value }) => {
    if (metric !== names[metric_id]) return false
    if (!meetsDate(Math.floor(timestamp / 1_000_000) * 1_000_000, timeframe_filter, now)) return false
    const all = { ...properties, ...(value !== undefined && { $value: value }) }
    return (metric_filters ?? []).every(({ property, filter }: Json) => meetsValue(all[property], filter, now))
  })
}

function meetsValue(value: Json, filter: Json, now: number): boolean {
  const { type, operator } = filter
  if (type === 'existence') return (value !== undefined && value !== null) === (operator === 'is-set')
  if (value === undefined || value === null) return false
  if (type === 'boolean') return value === filter.value
  if (type === 'numeric') return typeof value === 'number' && compares(value, operator, filter.value)
  if (type === 'list') return Array.isArray(value) && meetsList(value, operator, filter.value)
  if (type === 'date') return typeof value === 'string' && meetsDate(timeOf(value), filter, now)
  if (Array.isArray(value)) {
    if (operator === 'contains') return value.includes(filter.value)
    return operator === 'not-contains' && filter.value !== null && !value.includes(filter.value)
  }
  return typeof value === 'string' && filter.value !== null && meetsText(value, operator, filter.value)
}

function meetsText(value: string, operator: string, wanted: Json): boolean {
  if (operator.startsWith('not-')) return !meetsText(value, operator.slice(4), wanted)
  if (operator === 'nregex') return !meetsText(value, 'regex', wanted)
  if (operator === 'equals') return value === wanted
  if (operator === 'contains') return value.includes(wanted)
  if (operator === 'starts-with') return value.startsWith(wanted)
  if (operator === 'ends-with') return value.endsWith(wanted)
  if (operator === 'in') return wanted.includes(value)
  if (operator === 'regex') return new RegExp(wanted).test(value)
  throw new Error(`no ${operator}`)
}

function meetsList(items: Json[], operator: string, wanted: Json): boolean {
  if (wanted === null) return false
  if (operator.startsWith('not-')) return !meetsList(items, operator.slice(4), wanted)
  if (operator.startsWith('length-')) return compares(items.length, operator.slice(7), wanted)
  if (operator === 'contains') return items.includes(wanted)
  if (operator === 'contains-any') return wanted.some((one: Json) => items.includes(one))
  if (operator === 'contains-all') return wanted.every((one: Json) => items.includes(one))
  if (operator === 'contains-substring') return items.some((item) => typeof item === 'string' && item.includes(wanted))
  throw new Error(`no ${operator}`)
}

function compares(value: number, operator: string, wanted: number): boolean {
  if (operator === 'equals') return value === wanted
  if (operator === 'not-equals') return value !== wanted
  if (operator === 'greater-than') return value > wanted
  if (operator === 'greater-than-or-equal') return value >= wanted
  if (operator === 'less-than') return value < wanted
  return value <= wanted
}

/** Microseconds of the few spellings that the worlds use; NaN for what is no date. */
const timeOf = (text: string): number =>
  /^\d{4}-\d\d-\d\d/.test(text) ? Date.parse(text.includes('T') ? text : `${text}T00:00:00Z`) * 1000 : Number.NaN

const dayNumber = (time: number) => Math.floor(time / DAY)

/** Days between two times, the later one's first: 0 is today, 1 yesterday, -1 tomorrow. */
const daysAgo = (time: number, now: number) => dayNumber(now) - dayNumber(time)

function meetsDate(time: number, filter: Json, now: number): boolean {
  if (Number.isNaN(time)) return false
  const { operator, unit, quantity } = filter
  const length = unit === 'week' ? quantity * 7 : quantity
  const ago = daysAgo(time, now)
  switch (operator) {
    case 'alltime':
      return true
    case 'before':
      return time < timeOf(filter.date)
    case 'after':
      return filter.date.includes('T') ? time > timeOf(filter.date) : dayNumber(time) > dayNumber(timeOf(filter.date))
    case 'between-static':
      return dayNumber(time) >= dayNumber(timeOf(filter.start)) && dayNumber(time) <= dayNumber(timeOf(filter.end))
    case 'in-the-last':
      return time <= now && (unit === 'hour' ? time >= now - quantity * HOUR : ago <= length)
    case 'at-least':
      return unit === 'hour' ? time <= now - quantity * HOUR : ago > length
    case 'in-the-next':
      return time > now && (unit === 'hour' ? time <= now + quantity * HOUR : -ago <= length)
    case 'between': {
      const [low, high] = [filter.start, filter.end].sort((one: number, other: number) => one - other)
      if (unit === 'hour') return time >= now - high * HOUR && time <= now - low * HOUR
      const by = unit === 'week' ? 7 : 1
      return ago >= low * by && ago <= high * by
    }
    case 'calendar-month':
      return monthOf(time) === filter.value
    case 'anniversary-month':
      return monthOf(time) === monthOf(now)
    default:
      return meetsAnniversary(time, filter, now)
  }
}

const monthOf = (time: number) => new Date(time / 1000).getUTCMonth() + 1

/** Puts the month, day and time into each year around, where that day exists. */
function meetsAnniversary(time: number, filter: Json, now: number): boolean {
  const at = new Date(time / 1000).toISOString()
  const year = new Date(now / 1000).getUTCFullYear()
  for (let each = year - 3; each <= year + 3; each++) {
    const text = `${each}${at.slice(4)}`
    const returned = new Date(text)
    if (Number.isNaN(returned.getTime()) || returned.toISOString() !== text) continue
    if (filter.operator === 'anniversary') {
      if (daysAgo(returned.getTime() * 1000, now) === 0) return true
      continue
    }
    const operator = filter.operator === 'anniversary-last' ? 'in-the-last' : 'in-the-next'
    if (meetsDate(returned.getTime() * 1000, { ...filter, operator }, now)) return true
  }
  return false
}

function meetsConsent(
  { channel, can_receive_marketing, consent_status }: Json,
  somebody: Somebody,
  now: number,
): boolean {
  const { subscription } = consent_status
  const filters = (consent_status.filters ?? []) as Json[]
  if (channel === 'push') {
    const { token } = somebody
    if (can_receive_marketing !== (token !== undefined)) return false
    return filters.every(({ filter }) => token !== undefined && meetsDate(token, filter, now))
  }
  const record = somebody.consent[channel === 'sms' ? 'sms.marketing' : 'email.marketing']
  const said = record?.consent.toLowerCase() ?? 'never_subscribed'
  if (subscription !== 'any' && said !== subscription) return false
  const suppressed = somebody.suppressions.length > 0
  const receives =
    channel === 'sms' ? said === 'subscribed' : !!somebody.write.email && !suppressed && said !== 'unsubscribed'
  const cannot =
    channel === 'sms' ? !receives : subscription === 'unsubscribed' || suppressed || said === 'unsubscribed'
  if (can_receive_marketing ? !receives : !cannot) return false
  return filters.every(({ field, filter, method }) => {
    const reason = {
      bounce_date: 'HARD_BOUNCE',
      invalid_email_date: 'INVALID_EMAIL',
      manual_suppression_date: 'USER_SUPPRESSED',
    }[field as string]
    if (reason !== undefined) {
      return somebody.suppressions.some(
        (one) => one.reason === reason && (filter.type === 'existence' || meetsDate(one.timestamp, filter, now)),
      )
    }
    if (record === undefined) return false
    if (field === 'status_date') return meetsDate(record.timestamp, filter, now)
    if (field === 'is_double_opt_in') return record.double_optin === filter.value
    if (field === 'custom_source') return record.custom_method_detail === filter.value
    return record.method.toLowerCase() === method && (!filter || filter.value.includes(record.method_detail))
  })
}

function meetsPermission({ channel, permission }: Json, somebody: Somebody, now: number): boolean {
  const record = somebody.consent[channel === 'whatsapp_marketing' ? 'whatsapp.marketing' : 'whatsapp.transactional']
  const fits = {
    explicitly_reachable: record?.consent === 'SUBSCRIBED',
    implicitly_reachable: false,
    implicitly_or_explicitly_reachable: record?.consent === 'SUBSCRIBED',
    explicitly_unreachable: record?.consent === 'UNSUBSCRIBED',
    implicitly_unreachable: record === undefined,
    implicitly_or_explicitly_unreachable: record?.consent !== 'SUBSCRIBED',
  }[permission.reachable_status as string]
  return (
    fits === true && (permission.filters ?? []).every(({ filter }: Json) => meetsDate(record!.timestamp, filter, now))
  )
}

function isEuropean({ write }: Somebody): boolean {
  const country = (write.location as Json)?.country as string | undefined
  if (country) return ['DE', 'Germany', 'france'].includes(country.trim())
  return write.phone_number?.startsWith('+49') === true
}

function meetsPrediction(
  { dimension, measurement, predicted_channel, filter }: Json,
  { predictions }: Somebody,
  now: number,
) {
  if (predictions === undefined) return false
  if (dimension !== 'channel_affinity') {
    const name = dimension === 'expected_date_of_next_purchase' ? 'expected_date_of_next_order' : dimension
    return meetsValue(predictions[name], filter, now)
  }
  const place = predictions.ranked_channel_affinity.indexOf(predicted_channel)
  if (place < 0) return false
  if (measurement === 'priority') return place + 1 === filter.value
  return ((['high', 'medium'][place] ?? 'low') === filter.value) === (filter.operator === 'equals')
}
