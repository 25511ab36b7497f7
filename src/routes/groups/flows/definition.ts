// What stands in the definition of an action, wherever it stands: links, messages, the actions of an experiment.

type Json = Readonly<Record<string, unknown>>
type Path = readonly (string | number)[]

/** An action as a body gives it: with a temporary id, or with its own. */
export interface GivenAction {
  id?: string | null
  temporary_id?: string | null
  type: string
  data?: Json | null
  links?: Json | null
}

export interface PlacedLink {
  path: Path
  target: string | null
}

/** The outgoing links of an action and where they stand; those of a split in the order of its paths. */
export function linksOf({ links, data }: GivenAction): PlacedLink[] {
  const own = Object.entries(links ?? {}).flatMap(([name, target]) => placed(target, ['links', name]))
  const branches = branchesOf(data).flatMap((branch, index) => {
    const path = ['data', 'branches', index, 'links', 'next']
    return placed((branch.links as Json | null | undefined)?.next ?? null, path)
  })
  return [...own, ...branches]
}

const placed = (target: unknown, path: Path): PlacedLink[] =>
  Array.isArray(target)
    ? target.map((each: string, index) => ({ path: [...path, index], target: each }))
    : [{ path, target: target as string | null }]

export const branchesOf = (data: Json | null | undefined): readonly Json[] =>
  (data?.branches as Json[] | null | undefined) ?? []

/** The action with every link changed. */
export function mapLinks<Action extends GivenAction>(
  action: Action,
  change: (target: string) => string | null,
): Action {
  const changed = (target: unknown): unknown => {
    if (Array.isArray(target)) return target.flatMap((each: string) => change(each) ?? [])
    return typeof target === 'string' ? change(target) : target
  }
  const mapped = (links: Json) => Object.fromEntries(Object.entries(links).map(([name, to]) => [name, changed(to)]))
  const { links, data } = action
  const branches = branchesOf(data).map((branch) =>
    branch.links ? { ...branch, links: mapped(branch.links as Json) } : branch,
  )
  return {
    ...action,
    ...(branches.length > 0 && { data: { ...data, branches } }),
    ...(links && { links: mapped(links) }),
  }
}

/** The actions that an experiment holds: its main action and its variations, with where they stand. */
export function innerActionsOf({ data }: GivenAction): { path: Path; action: GivenAction }[] {
  const main = data?.main_action as GivenAction | undefined
  const experiment = data?.current_experiment as { variations?: GivenAction[] } | null | undefined
  return [
    ...(main ? [{ path: ['data', 'main_action'], action: main }] : []),
    ...(experiment?.variations ?? []).map((action, index) => ({
      path: ['data', 'current_experiment', 'variations', index],
      action,
    })),
  ]
}

/** The action with the actions of its experiment changed. */
export function mapInnerActions<Action extends GivenAction>(
  action: Action,
  change: (inner: GivenAction) => GivenAction,
): Action {
  const { data } = action
  if (innerActionsOf(action).length === 0) return action
  const main = data!.main_action as GivenAction | undefined
  const experiment = data!.current_experiment as (Json & { variations?: GivenAction[] }) | null | undefined
  return {
    ...action,
    data: {
      ...data,
      ...(main && { main_action: change(main) }),
      ...(experiment && {
        current_experiment: { ...experiment, variations: (experiment.variations ?? []).map(change) },
      }),
    },
  }
}

export interface PlacedMessage {
  path: Path
  /** Type of the action that sends it. */
  type: string
  message: Json
}

/** The messages of an action and of its experiment. */
export function messagesOf(action: GivenAction): PlacedMessage[] {
  const own = action.data?.message as Json | null | undefined
  return [
    ...(own ? [{ path: ['data', 'message'], type: action.type, message: own }] : []),
    ...innerActionsOf(action).flatMap(({ path, action: inner }) =>
      messagesOf(inner).map((placedMessage) => ({ ...placedMessage, path: [...path, ...placedMessage.path] })),
    ),
  ]
}

/** The status of an action; null for one that has none, such as a delay. */
export const statusOf = ({ data }: Pick<GivenAction, 'data'>): string | null =>
  (data?.status as string | null | undefined) ?? null

/** The action with this status, and the actions of its experiment, where they have one. */
export function withStatus<Action extends GivenAction>(action: Action, status: string): Action {
  const changed = mapInnerActions(action, (inner) => withStatus(inner, status))
  return statusOf(changed) === null ? changed : { ...changed, data: { ...changed.data, status } }
}
