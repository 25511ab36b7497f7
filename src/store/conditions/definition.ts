// The conditions by which profiles are chosen: by segments, and by filters of flows. Shapes Documented (the contract of
// create_segment, all revisions); what they mean: audience §5.

/** Groups are ANDed, the conditions inside of one are ORed. Documented, audience §5.2. */
export interface Definition {
  condition_groups: readonly { conditions: readonly Condition[] }[]
}

export type Condition =
  | GroupMembershipCondition
  | MetricCondition
  | MetricFunnelCondition
  | { type: 'profile-property'; property: string; filter: ValueFilter }
  | { type: 'profile-marketing-consent'; consent: MarketingConsent }
  | PermissionsCondition
  | { type: 'profile-region'; region: 'european_union' | 'united_states'; in_region: boolean }
  | PostalCodeDistanceCondition
  | PredictionCondition
  | CustomObjectCondition

export interface GroupMembershipCondition {
  type: 'profile-group-membership'
  is_member: boolean
  /** Of lists and segments. */
  group_ids: readonly string[]
  timeframe_filter?: DateFilter | null
}

export interface MetricCondition {
  type: 'profile-metric'
  metric_id: string
  measurement: 'count' | 'sum'
  measurement_filter: NumericFilter
  timeframe_filter: DateFilter
  metric_filters?: readonly MetricPropertyFilter[] | null
}

export interface MetricPropertyFilter {
  property: string
  filter?: ValueFilter | null
}

export interface MetricFunnelCondition {
  type: 'profile-metric-funnel'
  timeframe_filter: DateFilter
  completion_window_seconds?: string | null
  steps: readonly FunnelStep[]
}

export interface FunnelStep {
  metric_id: string
  metric_exists: boolean
  metric_filters?: readonly MetricPropertyFilter[] | null
}

export interface PostalCodeDistanceCondition {
  type: 'profile-postal-code-distance'
  country_code: string
  postal_code: string
  unit: 'kilometers' | 'miles'
  filter: { type: 'numeric'; operator: 'greater-than' | 'less-than'; value: number }
}

export interface PredictionCondition {
  type: 'profile-predictive-analytics'
  dimension: string
  /** Of channel affinity alone. */
  measurement?: 'priority' | 'rank'
  predicted_channel?: string
  filter: ValueFilter
}

export interface CustomObjectCondition {
  type: 'profile-has-custom-object'
  object_type_id: string
  object_type_relationship_id: string
  /** On how many there are. */
  filter: NumericFilter
  filters: readonly { property_id: number; filter: ValueFilter }[]
}

export interface PermissionsCondition {
  type: 'profile-permissions'
  channel: 'whatsapp_marketing' | 'whatsapp_transactional'
  permission: { reachable_status: ReachableStatus; filters?: readonly ConsentFilter[] }
}

export type ReachableStatus =
  | 'explicitly_reachable'
  | 'implicitly_reachable'
  | 'implicitly_or_explicitly_reachable'
  | 'explicitly_unreachable'
  | 'implicitly_unreachable'
  | 'implicitly_or_explicitly_unreachable'

export interface MarketingConsent {
  channel: 'email' | 'sms' | 'push'
  can_receive_marketing: boolean
  consent_status: {
    subscription: 'any' | 'subscribed' | 'unsubscribed' | 'never_subscribed'
    filters?: readonly ConsentFilter[] | null
  }
}

/** A filter on how or when a consent came, or on suppressions. */
export interface ConsentFilter {
  field: string
  /** Of `method` and `subscribe_method`. */
  method?: string
  filter?: ValueFilter
}

export type ValueFilter = StringFilter | NumericFilter | BooleanFilter | ExistenceFilter | ListFilter | DateFilter

export type StringFilter =
  | {
      type: 'string'
      operator:
        | 'equals'
        | 'not-equals'
        | 'contains'
        | 'not-contains'
        | 'starts-with'
        | 'not-starts-with'
        | 'ends-with'
        | 'not-ends-with'
        | 'regex'
        | 'nregex'
      value: string | null
    }
  | {
      type: 'string'
      operator: 'in' | 'not-in' | 'phone-country-code-in' | 'phone-country-code-not-in'
      value: readonly string[]
    }

export type Comparison =
  'equals' | 'not-equals' | 'greater-than' | 'greater-than-or-equal' | 'less-than' | 'less-than-or-equal'

export type NumericFilter =
  | { type: 'numeric'; operator: Comparison; value: number }
  | { type: 'numeric'; operator: 'between'; start: number; end: number }

export interface BooleanFilter {
  type: 'boolean'
  operator: 'equals'
  value: boolean
}

export interface ExistenceFilter {
  type: 'existence'
  operator: 'is-set' | 'not-set'
}

export type ListFilter =
  | { type: 'list'; operator: 'contains' | 'not-contains'; value: string | number | null }
  | { type: 'list'; operator: 'contains-substring' | 'not-contains-substring'; value: string | null }
  | {
      type: 'list'
      operator: 'contains-any' | 'contains-all' | 'not-contains-any' | 'not-contains-all'
      value: readonly string[]
    }
  | { type: 'list'; operator: `length-${Exclude<Comparison, 'not-equals'>}`; value: number }

type Unit = 'hour' | 'day' | 'week'

export type DateFilter =
  | { type: 'date'; operator: 'before' | 'after'; date: string }
  | { type: 'date'; operator: 'between-static'; start: string; end: string }
  | {
      type: 'date'
      operator: 'in-the-last' | 'in-the-next' | 'at-least' | 'anniversary-last' | 'anniversary-next'
      unit: Unit
      quantity: number
    }
  | { type: 'date'; operator: 'between'; start: number; end: number; unit: Unit }
  | { type: 'date'; operator: 'calendar-month'; value: number }
  | { type: 'date'; operator: 'anniversary' | 'anniversary-month' | 'alltime' }

/** All conditions, whatever group they are in. */
export const conditionsOf = ({ condition_groups }: Definition): Condition[] =>
  condition_groups.flatMap(({ conditions }) => conditions)
