import { routes } from '../schemas/contract.ts'

let names: readonly string[] | undefined

/** The operationIds of all revisions. */
export const operationIds = (): readonly string[] => (names ??= routes().map(({ operationId }) => operationId))
