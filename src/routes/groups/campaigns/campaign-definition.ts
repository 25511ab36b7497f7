import type { CampaignDefinition as Given } from '../../../schemas/contract/request-bodies.ts'
import type { Builder, CampaignDefinition, Message } from '../../../store/campaigns.ts'
import type { Db } from '../../../store/database.ts'
import { findResource } from '../../../store/resources.ts'
import { isTimeZone } from '../../../store/time-zones.ts'
import type { ErrorEntry } from '../../errors.ts'
import { DEFINITION, merged, problemIf } from './problems.ts'

// What a campaign says of itself. revision-2026-10-15 §3.4.

interface SendSettings {
  send_timezone: string | null
  send_strategy: string | null
  send_passed_rltz_immediately: boolean | null
  exit_condition_enabled: boolean | null
  exit_condition_conversion_metric_id: string | null
}

const defaultSettings: SendSettings = {
  send_timezone: 'UTC',
  send_strategy: null,
  send_passed_rltz_immediately: false,
  exit_condition_enabled: false,
  exit_condition_conversion_metric_id: null,
}

/** What a campaign has before anybody says anything: Assumed, the builder too. */
export const campaignDefaults: CampaignDefinition = {
  name: null,
  builder: 'canvas',
  archived: false,
  color: null,
  description: null,
  send_settings: { ...defaultSettings },
}

const settingsOf = (definition: CampaignDefinition) => definition.send_settings as unknown as SendSettings

/** The definition as it will be: members left out stay, `send_settings` member by member; null clears (Assumed). */
export function mergedDefinition(given: Given, current = campaignDefaults): CampaignDefinition {
  const { send_settings: settings } = given
  const definition = merged(given, current, campaignDefaults)
  return {
    ...definition,
    builder: (given.builder ?? current.builder) as Builder,
    color: definition.color?.toLowerCase() ?? null,
    send_settings: { ...merged(settings, settingsOf(current), defaultSettings) },
  }
}

/** What is wrong with a definition. Assumed but for the rule of UTC (Documented). */
export function campaignProblems(definition: CampaignDefinition, db: Db): ErrorEntry[] {
  const { name, builder, color } = definition
  const at = (member: string) => `${DEFINITION}/${member}`
  return [
    ...problemIf(!name?.trim(), "'name' is a required field for the resource 'CampaignDefinition'.", at('name')),
    ...problemIf(
      builder !== 'canvas' && builder !== 'wizard',
      `'builder' must be one of: canvas, wizard (got ${builder})`,
      at('builder'),
    ),
    ...problemIf(
      color !== null && !/^[0-9a-f]{6}$/.test(color),
      "'color' must be six hexadecimal digits without a leading #.",
      at('color'),
    ),
    ...settingProblems(settingsOf(definition), db),
  ]
}

function settingProblems(settings: SendSettings, db: Db): ErrorEntry[] {
  const { send_timezone: zone, send_strategy: strategy, exit_condition_conversion_metric_id: metric } = settings
  const at = (member: string) => `${DEFINITION}/send_settings/${member}`
  const known = metric !== null && findResource(db, { type: 'metric', id: metric }) !== undefined
  const isZone = zone === null || isTimeZone(zone)
  return [
    ...problemIf(!isZone, `'${zone}' is not a valid time zone.`, at('send_timezone')),
    ...problemIf(
      isZone && strategy?.toLowerCase() === 'timezone' && zone !== 'UTC',
      "'send_timezone' must be UTC when 'send_strategy' is timezone.",
      at('send_timezone'),
    ),
    ...problemIf(
      (settings.exit_condition_enabled === true || metric !== null) && !known,
      metric === null ? 'An exit condition needs a conversion metric.' : `A metric with id ${metric} does not exist.`,
      at('exit_condition_conversion_metric_id'),
    ),
  ]
}

/**
 * What a change may not do: another builder (Assumed), another exit condition once a message was sent (Documented for
 * the app; the status Assumed).
 */
export function changeProblems(
  definition: CampaignDefinition,
  current: CampaignDefinition,
  messages: readonly Message[],
): ErrorEntry[] {
  const [after, before] = [settingsOf(definition), settingsOf(current)]
  const sent = messages.some((message) => ['sending', 'sent'].includes(message.definition.status))
  const changed = (['exit_condition_enabled', 'exit_condition_conversion_metric_id'] as const).filter(
    (name) => after[name] !== before[name],
  )
  return [
    ...problemIf(definition.builder !== current.builder, "'builder' cannot be changed.", `${DEFINITION}/builder`),
    ...changed.flatMap((name) =>
      problemIf(
        sent,
        `'${name}' cannot be changed after the first message was sent.`,
        `${DEFINITION}/send_settings/${name}`,
      ),
    ),
  ]
}
