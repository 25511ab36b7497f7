import { groups } from '../src/routes/groups/index.ts'
import { createRegistry } from '../src/routes/registry.ts'
import { contractFor, REVISIONS, routes, type Revision, type Route } from '../src/schemas/contract.ts'

createRegistry(groups) // throws when nothing answers an operation, so that the tables can say that all are served

const hasIt = ({ operationId }: Route, revision: Revision) => contractFor(revision).operation(operationId) !== undefined

function groupNames(): string[] {
  return [...new Set(routes().map(({ group }) => group))].sort()
}

const routesOf = (group: string): readonly Route[] => routes().filter((route) => route.group === group)

/** The table of groups in the README. */
export function groupsTable(): string {
  const rows = groupNames().map((name) => `| ${name} | ${routesOf(name).length} |`)
  const total = `| **total** | **${routes().length}** |`
  return ['| API group | operations |', '|---|---:|', ...rows, total].join('\n')
}

/** docs/operations.md: every operation, and the revisions that have it. */
export function operationsDocument(): string {
  const heads = REVISIONS.map((revision) => revision.slice(2, 7))
  const sections = groupNames().map((name) => {
    const rows = routesOf(name).map((route) => {
      const cells = REVISIONS.map((revision) => (hasIt(route, revision) ? 'yes' : ''))
      return `| \`${route.operationId}\` | ${route.method} | \`${route.path}\` | ${cells.join(' | ')} |`
    })
    const head = `| operation | method | path | ${heads.join(' | ')} |`
    return [`## ${name}`, '', head, `|---|---|---|${':-:|'.repeat(heads.length)}`, ...rows, ''].join('\n')
  })
  const cells = routes().flatMap((route) => REVISIONS.filter((revision) => hasIt(route, revision)))
  return [
    '# Operations',
    '',
    `Every operation of the revisions ${REVISIONS[0]} to ${REVISIONS.at(-1)}, made by \`npm run docs\`: \`yes\` where a revision`,
    'has it, which is where the sandbox serves it. A sandbox that had no answer for one would not start.',
    `${routes().length} operations, ${cells.length} with their revisions.`,
    '',
    ...sections,
  ].join('\n')
}
