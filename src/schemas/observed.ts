import type { OperationId, Revision } from './contract.ts'

/*
 * Where the live API was seen to differ from its specification: the wire wins. One row each, with how it is known.
 */

/** Success statuses that differ. Observed at 2026-07-15, protocol §8.5. */
export const observedStatus: Partial<Record<OperationId, number>> = {
  merge_profiles: 202,
  delete_template: 200,
  clone_template: 200,
  render_template: 200,
  update_categories_for_catalog_item: 200,
}

/** What tells the attributes of a profile, or of an image in an answer, from other objects of a schema. */
const PROFILE = ['external_id', 'first_name']
const IMAGE = ['name', 'image_url', 'hidden']

/** Attributes that a schema does not list, or not with this type. */
export const observedMembers: readonly {
  /** Members of the object that carries the attribute. */
  beside: readonly string[]
  /** Names of the schemas; undefined = every one, of requests and of answers. */
  schemas?: readonly string[]
  attribute: string
  type: readonly string[]
  known: string
}[] = [
  {
    beside: PROFILE,
    attribute: 'external_id',
    type: ['string', 'number', 'null'],
    known: 'Observed at 2025-04-15: the number 1 is taken, stored and shown as a number, protocol §8.2',
  },
  {
    beside: PROFILE,
    schemas: ['ProfileCreateQuery', 'ProfilePartialUpdateQuery'],
    attribute: 'anonymous_id',
    type: ['string', 'null'],
    known: 'Observed at 2025-04-15, recorded bodies of create_profile and update_profile; later ones Assumed',
  },
  {
    beside: IMAGE,
    attribute: 'name',
    type: ['string', 'null'],
    known: 'Observed: null after an update that names none, campaigns-content §1.1',
  },
  {
    beside: ['link_url', 'platform'],
    attribute: 'platform',
    type: ['string'],
    known: 'Assumed: the schema lists one platform only, groups/brands/social-groups.ts',
  },
]

/** Attributes that answers carry although no schema lists them; a dotted path is a member of a listed attribute. */
export const observedAttributes: readonly { type: string; attribute: string; from: Revision; known: string }[] = [
  {
    type: 'profile',
    attribute: 'anonymous_id',
    from: '2024-10-15',
    known: 'Observed at 2025-04-15, 2026-04-15 and 2026-07-15, null: audience §2.1',
  },
  {
    type: 'profile',
    attribute: 'whatsapp_bsuid',
    from: '2026-04-15',
    known: 'Observed at 2026-04-15 and 2026-07-15, null: audience §2.1',
  },
  {
    type: 'campaign',
    attribute: 'send_options.ignore_unsubscribes',
    from: '2024-10-15',
    known: 'Observed of e-mail at 2026-04-15 and 2026-07-15, false: campaigns-content §2.3; before, Assumed',
  },
  {
    type: 'profile',
    attribute: 'subscriptions.email.click_tracking',
    from: '2026-07-15',
    known: 'Observed at 2026-07-15, listed since 2026-10-15: audience §3.1',
  },
]

/** A member that is null although no schema says so: in any schema by the end of its path, in a named one by all of it. */
export interface ObservedNull {
  schema?: string
  path: string
  known: string
}

/** Such members of answers. */
export const observedNulls: readonly ObservedNull[] = [
  ...[
    ...['GetMetricResponse', 'GetMappedMetricMetricRelationshipResponse'],
    ...['GetCustomMetricResponse', 'GetMappedMetricCustomMetricRelationshipResponse'],
  ].map((schema) => ({
    schema,
    path: 'data',
    known: 'Documented since 2026-04-15 of a slot that is not mapped; before, Assumed',
  })),
  {
    path: 'relationships.template.data',
    known: 'Observed at 2026-07-15 of campaign messages without a template, campaigns-content §1, §2.6',
  },
  {
    path: 'relationships.image.data',
    known: 'Observed at 2026-07-15 of campaign messages without an image, campaigns-content §1',
  },
  {
    path: 'relationships.translation.data',
    known: 'Observed of other to-one relationships that are included and empty, protocol §5.1; of this one Assumed',
  },
]

/** Such members of requests. */
export const observedRequestNulls: readonly ObservedNull[] = [
  ...['metric', 'custom-metric'].map((relationship) => ({
    schema: 'MappedMetricPartialUpdateQueryResourceObject',
    path: `relationships.${relationship}.data`,
    known: 'Observed at 2026-07-15: null unsets a slot, events §3.5',
  })),
  {
    schema: 'BrandLogoPartialUpdateQueryResourceObject',
    path: 'relationships.image.data',
    known: 'Documented in the description of the request: taken, and as good as nothing',
  },
  ...['brand-button', 'brand-logo', 'brand-social-group'].map((relationship) => ({
    schema: 'BrandEmailDefaultPartialUpdateQueryResourceObject',
    path: `relationships.${relationship}.data`,
    known: 'Assumed, as JSON:API unlinks; wrong if it is refused, revision-2026-10-15 §5',
  })),
]

