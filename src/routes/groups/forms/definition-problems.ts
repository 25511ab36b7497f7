import type { Version } from '../../../schemas/contract/request-bodies.ts'
import { invalidEntry, type ErrorEntry } from '../../errors.ts'
import { partsOf, type Part } from './parts.ts'

// What is wrong with a form's definition beyond its schema. events-flows §7, campaigns-content §9,
// revision-2026-10-15 §8. Where a comment says no more, the text is Assumed.

export const VERSIONS = '/data/attributes/definition/versions'

/** Assumed: that there are limits; they keep a small request from becoming a large form. */
const MOST_VERSIONS = 50
const MOST_PARTS = 5000

const entryAt = (pointer: string, detail: string): ErrorEntry => invalidEntry(detail, { pointer })

/** The rules that a definition breaks, whichever request brings it. */
export function definitionProblems(versions: readonly Version[]): ErrorEntry[] {
  if (versions.length === 0) return [entryAt(VERSIONS, 'Forms must have at least one version')]
  if (versions.length > MOST_VERSIONS) {
    return [entryAt(VERSIONS, `Forms must have at most ${MOST_VERSIONS} versions (got ${versions.length})`)]
  }
  let count = 0
  const entries: ErrorEntry[] = []
  for (const [index, version] of versions.entries()) {
    const at = `${VERSIONS}/${index}`
    entries.push(...versionProblems(version, at))
    for (const part of partsOf(version, at)) {
      if (++count > MOST_PARTS) return [entryAt(VERSIONS, `Forms must have at most ${MOST_PARTS} parts`)]
      entries.push(...partProblems(part))
    }
  }
  return entries
}

function versionProblems({ steps, type, location, teasers }: Version, at: string): ErrorEntry[] {
  const entries: ErrorEntry[] = []
  // Observed, text and pointer.
  if (steps.length < 2) entries.push(entryAt(at, 'Versions must have at least two steps'))
  // Observed rule.
  if (location && type !== 'flyout') {
    entries.push(entryAt(`${at}/location`, `'location' is only allowed for versions of the type 'flyout'`))
  }
  // Observed rule; that `both` stands for either device is Assumed.
  const devices = (teasers ?? []).flatMap(({ device_type: device = 'both' }) =>
    device === 'both' ? ['desktop', 'mobile'] : [device],
  )
  if (new Set(devices).size < devices.length) {
    entries.push(entryAt(`${at}/teasers`, 'Versions must have at most one teaser for each device type'))
  }
  return entries
}

function partProblems(part: Part): ErrorEntry[] {
  switch (part.kind) {
    case 'row': // Observed rule.
      return part.part.blocks.length > 0 ? [] : [entryAt(`${part.at}/blocks`, 'Rows must have at least one block')]
    case 'trigger':
      return triggerProblems(part.part, part.at)
    case 'action':
      return actionProblems(part.part, part.at)
    default:
      return []
  }
}

/** Observed rule, revision-2026-10-15 §8. */
function triggerProblems(trigger: Extract<Part, { kind: 'trigger' }>['part'], at: string): ErrorEntry[] {
  if (trigger.type !== 'url_patterns') return []
  const { allow_list, deny_list } = trigger.properties ?? {}
  if (allow_list?.length || deny_list?.length) return []
  return [entryAt(`${at}/properties`, `Triggers of the type 'url_patterns' must have an allow list or a deny list`)]
}

/** Actions that may submit, and submit to a list when they do. Assumed: that a back in stock one needs none. */
const SUBMITTING: ReadonlySet<string> = new Set(['close', 'next_step', 'redirect'])

/** Observed rule. Assumed: that the list need not exist. */
function actionProblems(action: Extract<Part, { kind: 'action' }>['part'], at: string): ErrorEntry[] {
  if (!SUBMITTING.has(action.type) || action.submit !== true) return []
  const properties = action.properties as { list_id?: string | null } | null | undefined
  if (properties?.list_id) return []
  return [entryAt(`${at}/properties/list_id`, `'list_id' is required for actions that submit`)]
}

/** What a new form must not say: ids (Documented), states of versions, tests that are none. */
export function creationProblems(
  versions: readonly Version[],
  { status, ab_test }: { status: string; ab_test: boolean },
): ErrorEntry[] {
  const entries = versions.flatMap((version, index) => {
    const at = `${VERSIONS}/${index}`
    const parts = [{ part: version, at }, ...partsOf(version, at)]
    const named = parts.filter(({ part }) => part.id !== undefined && part.id !== null)
    const problems = named.map((part) => entryAt(`${part.at}/id`, `'id' is not allowed on create`))
    if (version.status === 'live' && status === 'draft') {
      problems.push(entryAt(`${at}/status`, `Versions of a draft form must not be live`))
    }
    if (version.ab_test === true && !ab_test) {
      problems.push(entryAt(`${at}/ab_test`, `Versions of a form without an A/B test must not be tested`))
    }
    return problems
  })
  // Assumed, both.
  if (ab_test && versions.length === 1) {
    entries.push(entryAt(VERSIONS, 'Forms with an A/B test must have at least two versions'))
  }
  if (!ab_test && versions.length > 1) {
    entries.push(entryAt(VERSIONS, 'Forms without an A/B test must have exactly one version'))
  }
  return entries
}
