import type { Condition, Definition } from '../../../store/conditions/definition.ts'

type Json = Record<string, unknown>

/** A definition as answers show it: what may be null and was left out is null. Observed, audience §5.1. */
export const echoedDefinition = ({ condition_groups }: Definition): Definition => ({
  condition_groups: condition_groups.map(({ conditions }) => ({ conditions: conditions.map(echoed) })),
})

function echoed(condition: Condition): Condition {
  switch (condition.type) {
    case 'profile-group-membership':
      return condition.is_member ? withNull(condition, 'timeframe_filter') : condition
    case 'profile-metric':
      return withNull(condition, 'metric_filters')
    case 'profile-metric-funnel':
      return withNull(
        { ...condition, steps: condition.steps.map((step) => withNull(step, 'metric_filters')) },
        'completion_window_seconds',
      )
    case 'profile-marketing-consent': {
      const { consent } = condition
      if (!mayFilter(consent)) return condition
      return { ...condition, consent: { ...consent, consent_status: withNull(consent.consent_status, 'filters') } }
    }
    default:
      return condition
  }
}

/** Where the contract lists filters at all. */
function mayFilter({ channel, can_receive_marketing, consent_status }: Consent): boolean {
  return can_receive_marketing || channel === 'email' || consent_status.subscription === 'unsubscribed'
}

type Consent = Extract<Condition, { type: 'profile-marketing-consent' }>['consent']

const withNull = <Whole extends object>(whole: Whole, name: string): Whole =>
  name in whole ? whole : ({ ...(whole as Json), [name]: null } as unknown as Whole)
