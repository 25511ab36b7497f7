import { changed, channels, messagePairs, upgrade } from '../../../../schemas/revisions/2026-10-15-split-campaigns.ts'
import type { VariationDefinition } from '../../../../store/campaigns.ts'
import type { Db } from '../../../../store/database.ts'
import type { ErrorEntry } from '../../../errors.ts'
import { detailsProblems, type Details } from '../details.ts'
import { problemIf } from '../problems.ts'
import type { MessageDefinition } from './bodies.ts'
import { kindOf, type MessageKind } from './types.ts'

// The content of a message as an older body gives it. campaigns-content §2.3, §2.4.

/** The newer name of the channel that a definition is for; undefined for none that the older model knows. */
export const newerChannel = (definition: MessageDefinition): Details['channel'] | undefined =>
  channels.find(([, older]) => older === definition.channel)?.[0]

/** What a definition makes the message be; the one it is where it does not say. */
function kindAfter(definition: MessageDefinition, current: Details): MessageKind {
  const channel = newerChannel(definition) ?? current.channel
  if (channel !== 'push') return kindOf({ channel })
  return kindOf({ channel, push_type: definition.notification_type ?? current.push_type })
}

/** The variation with what a definition says of it; what that leaves out stays. `current` has a channel, at least. */
export function withContent(
  definition: MessageDefinition,
  current: VariationDefinition & { details: Details },
): VariationDefinition & { details: Details } {
  const pairs = messagePairs[kindAfter(definition, current.details)]
  const parts = changed({ 'campaign-variation': { definition: current } }, upgrade(pairs, { definition }))
  return parts['campaign-variation'].definition
}

/** What is wrong with a definition, beyond its schema; `pointer` leads to it. Texts Assumed. */
export function contentProblems(
  definition: MessageDefinition,
  current: Details,
  db: Db,
  pointer: string,
): ErrorEntry[] {
  const { channel, content, options } = definition
  const known = channels.map(([, older]) => older)
  const newer = newerChannel(definition)
  if (channel !== undefined && newer === undefined) {
    return problemIf(true, `'channel' must be one of: ${known.join(', ')} (got ${channel})`, `${pointer}/channel`)
  }
  if (newer !== undefined && newer !== current.channel) {
    return problemIf(true, "'channel' cannot be changed.", `${pointer}/channel`)
  }
  const { details } = withContent(definition, { name: null, details: { channel: current.channel } })
  return [
    ...foreignMembers(content ?? {}, kindAfter(definition, current), pointer.replace(/\/definition$/, '')),
    ...addressProblems(content ?? {}, pointer),
    ...detailsProblems(details, current, db, `${pointer}/content`),
    ...buttonProblems(content?.action_buttons, `${pointer}/content/action_buttons`),
    ...openProblems(options?.on_open, `${pointer}/options/on_open`),
  ]
}

/** Members of another channel, which the schema of 2024-10-15 lets pass. Text and shallow pointer Observed, §1. */
function foreignMembers(content: Readonly<Record<string, unknown>>, kind: MessageKind, pointer: string): ErrorEntry[] {
  const own = messagePairs[kind].map(({ older }) => older)
  return Object.keys(content)
    .filter((name) => !own.includes(`definition.content.${name}`))
    .flatMap((name) =>
      problemIf(true, `'${name}' is not a valid field for the resource 'content'.`, `${pointer}/${name}`),
    )
}

/** Assumed: any address may send. The service takes only verified ones (weakly Observed, §2.3), which nothing tells. */
function addressProblems(content: Readonly<Record<string, unknown>>, pointer: string): ErrorEntry[] {
  return ['from_email', 'reply_to_email', 'cc_email', 'bcc_email'].flatMap((name) => {
    const value = content[name]
    const wrong = typeof value === 'string' && value !== '' && !/^[^\s@]+@[^\s@]+$|\{[{%]/.test(value)
    return problemIf(wrong, `'${name}' must be a valid email address.`, `${pointer}/content/${name}`)
  })
}

const ACTIONS = ['open_app', 'deep_link', 'open_url', 'dismiss']

/** Documented rules, campaigns-content §2.4. */
function buttonProblems(given: unknown, pointer: string): ErrorEntry[] {
  if (!Array.isArray(given)) return []
  const buttons = given as { action_type: string; position?: number | null }[]
  const positions = buttons.flatMap(({ position }) => position ?? []).sort((left, right) => left - right)
  return [
    ...buttons.flatMap(({ action_type: action }, index) =>
      problemIf(
        !ACTIONS.includes(action),
        `'action_type' must be one of: ${ACTIONS.join(', ')} (got ${action})`,
        `${pointer}/${index}/action_type`,
      ),
    ),
    ...problemIf(
      positions.length > 0 && (positions.length < buttons.length || positions.some((at, index) => at !== index)),
      "'position' must count from 0 without gaps.",
      pointer,
    ),
  ]
}

/** Assumed: one link is enough, for nothing tells the platforms that are enabled. */
function openProblems(given: Readonly<Record<string, unknown>> | null | undefined, pointer: string): ErrorEntry[] {
  const linked = Boolean(given?.ios_deep_link ?? given?.android_deep_link)
  return [
    ...problemIf(given?.type === 'deep_link' && !linked, 'A deep link is required for each enabled platform.', pointer),
    ...problemIf(given?.type === 'open_web_url' && !given.web_url, "'web_url' is required.", `${pointer}/web_url`),
  ]
}
