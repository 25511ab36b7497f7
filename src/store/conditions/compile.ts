import { marketingMeets, permissionsMeet } from './consent.ts'
import { customObjectMeets } from './custom-objects.ts'
import type { Condition, Definition } from './definition.ts'
import { membershipMeets } from './group-membership.ts'
import { funnelMeets, metricMeets } from './metrics.ts'
import { distanceMeets } from './postal-codes.ts'
import { predictionMeets } from './predictions.ts'
import { propertyMeets } from './profile-property.ts'
import { regionMeets } from './regions.ts'
import { every, some, type Sql } from './sql.ts'

/** Whether a profile, the row `p`, meets a definition at a time (microseconds). Never null. */
export function definitionMeets({ condition_groups }: Definition, now: number): Sql {
  const groups = condition_groups.map(({ conditions }) => some(conditions.map((each) => conditionMeets(each, now))))
  const { text, values } = every(groups)
  return { text: `(${text} IS TRUE)`, values }
}

/** Whether a profile, the row `p`, meets one condition at a time; what is not known may be null. */
export function conditionMeets(condition: Condition, now: number): Sql {
  switch (condition.type) {
    case 'profile-group-membership':
      return membershipMeets(condition, now)
    case 'profile-metric':
      return metricMeets(condition, now)
    case 'profile-metric-funnel':
      return funnelMeets(condition, now)
    case 'profile-property':
      return propertyMeets(condition.property, condition.filter, now)
    case 'profile-marketing-consent':
      return marketingMeets(condition.consent, now)
    case 'profile-permissions':
      return permissionsMeet(condition, now)
    case 'profile-region':
      return regionMeets(condition.region, condition.in_region)
    case 'profile-predictive-analytics':
      return predictionMeets(condition, now)
    case 'profile-postal-code-distance':
      return distanceMeets(condition)
    case 'profile-has-custom-object':
      return customObjectMeets(condition, now)
  }
}
