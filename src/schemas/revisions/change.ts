import type { OperationId, Revision } from '../contract.ts'

type Json = Record<string, unknown>

/**
 * One way in which a revision speaks differently from those before it, where projecting to the response schema is not
 * enough. The store keeps the newer way; requests are upgraded oldest change first, resources downgraded newest first.
 */
export interface RevisionChange {
  /** The first revision that speaks the newer way. */
  revision: Revision
  /** One sentence for users of the API. */
  description: string
  /** From the older request body to the newer one, by operation; leaves its argument as it is. */
  upgradeRequest?: Partial<Record<OperationId, (body: Json) => Json>>
  /** From the newer attributes to the older ones, by resource type; leaves its argument as it is. */
  downgradeResource?: Readonly<Record<string, (attributes: Json) => Json>>
}

/** Whether a revision still speaks the older way. */
export const isBefore = (revision: Revision, change: RevisionChange): boolean => revision < change.revision

/** The body as the newest revision would have sent it. */
export function upgradeRequest(
  changes: readonly RevisionChange[],
  operationId: OperationId,
  revision: Revision,
  body: unknown,
): unknown {
  const steps = changes.flatMap((change) =>
    isBefore(revision, change) ? (change.upgradeRequest?.[operationId] ?? []) : [],
  )
  return steps.reduce((current, step) => step(current), body as Json)
}

/** The steps from the stored attributes of a type to those of a revision, newest change first. */
export function downgradesOf(
  changes: readonly RevisionChange[],
  type: string,
  revision: Revision,
): readonly ((attributes: Json) => Json)[] {
  return changes
    .filter((change) => isBefore(revision, change))
    .flatMap((change) => change.downgradeResource?.[type] ?? [])
    .reverse()
}
