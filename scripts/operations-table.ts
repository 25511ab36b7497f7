import { groups } from '../src/routes/groups/index.ts'
import { createRegistry } from '../src/routes/registry.ts'
import { contractFor, REVISIONS, routes, type Revision, type Route } from '../src/schemas/contract.ts'

const registry = createRegistry(groups)

const isAliveAt = ({ operationId }: Route, revision: Revision) =>
  registry.answererOf(operationId, revision) !== undefined

/** Whether an operation is served in every revision that has it. */
export const isAlive = (route: Route): boolean => revisionsOf(route).every((revision) => isAliveAt(route, revision))

export const revisionsOf = ({ operationId }: Route): Revision[] =>
  REVISIONS.filter((revision) => contractFor(revision).operation(operationId) !== undefined)

export function groupNames(): string[] {
  return [...new Set(routes().map(({ group }) => group))].sort()
}

/** The table of groups in the README. */
export function groupsTable(): string {
  const rows = groupNames().map((name) => {
    const own = routes().filter(({ group }) => group === name)
    const alive = own.filter(isAlive)
    return `| ${name} | ${alive.length} | ${own.length} | ${alive.length === own.length ? 'all' : alive.length === 0 ? '501' : 'in part'} |`
  })
  const all = routes()
  const total = `| **total** | **${all.filter(isAlive).length}** | **${all.length}** | |`
  return ['| API group | alive | operations | |', '|---|---:|---:|---|', ...rows, total].join('\n')
}

/** docs/operations.md: every operation in every revision. */
export function operationsDocument(): string {
  const heads = REVISIONS.map((revision) => revision.slice(2, 7))
  const cellOf = (route: Route, revision: Revision) => {
    if (contractFor(revision).operation(route.operationId) === undefined) return ''
    return isAliveAt(route, revision) ? 'yes' : '**501**'
  }
  const sections = groupNames().map((name) => {
    const rows = routes()
      .filter(({ group }) => group === name)
      .map((route) => {
        const cells = REVISIONS.map((revision) => cellOf(route, revision))
        return `| \`${route.operationId}\` | ${route.method} | \`${route.path}\` | ${cells.join(' | ')} |`
      })
    const head = `| operation | method | path | ${heads.join(' | ')} |`
    return [`## ${name}`, '', head, `|---|---|---|${':-:|'.repeat(heads.length)}`, ...rows, ''].join('\n')
  })
  const all = routes()
  const cells = all.flatMap((route) => revisionsOf(route).map((revision) => isAliveAt(route, revision)))
  return [
    '# Operations',
    '',
    `Every operation of the revisions ${REVISIONS[0]} to ${REVISIONS.at(-1)}, made from the running registry by \`npm run docs\`: \`yes\``,
    'where a revision has it and it is served, nothing where a revision does not have it, **501** where it is not alive yet.',
    `${all.length} operations in ${REVISIONS.length} revisions: ${cells.filter(Boolean).length} of ${cells.length} are served.`,
    '',
    ...sections,
  ].join('\n')
}
