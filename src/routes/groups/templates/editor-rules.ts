import type { TemplateDefinition } from '../../../schemas/contract/request-bodies.ts'
import type { Operation } from '../../../schemas/contract.ts'
import { ApiError, invalidEntry, type ErrorEntry } from '../../errors.ts'
import { definitionProblems } from './definition-problems.ts'

// Which members the write of a template may have, by editor. campaigns-content §3.1.

/** What the body of a write may give; null is the same as nothing where the answer has no null (Assumed). */
export interface TemplateWrite {
  name?: string | null
  editor_type?: string
  html?: string | null
  text?: string | null
  amp?: string | null
  definition?: TemplateDefinition | null
}

/** The editor of templates made of blocks. */
export const BLOCKS = 'SYSTEM_DRAGGABLE'

/** The members that hold content, by editor: a template of blocks has a definition in place of HTML. Documented. */
const contents: Readonly<Record<string, readonly Content[]>> = {
  CODE: ['html', 'amp'],
  USER_DRAGGABLE: ['html', 'amp'],
  [BLOCKS]: ['definition'],
  // Made by older editors of Klaviyo's own; read only.
  SIMPLE: [],
}

type Content = 'html' | 'amp' | 'definition'

const CONTENT: readonly Content[] = ['html', 'amp', 'definition']

const at = (name: string) => ({ pointer: `/data/attributes/${name}` })

/** Throws all that is wrong with a new template. The texts are Assumed: no recording shows one. */
export function checkCreate(write: TemplateWrite, operation: Operation): void {
  const { editor_type: editor = '' } = write
  const editors = editorsOf(operation)
  if (!editors.includes(editor)) {
    const detail = `'editor_type' must be one of: ${editors.join(', ')} (got ${editor})`
    throw new ApiError(invalidEntry(detail, at('editor_type')))
  }
  const [main] = contents[editor]!
  const entries = foreignProblems(write, editor, editor === BLOCKS ? CONTENT : ['html', 'amp'])
  if (write[main!] === undefined || write[main!] === null) {
    entries.unshift(invalidEntry(`'${main}' is required for templates of the editor type '${editor}'.`, at(main!)))
  }
  throwAll([...entries, ...ownProblems(write, editor)])
}

/** Throws all that is wrong with a change of a template of this editor. */
export function checkUpdate(write: TemplateWrite, editor: string): void {
  throwAll([...foreignProblems(write, editor, CONTENT), ...ownProblems(write, editor)])
}

/** Members that are none of the editor's. */
function foreignProblems(write: TemplateWrite, editor: string, members: readonly Content[]): ErrorEntry[] {
  return members
    .filter((name) => write[name] !== undefined && write[name] !== null && !contents[editor]?.includes(name))
    .map((name) => invalidEntry(`'${name}' is not allowed for templates of the editor type '${editor}'.`, at(name)))
}

function ownProblems({ definition }: TemplateWrite, editor: string): ErrorEntry[] {
  if (!definition || editor !== BLOCKS) return []
  return definitionProblems(definition, at('definition').pointer)
}

/** The editors that a revision lets a client choose: blocks where it knows of definitions. */
function editorsOf({ query }: Operation): readonly string[] {
  const known = 'additional-fields[template]' in query
  return known ? ['CODE', 'USER_DRAGGABLE', BLOCKS] : ['CODE', 'USER_DRAGGABLE']
}

function throwAll(entries: readonly ErrorEntry[]): void {
  if (entries.length > 0) throw new ApiError(entries as [ErrorEntry, ...ErrorEntry[]])
}
