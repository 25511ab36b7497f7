import type { Counter, Unique } from './statistics.ts'

// Klaviyo's own metrics that message reports count. Names Observed, events §6, §8; those of WhatsApp are Assumed.

/** How reports call the channels. Documented, events §4.1. */
export type SendChannel = 'email' | 'sms' | 'push-notification' | 'whatsapp'

interface MessageMetric {
  name: string
  channel: SendChannel
  counts: Counter
  /** Whose profiles are counted once each. */
  unique?: Unique
}

const metric = (channel: SendChannel, name: string, counts: Counter, unique?: Unique): MessageMetric => ({
  name,
  channel,
  counts,
  ...(unique && { unique }),
})

/** That a message was sent to a profile, whether it arrived or not: what everything else is counted back to. */
export const sendMetrics: readonly MessageMetric[] = [
  metric('email', 'Received Email', 'delivered'),
  metric('email', 'Bounced Email', 'bounced'),
  metric('sms', 'Received Text Message', 'delivered'),
  metric('sms', 'Received SMS', 'delivered'),
  metric('sms', 'Failed to Deliver Text Message', 'failed'),
  metric('sms', 'Failed to Deliver SMS', 'failed'),
  metric('push-notification', 'Received Push', 'delivered'),
  metric('push-notification', 'Bounced Push', 'bounced'),
  metric('whatsapp', 'Received WhatsApp', 'delivered'),
  metric('whatsapp', 'Failed to Deliver WhatsApp', 'failed'),
]

/** What a profile did with a message. Unsubscribing counts where the event names the message: Assumed. */
export const reactionMetrics: readonly MessageMetric[] = [
  metric('email', 'Opened Email', 'opens', 'opens'),
  metric('email', 'Clicked Email', 'clicks', 'clicks'),
  metric('email', 'Clicked email to unsubscribe', 'unsubscribes', 'unsubscribes'),
  metric('email', 'Marked Email as Spam', 'spam_complaints'),
  metric('sms', 'Opened Text', 'opens', 'opens'),
  metric('sms', 'Clicked Text Message', 'clicks', 'clicks'),
  metric('sms', 'Clicked SMS', 'clicks', 'clicks'),
  metric('sms', 'Unsubscribed from Text Messaging Marketing', 'unsubscribes', 'unsubscribes'),
  metric('sms', 'Unsubscribed from SMS Marketing', 'unsubscribes', 'unsubscribes'),
  metric('push-notification', 'Opened Push', 'opens', 'opens'),
  metric('whatsapp', 'Opened WhatsApp', 'opens', 'opens'),
  metric('whatsapp', 'Clicked WhatsApp', 'clicks', 'clicks'),
]
