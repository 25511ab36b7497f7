import { variationSelection } from '../../../store/campaign-selections.ts'
import { findVariation } from '../../../store/campaigns.ts'
import { formatSeconds } from '../../../store/clock.ts'
import { flowMessageSelection } from '../../../store/flow-selections.ts'
import { findFlowMessage } from '../../../store/flows.ts'
import type { Db } from '../../../store/database.ts'
import { findResource, type Identifier } from '../../../store/resources.ts'
import type { Selection } from '../../../store/selection.ts'
import { templateSelection, universalContentSelection } from '../../../store/templates.ts'
import {
  TRANSLATED,
  translatedBy,
  translatedColumn,
  translationSelection,
  type Translated,
  type TranslationAttributes,
} from '../../../store/translations.ts'
import type { Context } from '../../context.ts'
import { conflict, invalid, invalidEntry, notFound, refuse, type ErrorEntry } from '../../errors.ts'
import type { Input, Relationship, ResourceType } from '../../resource.ts'
import { localeProblems } from './locales.ts'
import { channelOfFlowMessage, channelOfVariation } from './source-texts.ts'
import { storeValues, valueProblems, valuesOf, type GivenValue } from './values.ts'

const TRANSLATION = 'translation'

/** The one that is translated shows its id; the four others are links. Assumed, revision-2026-10-15 §4.2. */
const translated = (type: Translated, selection?: Selection): Relationship => ({
  type,
  many: false,
  related: translatedBy(type, selection),
  column: translatedColumn(type),
  knownWhenLinked: true,
})

export const translationType: ResourceType = {
  type: TRANSLATION,
  collection: 'translations',
  selection: translationSelection,
  attributes: ['source_locale', 'target_locales', 'fallback_locale', 'channel', 'metadata', 'created', 'updated'],
  computed: { values: { value: valuesOf } },
  relationships: {
    'campaign-variation': translated('campaign-variation', variationSelection),
    'flow-message': translated('flow-message', flowMessageSelection),
    template: translated('template', templateSelection),
    'template-universal-content': translated('template-universal-content', universalContentSelection),
    'consent-page': translated('consent-page'),
  },
  create: createTranslation,
  update: (row, { attributes }, context) => {
    const stored = JSON.parse(row.attributes) as TranslationAttributes
    const changed = { ...stored, ...changesOf(attributes) }
    const { values } = attributes as { values?: readonly unknown[] | null }
    refuse([...localeProblems(changed), ...valueProblems(values ?? [], row.id, changed.target_locales, context)])
    return { ...changed }
  },
  updated: ({ id, attributes: before }, { attributes }, context) => {
    const { target_locales } = { ...(JSON.parse(before) as TranslationAttributes), ...changesOf(attributes) }
    storeValues(id, (attributes.values as readonly GivenValue[] | null | undefined) ?? [], target_locales, context)
  },
}

/** Locales that a change gives; null leaves them as they are (Assumed), and what stands twice counts once. */
function changesOf(attributes: Input['attributes']): Partial<TranslationAttributes> {
  const { source_locale, target_locales, fallback_locale } = attributes as Partial<TranslationAttributes>
  return {
    ...(source_locale != null && { source_locale }),
    ...(target_locales != null && { target_locales: [...new Set(target_locales)] }),
    ...(fallback_locale != null && { fallback_locale }),
  }
}

/** Channels that a resource can be translated for. Observed of a public connector but for consent pages, §4.4. */
const channels: Readonly<Record<Translated, readonly string[]>> = {
  'campaign-variation': ['email', 'sms', 'mobile_push'],
  'flow-message': ['email', 'sms', 'mobile_push'],
  template: ['email', 'whatsapp'],
  'template-universal-content': ['email'],
  'consent-page': ['web'],
}

/** POST /api/translations: one for each resource and channel. */
function createTranslation({ attributes, relationships }: Input, { db, now }: Context) {
  const source = sourceIn(relationships)
  const type = source.type as Translated
  // The sandbox has no consent pages: no operation makes one.
  if (type === 'consent-page' && findResource(db, source) === undefined) {
    throw notFound(`A consent-page with id ${source.id} does not exist.`)
  }
  const { channel } = attributes as { channel: string }
  const allowed = channelsOf(db, type, source.id)
  const time = formatSeconds(now)
  const locales = changesOf(attributes) as Pick<
    TranslationAttributes,
    'source_locale' | 'target_locales' | 'fallback_locale'
  >
  refuse([...localeProblems(locales), ...channelProblems(channel, allowed, channels[type])])
  const id = `${type}::${channel}::${source.id}`
  if (findResource(db, { type: TRANSLATION, id }) !== undefined) {
    // Observed status, revision-2026-10-15 §4.4; code and text Assumed.
    throw conflict('conflict', `A translation with id ${id} already exists.`)
  }
  return { id, attributes: { ...locales, channel, metadata: null, created: time, updated: time } }
}

/** A variation and a flow message go out on one channel. */
function channelsOf(db: Db, type: Translated, id: string): readonly string[] {
  if (type === 'campaign-variation') return [channelOfVariation(findVariation(db, id)!.definition.details)]
  return type === 'flow-message' ? [channelOfFlowMessage(findFlowMessage(db, id)!)] : channels[type]
}

/** What is to be translated: one resource, no more and no less. Assumed, as are place and text. */
function sourceIn(relationships: Input['relationships']): Identifier {
  const sources = TRANSLATED.flatMap((type) => (relationships[type] as Identifier | undefined) ?? [])
  const [source] = sources
  if (source !== undefined && sources.length === 1) return source
  throw invalid(`Exactly one of ${TRANSLATED.join(', ')} must be given (got ${sources.length}).`, {
    pointer: '/data/relationships',
  })
}

/** Assumed: place and text. */
function channelProblems(channel: string, own: readonly string[], ofType: readonly string[]): ErrorEntry[] {
  if (own.includes(channel) && ofType.includes(channel)) return []
  const detail = `'channel' must be one of: ${own.join(', ')} (got ${channel})`
  return [invalidEntry(detail, { pointer: '/data/attributes/channel' })]
}