/** How errors about unknown members call what the schema calls otherwise; they point at the object around it. */
export const observedResources: readonly { schemas: readonly string[]; resource: string; known: string }[] = [
  {
    schemas: ['EmailContentSubObject', 'SMSContentSubObjectCreate'],
    resource: 'content',
    known: 'Observed of e-mail (raw bodies of 2024), campaigns-content §1',
  },
  {
    schemas: [
      ...['EmailTrackingOptionsSubObject', 'SMSTrackingOptionsSubObject'],
      ...['CampaignsEmailTrackingOptions', 'CampaignsSMSTrackingOptions'],
    ],
    resource: 'tracking-options',
    known: 'Observed in outline, campaigns-content §1',
  },
]

/** Relationships that answers carry although no schema lists them there, unless the schema has the one in `unless`. */
export const observedRelationships: readonly {
  type: string
  relationship: string
  unless: string
  from: Revision
  known: string
}[] = [
  {
    type: 'profile',
    relationship: 'conversation',
    unless: 'conversations',
    from: '2025-04-15',
    known:
      'Observed at 2025-04-15, 2026-04-15 and 2026-07-15: reads, writes, members and included profiles carry the ' +
      'singular; only where the schema has the plural does that stand instead. protocol §2.3, audience §2.1',
  },
  {
    type: 'flow-message',
    relationship: 'image',
    unless: 'image',
    from: '2026-07-15',
    known: 'Observed at 2026-07-15 of reads, links only: events-flows §5.4',
  },
]

/** Attributes that a type shows at a revision although its schema does not list them. */
export const observedAttributesOf = (type: string, revision: Revision): string[] =>
  observedAttributes.filter((row) => row.type === type && revision >= row.from).map(({ attribute }) => attribute)

/** Relationships that a type shows at a revision although its schema, which has these, does not list them. */
export const observedRelationshipsOf = (type: string, revision: Revision, listed: object): string[] =>
  observedRelationships
    .filter((row) => row.type === type && revision >= row.from && !(row.unless in listed))
    .map(({ relationship }) => relationship)

/** Resources that may be included although the contract does not list them. */
export const observedIncludes: readonly { operationId: OperationId; include: string; known: string }[] = [
  {
    operationId: 'get_campaign_messages',
    include: 'campaign-variations',
    known:
      'Assumed: public connectors written for the beta send it and the revision that followed does not list it; wrong ' +
      'if it is answered 400. revision-2026-10-15 §3.3',
  },
]

/** Whether an operation may include what its contract does not list. */
export const mayInclude = (operationId: OperationId, name: string): boolean =>
  observedIncludes.some((row) => row.operationId === operationId && row.include === name)

/** The relationships of the bulk jobs of catalogs to their rows. */
const catalogJobRows = Object.entries({ item: 'items', variant: 'variants', category: 'categories' }).flatMap(
  ([kind, relationship]) =>
    ['create', 'update', 'delete'].map((verb) => ({ type: `catalog-${kind}-bulk-${verb}-job`, relationship })),
)

/** Relationships that a schema lists but the wire never showed unless included. */
export const unobservedRelationships: readonly { type: string; relationship: string; known: string }[] = [
  {
    type: 'event',
    relationship: 'attributions',
    known: 'Observed at 2026-04-15: only profile and metric, events §2.5; shown when included is Assumed',
  },
  ...catalogJobRows.map((row) => ({
    ...row,
    known: 'Observed at 2026-07-15 of the creation of items, campaigns-content §6.4; others Assumed',
  })),
]

/** Relationships that are shown without links although the schema lists them. */
const unlinkedRelationships: readonly { type: string; relationship: string; known: string }[] = [
  { type: 'webhook', relationship: 'webhook-topics', known: 'Observed at 2026-07-15, events §6' },
  ...catalogJobRows.map((row) => ({
    ...row,
    known: 'Observed at 2026-07-15 of the creation of items, campaigns-content §6.4; others Assumed',
  })),
]

export const isUnlinked = (type: string, relationship: string): boolean =>
  unlinkedRelationships.some((row) => row.type === type && row.relationship === relationship)

/** Types without attributes that answer with an empty object all the same. */
const emptyAttributes: readonly { type: string; known: string }[] = [
  { type: 'webhook-topic', known: 'Observed at 2026-07-15, events §6' },
]

export const showsEmptyAttributes = (type: string): boolean => emptyAttributes.some((row) => row.type === type)

/** The methods that Allow lists depend on the kind of path, not on what exists there. Observed, protocol §8.4. */
export const observedAllow = {
  collection: 'GET, POST, HEAD, OPTIONS',
  item: 'GET, PUT, PATCH, DELETE, HEAD, OPTIONS',
  /** Assumed, by analogy. */
  related: 'GET, HEAD, OPTIONS',
  /** Assumed, by analogy. */
  relationship: 'GET, POST, PATCH, DELETE, HEAD, OPTIONS',
  action: 'POST, OPTIONS',
} as const

/** Collections that are actions: recorded for assign-template, value reports and metric aggregates. */
export function isAction(collection: string): boolean {
  return collection === 'campaign-message-assign-template' || /(-reports|-aggregates)$/.test(collection)
}
