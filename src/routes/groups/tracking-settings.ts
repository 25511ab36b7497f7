import {
  defaultTrackingSetting,
  saveTrackingSetting,
  TRACKING_SETTING,
  trackingSettingSelection,
} from '../../store/tracking-settings.ts'
import type { Answer, Context } from '../context.ts'
import { invalid } from '../errors.ts'
import type { Group, ResourceType } from '../resource.ts'
import { findOrThrow } from '../shapes/read.ts'
import { inputOf, requireSameId } from '../shapes/write.ts'

// Tracking settings: the UTM parameters that an account adds to links. One record, with the id of the account.
// campaigns-content §5.4, events §7.

const trackingSettingType: ResourceType = {
  type: TRACKING_SETTING,
  collection: 'tracking-settings',
  selection: trackingSettingSelection,
  attributes: Object.keys(defaultTrackingSetting),
  whole: ['utm_source', 'utm_medium', 'utm_campaign', 'utm_id', 'utm_term', 'custom_parameters'],
  relationships: {},
}

export const trackingSettings: Group = {
  name: 'Tracking Settings',
  types: [trackingSettingType],
  takeOvers: { update_tracking_setting: updateTrackingSetting },
}

/** Documented. */
const MOST_CUSTOM_PARAMETERS = 5

type Setting = Record<string, unknown>

function updateTrackingSetting(context: Context): Answer {
  const { db, id, now } = context
  const row = findOrThrow(trackingSettingType, id, context)
  const input = inputOf(context.body)
  requireSameId(input.id, id)
  checkCustomParameters(input.attributes.custom_parameters as readonly unknown[] | null | undefined)
  const changed: Setting = JSON.parse(row.attributes) as Setting
  for (const [name, value] of Object.entries(input.attributes)) changed[name] = merged(name, changed[name], value)
  saveTrackingSetting(db, id, changed, now)
  return { kind: 'one', type: TRACKING_SETTING, row: findOrThrow(trackingSettingType, id, context) }
}

/**
 * A member that is given in place of what it was; of a parameter, only the halves that are given. Assumed: that null
 * takes a parameter off, and sets to its default what is always on (Documented of utm_source and utm_medium).
 */
function merged(name: string, before: unknown, given: unknown): unknown {
  const initial = (defaultTrackingSetting as Setting)[name]
  if (given === null) return initial
  if (!name.startsWith('utm_')) return name === 'custom_parameters' ? (given as Setting[]).map(halves) : given
  const both = halves({ ...(before as Setting | null), ...(given as Setting) })
  if (initial === null) return both
  return Object.fromEntries(Object.entries(both).map(([half, value]) => [half, value ?? (initial as Setting)[half]]))
}

/** A parameter with both of its halves, in wire order: for flows and for campaigns. */
const halves = ({ flow = null, campaign = null, name }: Setting): Setting => ({
  flow,
  campaign,
  ...(name !== undefined && { name }),
})

/** Assumed: status and text. */
function checkCustomParameters(given: readonly unknown[] | null | undefined): void {
  if ((given?.length ?? 0) <= MOST_CUSTOM_PARAMETERS) return
  throw invalid(`A maximum of ${MOST_CUSTOM_PARAMETERS} custom parameters is allowed.`, {
    pointer: '/data/attributes/custom_parameters',
  })
}
