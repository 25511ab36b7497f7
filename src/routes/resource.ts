import type { OperationId } from '../schemas/contract.ts'
import type { RevisionChange } from '../schemas/revisions/change.ts'
import type { Identifier } from '../store/resources.ts'
import type { Row, Selection } from '../store/selection.ts'
import type { Context, Handler } from './context.ts'
import type { CursorStyle } from './page.ts'

/** A relationship of a resource type: what it leads to, and when its answer shows `data`. */
export interface Relationship {
  /** Type of the related resources. */
  type: string
  many: boolean
  /** The related rows; the parent's id is the parameter. */
  related: Selection
  /** Column of the parent's row that holds the id of a to-one relationship. */
  column?: string
  /** Whether `data` is always shown, not only when included. Observed per relationship, protocol §5.1. */
  known?: true
  /** Whether `data` is shown when the row has links, even if not included; a row without then shows none, not null. */
  knownWhenLinked?: true
  /** Whether a row without a link does not show the relationship at all. */
  hiddenWhenEmpty?: true
  /** How the related rows look when included, where that is not how their type looks by itself. */
  included?: ResourceType
}

/** What a create or update gets from the body: checked attributes, and identifiers of its relationships. */
export interface Input {
  id?: string
  attributes: Readonly<Record<string, unknown>>
  relationships: Readonly<Record<string, Identifier | readonly Identifier[] | undefined>>
}

/** A resource type as plain data. The slots are for types in the `resource` table; others have take-overs. */
export interface ResourceType {
  type: string
  /** Path segment, also of links: /api/<collection>/<id>/. */
  collection: string
  selection: Selection
  /** Attributes as stored, in wire order. */
  attributes: readonly string[]
  /** Object attributes whose members every revision lists, so that the stored text can be shown as it is. */
  whole?: readonly string[]
  /** Attributes worked out when asked for through additional-fields, or (`always`) in every view. */
  computed?: Readonly<Record<string, Computed>>
  relationships: Readonly<Record<string, Relationship>>
  /** Makes the attributes from a row whose text is not their wire form. */
  view?: (row: Row, context: Context) => Record<string, unknown>
  /** Detail of the 404; default: `A <type> with id X does not exist.` */
  notFound?: (id: string) => string
  cursor?: CursorStyle
  create?: (input: Input, context: Context) => { id: string; attributes: Record<string, unknown>; internal?: unknown }
  created?: (row: Row, input: Input, context: Context) => void
  update?: (row: Row, input: Input, context: Context) => Record<string, unknown>
  updated?: (row: Row, input: Input, context: Context) => void
  removed?: (row: Row, context: Context) => void
}

/** An attribute that is worked out for the answer, from the row and from what else the account holds. */
export interface Computed {
  value: (row: Row, context: Context) => unknown
  always?: true
}

/** One API group: its resource types, and the operations that a shape alone cannot answer. */
export interface Group {
  name: string
  types: readonly ResourceType[]
  takeOvers?: Partial<Record<OperationId, Handler>>
  /** What must be waited for before the handler runs, outside its transaction: `context.prepared`. May refuse. */
  prepare?: Partial<Record<OperationId, (context: Context) => Promise<unknown>>>
  /** How the group answers where another model of its resources is spoken. */
  older?: OlderModel
  /** Work that the group puts on the schedule, by kind. */
  jobs?: Readonly<Record<string, (payload: never, context: JobContext) => void>>
  /** What follows from the writes of a request or a job: worked out at its end, in its transaction. */
  settle?: (context: JobContext) => void
}

/** A model of resources that the store no longer keeps as such: spoken before a change, and by some operations still. */
export interface OlderModel {
  before: RevisionChange
  /** Operations that speak it at every revision. */
  always: readonly OperationId[]
  /** In place of the group's types of the same name. */
  types: readonly ResourceType[]
  takeOvers?: Partial<Record<OperationId, Handler>>
}

/** What scheduled work may know. */
export type JobContext = Pick<Context, 'account' | 'db' | 'now' | 'jobDelay'>
