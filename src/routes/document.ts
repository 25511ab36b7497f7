import {
  isUnlinked,
  observedAttributesOf,
  observedRelationshipsOf,
  showsEmptyAttributes,
  unobservedRelationships,
} from '../schemas/observed.ts'
import { shapesOf, type AttributeTree, type ResourceShape } from '../schemas/projection.ts'
import { downgradesOf } from '../schemas/revisions/change.ts'
import { revisionChanges } from '../schemas/revisions/index.ts'
import { formatMicroseconds } from '../store/clock.ts'
import type { Row } from '../store/selection.ts'
import type { Context, FreshTimes } from './context.ts'
import { createFrame, type Frame } from './frame.ts'
import type { Computed, Relationship, ResourceType } from './resource.ts'

type Json = Record<string, unknown>

/**
 * How a resource type is shown in one answer: the attributes that the revision's schema lists (or that fields[…] asks
 * for), and its relationships. Worked out once per operation, revision and query, then used for every row.
 */
export interface View {
  type: ResourceType
  frame: Frame
  /** The stored text is shown as it is. */
  verbatim: boolean
  allowed: AttributeTree
  /** Dotted paths asked for through fields[…]; undefined = all. */
  sparse: readonly string[] | undefined
  computed: readonly (readonly [string, Computed])[]
  /** From the stored attributes to those of the revision. */
  downgrades: readonly ((attributes: Json) => Json)[]
  relationships: readonly ShownRelationship[]
}

interface ShownRelationship {
  name: string
  relationship: Relationship
  included: boolean
}

/** The view of a type as primary data or in `included`. */
export function createView(type: ResourceType, role: 'primary' | 'included', context: Context): View {
  const shapes = shapesOf(context.operation)
  const shape = (role === 'primary' ? shapes.primary : shapes.included).get(type.type) ?? storedShape(type)
  const additional = context.query.additional.get(type.type) ?? []
  const computed = Object.entries(type.computed ?? {}).filter(
    ([name, { always }]) => additional.includes(name) || (always === true && name in shape.attributes),
  )
  const allowed = allowedAttributes(type, shape, context)
  const sparse = context.query.fields.get(type.type)
  const relationships = shownRelationships(type, shape, role, context)
  const frameShape = {
    type: type.type,
    collection: type.collection,
    hasAttributes: Object.keys(shape.attributes).length > 0 || computed.length > 0 || showsEmptyAttributes(type.type),
    relationships: relationships.map((shown) => ({
      name: shown.name,
      data: showsData(shown),
      self: !isUnlinked(type.type, shown.name) && (shape.relationships[shown.name]?.self ?? true),
      related: !isUnlinked(type.type, shown.name) && (shape.relationships[shown.name]?.related ?? true),
    })),
    links: shape.resourceLinks,
  }
  const frame = createFrame(frameShape, context.baseUrl)
  const downgrades = downgradesOf(revisionChanges, type.type, context.revision)
  const verbatim =
    sparse === undefined &&
    computed.length + downgrades.length === 0 &&
    type.view === undefined &&
    type.attributes.every((name) => allowed[name] === true)
  return { type, frame, verbatim, allowed, sparse, computed, downgrades, relationships }
}

/** Whether a relationship may show `data`: it always does, does when there are links, or was included. */
export function showsData({ relationship, included }: ShownRelationship): boolean {
  return included || relationship.known === true || relationship.knownWhenLinked === true
}

/** What a type shows where no schema speaks of it: all that is stored. */
function storedShape(type: ResourceType): ResourceShape {
  return {
    attributes: Object.fromEntries(type.attributes.map((name) => [name, true])),
    relationships: Object.fromEntries(
      Object.entries(type.relationships).map(([name, { many }]) => [name, { self: true, related: true, many }]),
    ),
    resourceLinks: true,
  }
}

