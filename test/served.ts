import type { OperationId, Route } from '../src/schemas/contract.ts'

// What the sandbox serves, kept by hand: the sweep and the SDK walks hold it to this, so nothing falls silently to 501.

const groups = new Set([
  'Accounts',
  'Billing',
  'Brands',
  'Campaigns',
  'Catalogs',
  'Conversations',
  'Coupons',
  'Custom Objects',
  'Data Privacy',
  'Events',
  'Flows',
  'Forms',
  'Images',
  'Lists',
  'Metrics',
  'Profiles',
  'Segments',
  'Reporting',
  'Reviews',
  'Tags',
  'Templates',
  'Text Messaging',
  'Translations',
  'Tracking Settings',
  'Web Feeds',
  'Webhooks',
])

/** Operations outside these groups. */
const others = new Set<OperationId>([
  'create_client_subscription',
  'create_client_push_token',
  'unregister_client_push_token',
  'create_client_back_in_stock_subscription',
  'create_client_event',
  'create_client_profile',
  'bulk_create_client_events',
  'create_client_review',
  'get_client_geofences',
  'get_client_ip_allowlist',
  'get_client_review_values_reports',
  'get_client_reviews',
])

export function isServed({ group, operationId }: Route): boolean {
  return groups.has(group) || others.has(operationId)
}
