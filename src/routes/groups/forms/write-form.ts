import { isDeepStrictEqual } from 'node:util'
import type { RequestBodies, Version } from '../../../schemas/contract/request-bodies.ts'
import { formatSeconds, UPDATED_LATER } from '../../../store/clock.ts'
import {
  insertForm,
  insertVersion,
  readVersions,
  updateForm,
  updateVersion,
  type FormStatus,
  type FormVersion,
  type VersionAttributes,
} from '../../../store/forms.ts'
import type { Answer, Context } from '../../context.ts'
import { ApiError, invalidEntry, type ErrorEntry } from '../../errors.ts'
import { findOrThrow } from '../../shapes/read.ts'
import { requireSameId } from '../../shapes/write.ts'
import { idsOf, shownVersion, storedVersion } from './definition.ts'
import { creationProblems, definitionProblems, VERSIONS } from './definition-problems.ts'
import { encodedFormType } from './types.ts'

/** POST /api/forms. Revisions before 2026-04-15 may create a live form (Documented). */
export function createForm(context: Context): Answer {
  const { account, db, now } = context
  const { name, status, ab_test, definition } = (context.body as RequestBodies['create_form']).data.attributes
  const { versions } = definition
  refuse([...creationProblems(versions, { status, ab_test }), ...definitionProblems(versions)])
  const id = account.ids.short()
  const time = formatSeconds(now)
  insertForm(db, id, { name, status, ab_test, created_at: time, updated_at: time, any_live: false }, now)
  for (const version of withControl(versions, name, ab_test)) {
    const stored = storedVersion({ ...version, status: version.status ?? status }, new Set(), context)
    const attributes = { ...attributesOf(stored, name), created_at: time, updated_at: time }
    insertVersion(db, id, { id: account.ids.numeric(), attributes, definition: stored }, now)
  }
  updateForm(db, id, {}, now)
  return answerWith(id, context, { created_at: now, updated_at: now + UPDATED_LATER })
}

/**
 * A test gets one more version, which is not tested and has the form's name. Observed, revision-2026-10-15 §8. Assumed:
 * that it is a copy of the first one, and that a form which brings its own gets none.
 */
function withControl(versions: readonly Version[], name: string, abTest: boolean): readonly Version[] {
  const [first] = versions
  if (!abTest || first === undefined || !versions.every((version) => version.ab_test)) return versions
  return [...versions, { ...first, name, ab_test: false }]
}

/** A version that has no name is shown with the form's: Assumed. */
function attributesOf(version: Version, formName: string): Omit<VersionAttributes, 'created_at' | 'updated_at'> {
  const { type = 'popup', name, ab_test, status } = version
  const variation_name = name ?? formName
  return {
    form_type: type === 'full_screen' ? 'full_page' : type,
    variation_name,
    ab_test: ab_test ? { variation_name } : null,
    status: status as FormStatus,
  }
}

/** PATCH /api/forms/{id}: what is sent changes, of the definition only drafts. Documented. */
export function updateFormAnswer(context: Context): Answer {
  const { db, now } = context
  const { id } = findOrThrow(encodedFormType, context.id, context)
  const { id: bodyId, attributes } = (context.body as RequestBodies['update_form']).data
  requireSameId(bodyId, id)
  const { name, definition } = attributes
  if (name === null) {
    refuse([invalidEntry(`'name' must be of type string.`, { pointer: '/data/attributes/name' })]) // Documented rule
  }
  if (definition) replaceVersions(id, definition.versions, context)
  updateForm(db, id, name ? { name } : {}, now)
  return answerWith(id, context, { updated_at: now })
}

function replaceVersions(formId: string, versions: readonly Version[], context: Context): void {
  const stored = readVersions<Version>(context.db, formId)
  refuse(setProblems(versions, stored))
  const byId = new Map(stored.map((version) => [Number(version.id), version]))
  const pairs = versions.map((given) => ({ given, version: byId.get(given.id!)! }))
  const problems = pairs.flatMap((pair, index) => editProblems(pair, `${VERSIONS}/${index}`, context))
  refuse([...problems, ...definitionProblems(versions)])
  for (const { given, version } of pairs) {
    const { attributes, definition } = version
    if (attributes.status === 'live') continue
    const changed = storedVersion({ ...given, ab_test: attributes.ab_test !== null }, idsOf(definition), context)
    const shown = attributesOf({ ...changed, status: attributes.status }, attributes.variation_name)
    updateVersion(context.db, { ...version, attributes: { ...attributes, ...shown }, definition: changed }, context.now)
  }
}

/** The versions of a form cannot be added to, or dropped, and one of them must be a draft. Observed rules, Assumed texts. */
function setProblems(versions: readonly Version[], stored: readonly FormVersion[]): ErrorEntry[] {
  if (!stored.some(({ attributes }) => attributes.status === 'draft')) {
    const pointer = '/data/attributes/definition'
    return [invalidEntry('Forms without a draft version cannot be edited', { pointer })]
  }
  const sorted = (ids: readonly unknown[]) => ids.map((id) => String(id ?? '')).sort()
  const wanted = sorted(stored.map(({ id }) => id))
  const given = sorted(versions.map(({ id }) => id))
  if (isDeepStrictEqual(given, wanted)) return []
  const detail = `The ids of the versions must be those of the form: ${wanted.join(', ')}`
  return [invalidEntry(detail, { pointer: VERSIONS })]
}

function editProblems(
  { given, version }: { given: Version; version: FormVersion<Version> },
  at: string,
  { operation }: Context,
): ErrorEntry[] {
  const { status, ab_test } = version.attributes
  const problem = (pointer: string, detail: string) => invalidEntry(detail, { pointer })
  if (status === 'live') {
    const sent = shownVersion({ ...version, definition: given }, operation)
    const same = (given.status ?? 'live') === 'live' && isDeepStrictEqual(sent, shownVersion(version, operation))
    return same ? [] : [problem(at, 'Live versions cannot be edited')] // Observed rule
  }
  const entries: ErrorEntry[] = []
  // Documented rules, Assumed texts.
  if (given.status === 'live') entries.push(problem(`${at}/status`, `'status' cannot be edited`))
  if (given.ab_test !== undefined && given.ab_test !== (ab_test !== null)) {
    entries.push(problem(`${at}/ab_test`, `'ab_test' cannot be edited`))
  }
  // Observed: the words "at least one trigger". Assumed: that what is embedded in a page, and always shown, needs none.
  if (given.type !== 'embed' && !given.triggers?.length) {
    entries.push(problem(at, 'Versions must have at least one trigger'))
  }
  return entries
}

function answerWith(id: string, context: Context, fresh: Record<string, number>): Answer {
  return { kind: 'one', type: encodedFormType, row: findOrThrow(encodedFormType, id, context), fresh }
}

function refuse(entries: readonly ErrorEntry[]): void {
  if (entries.length > 0) throw new ApiError(entries as [ErrorEntry, ...ErrorEntry[]])
}