/** Attributes of the schema; those whose stored members all pass count as free, so that the text can be kept. */
function allowedAttributes(type: ResourceType, shape: ResourceShape, { revision }: Context): AttributeTree {
  const allowed: Record<string, AttributeTree | true> = { ...shape.attributes }
  for (const name of type.whole ?? []) if (name in allowed) allowed[name] = true
  return observedAttributesOf(type.type, revision).reduce<AttributeTree>(
    (tree, path) => withPath(tree, path.split('.')),
    allowed,
  )
}

/** The tree with this path in it, too; without change when the attribute that the path begins in is not there. */
function withPath(tree: AttributeTree, [name, ...rest]: readonly string[]): AttributeTree {
  if (rest.length === 0) return { ...tree, [name!]: tree[name!] ?? true }
  const below = tree[name!]
  return typeof below === 'object' ? { ...tree, [name!]: withPath(below, rest) } : tree
}

function shownRelationships(
  type: ResourceType,
  shape: ResourceShape,
  role: 'primary' | 'included',
  { query, revision }: Context,
): ShownRelationship[] {
  const observed = observedRelationshipsOf(type.type, revision, shape.relationships)
  const hidden = unobservedRelationships.filter((row) => row.type === type.type).map((row) => row.relationship)
  const shown: ShownRelationship[] = []
  for (const [name, relationship] of Object.entries(type.relationships)) {
    const included = role === 'primary' && query.include.includes(name)
    const listed = name in shape.relationships && !hidden.includes(name)
    if (listed || included || observed.includes(name)) {
      shown.push({ name, relationship, included })
    }
  }
  return shown
}

/** The text of one resource. `fresh` names the times that this request set. */
export function renderResource(
  view: View,
  row: Row,
  linkage: readonly string[],
  context: Context,
  fresh?: FreshTimes,
): string {
  const attributes = view.verbatim
    ? fresh === undefined
      ? row.attributes
      : freshText(row.attributes, fresh)
    : attributesText(view, row, context, fresh)
  return view.frame.fill(jsonText(row.id), attributes, linkage)
}

/** An id as it stands inside a JSON string. */
function jsonText(id: string): string {
  return /^[\w$:.-]*$/.test(id) ? id : JSON.stringify(id).slice(1, -1)
}

/** Stored text with other times. A text of a user cannot be mistaken for one: in it quotes are escaped. */
function freshText(attributes: string, fresh: FreshTimes): string {
  let text = attributes
  for (const name in fresh) {
    text = text.replace(new RegExp(`"${name}":"[^"]*"`), () => `"${name}":"${formatMicroseconds(fresh[name]!)}"`)
  }
  return text
}

function attributesText(view: View, row: Row, context: Context, fresh: FreshTimes = {}): string {
  const stored = view.type.view?.(row, context) ?? (JSON.parse(row.attributes) as Json)
  for (const name in fresh) if (name in stored) stored[name] = formatMicroseconds(fresh[name]!)
  const computed: Json = {}
  for (const [name, { value }] of view.computed) computed[name] = value(row, context)
  const all = view.downgrades.reduce((attributes, downgrade) => downgrade(attributes), { ...stored, ...computed })
  // Additional fields appear even when fields[…] does not name them. Observed, protocol §5.
  const shown = view.sparse === undefined ? all : { ...picked(all, view.sparse), ...computed }
  return JSON.stringify(projected(shown, view.allowed))
}

/** Only what the tree allows; members that it does not know are dropped, below `true` everything stays. */
function projected(value: Json, tree: AttributeTree): Json {
  const result: Json = {}
  for (const [name, member] of Object.entries(value)) {
    const below = tree[name]
    if (below === undefined) continue
    result[name] = below === true || !isObject(member) ? member : projected(member, below)
  }
  return result
}

/** The attributes at these dotted paths, in stored order. */
function picked(attributes: Json, paths: readonly string[]): Json {
  const result: Json = {}
  for (const [name, member] of Object.entries(attributes)) {
    if (paths.includes(name)) {
      result[name] = member
      continue
    }
    const below = paths.filter((path) => path.startsWith(`${name}.`)).map((path) => path.slice(name.length + 1))
    if (below.length > 0) result[name] = isObject(member) ? picked(member, below) : member
  }
  return result
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
