import type { Version } from '../../../schemas/contract/request-bodies.ts'

// The parts of a form's version that have ids of their own: everything but the version itself.

type Trigger = NonNullable<Version['triggers']>[number]
type Teaser = NonNullable<Version['teasers']>[number]
type Step = Version['steps'][number]
type Column = Step['columns'][number]
type Row = NonNullable<Column['rows']>[number]
type Block = Row['blocks'][number]
type Action = NonNullable<Extract<Block, { type: 'button' }>['action']>

/** A part, what it is, and the pointer that leads to it. */
export type Part = { at: string } & (
  | { kind: 'step'; part: Step }
  | { kind: 'column'; part: Column }
  | { kind: 'row'; part: Row }
  | { kind: 'block'; part: Block }
  | { kind: 'action'; part: Action }
  | { kind: 'trigger'; part: Trigger }
  | { kind: 'teaser'; part: Teaser }
  | { kind: 'dynamic_button'; part: NonNullable<Version['dynamic_button']> }
)

/** The parts of a version, from the outside in; `at` leads to the version. */
export function* partsOf(version: Version, at: string): Generator<Part> {
  yield* stepsOf(version.steps, `${at}/steps`)
  for (const [index, part] of (version.triggers ?? []).entries()) {
    yield { kind: 'trigger', part, at: `${at}/triggers/${index}` }
  }
  for (const [index, part] of (version.teasers ?? []).entries()) {
    yield { kind: 'teaser', part, at: `${at}/teasers/${index}` }
  }
  if (version.dynamic_button) yield { kind: 'dynamic_button', part: version.dynamic_button, at: `${at}/dynamic_button` }
}

function* stepsOf(steps: readonly Step[], at: string): Generator<Part> {
  for (const [index, part] of steps.entries()) {
    const here = `${at}/${index}`
    yield { kind: 'step', part, at: here }
    for (const [position, column] of part.columns.entries()) yield* columnParts(column, `${here}/columns/${position}`)
    if (part.steps) yield* stepsOf(part.steps, `${here}/steps`)
  }
}

function* columnParts(column: Column, at: string): Generator<Part> {
  yield { kind: 'column', part: column, at }
  for (const [index, row] of (column.rows ?? []).entries()) {
    yield { kind: 'row', part: row, at: `${at}/rows/${index}` }
    for (const [position, block] of row.blocks.entries()) {
      const here = `${at}/rows/${index}/blocks/${position}`
      yield { kind: 'block', part: block, at: here }
      if ('action' in block && block.action) yield { kind: 'action', part: block.action, at: `${here}/action` }
    }
  }
}
