import { schemaFor, type Operation } from './contract.ts'
import { resolved, type JsonSchema } from './json-schema.ts'

/** The attributes that a schema lists; `true` when everything below is free. Arrays stand as the tree of their items. */
export type AttributeTree = { readonly [name: string]: AttributeTree | true }

type Tree = AttributeTree | true

export interface Relation {
  readonly self: boolean
  readonly related: boolean
  readonly many: boolean
}

/** The members of a resource object in an answer. */
export interface ResourceShape {
  readonly attributes: AttributeTree
  readonly relationships: Readonly<Record<string, Relation>>
  /** Whether the resource object has links. */
  readonly resourceLinks: boolean
}

/** The resource objects of an answer, by type. */
export interface DocumentShape {
  readonly primary: ReadonlyMap<string, ResourceShape>
  readonly included: ReadonlyMap<string, ResourceShape>
  /** Whether `data` is an array. */
  readonly collection: boolean
  /** Whether the top-level links have next and prev. */
  readonly pageLinks: boolean
}

const shapes = new Map<string, DocumentShape>()

/** The resource objects that a success answer of an operation may hold; kept. */
export function shapesOf(operation: Operation): DocumentShape {
  const known = shapes.get(operation.key)
  if (known) return known
  const key = Object.values(operation.responses)[0]
  const shape = readShape(key === undefined ? {} : (schemaFor(key) as JsonSchema))
  shapes.set(operation.key, shape)
  return shape
}

function readShape(root: JsonSchema): DocumentShape {
  const data = root.properties?.data ?? {}
  const included = root.properties?.included ?? {}
  const links = resolved(root.properties?.links ?? {}, root).properties ?? {}
  const list = branchesOf(data, root).find((branch) => branch.items)
  return {
    primary: resourcesOf(list?.items ?? data, root),
    included: resourcesOf(included.items ?? {}, root),
    collection: list !== undefined,
    pageLinks: 'next' in links,
  }
}

/** The members of a union, unions in it flattened; a schema that is none stands alone. */
function branchesOf(schema: JsonSchema, root: JsonSchema): readonly JsonSchema[] {
  const at = resolved(schema, root)
  return at.anyOf ? at.anyOf.flatMap((branch) => branchesOf(branch, root)) : [at]
}

function resourcesOf(schema: JsonSchema, root: JsonSchema): Map<string, ResourceShape> {
  const found = new Map<string, ResourceShape>()
  for (const { properties } of branchesOf(schema, root)) {
    if (!properties?.type) continue
    const shape: ResourceShape = {
      attributes: treeOf(properties.attributes, root),
      relationships: relationsOf(properties.relationships, root),
      resourceLinks: 'links' in properties,
    }
    for (const type of resolved(properties.type, root).enum ?? []) {
      const other = found.get(String(type))
      found.set(String(type), other ? mergeShapes(other, shape) : shape)
    }
  }
  return found
}

const mergeShapes = (left: ResourceShape, right: ResourceShape): ResourceShape => ({
  attributes: mergeTrees(left.attributes, right.attributes) as AttributeTree,
  relationships: { ...left.relationships, ...right.relationships },
  resourceLinks: left.resourceLinks || right.resourceLinks,
})

/** The tree of the attributes member itself: absent or without listed members it is empty. */
function treeOf(schema: JsonSchema | undefined, root: JsonSchema): AttributeTree {
  const tree = schema && memberTree(schema, root, new Map())
  return tree === undefined || tree === true ? {} : tree
}

function memberTree(schema: JsonSchema, root: JsonSchema, read: Map<JsonSchema, Tree>): Tree {
  const at = resolved(schema, root)
  const known = read.get(at)
  if (known) return known
  read.set(at, true) // a recursive schema is free from its second level on
  const tree = readTree(at, root, read)
  read.set(at, tree)
  return tree
}

function readTree(at: JsonSchema, root: JsonSchema, read: Map<JsonSchema, Tree>): Tree {
  if (at.anyOf) {
    const containers = at.anyOf.filter((branch) => isContainer(resolved(branch, root)))
    const trees = containers.map((branch) => memberTree(branch, root, read))
    return trees.length === 0 ? true : trees.reduce(mergeTrees)
  }
  if (at.items) return memberTree(at.items, root, read)
  if (!at.properties) return true
  return Object.fromEntries(
    Object.entries(at.properties).map(([name, member]) => [name, memberTree(member, root, read)]),
  )
}

/** Whether a schema may hold members: scalars beside an object in a union do not set the object free. */
const isContainer = (schema: JsonSchema): boolean =>
  schema.anyOf !== undefined ||
  schema.type === undefined ||
  [schema.type].flat().some((type) => type === 'object' || type === 'array')

function mergeTrees(left: Tree, right: Tree): Tree {
  if (left === right) return left
  if (left === true || right === true) return true
  const merged: Record<string, Tree> = { ...left }
  for (const [name, tree] of Object.entries(right)) {
    const other = Object.hasOwn(left, name) ? left[name] : undefined
    merged[name] = other === undefined ? tree : mergeTrees(other, tree)
  }
  return merged
}

function relationsOf(schema: JsonSchema | undefined, root: JsonSchema): Record<string, Relation> {
  const relations = resolved(schema ?? {}, root).properties ?? {}
  return Object.fromEntries(
    Object.entries(relations).map(([name, relation]) => {
      const { links = {}, data } = resolved(relation, root).properties ?? {}
      const members = resolved(links, root).properties ?? {}
      // A relation without data in the answer tells its arity by its name alone: plural names end in s.
      const many = data ? branchesOf(data, root).some((branch) => branch.items) : name.endsWith('s')
      return [name, { self: 'self' in members, related: 'related' in members, many }]
    }),
  )
}
