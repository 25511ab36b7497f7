/** Where a metric comes from, as the metric's attributes show it. */
export interface Integration {
  object: 'integration'
  id: string
  key: string
  name: string
  category: string
}

const integration = (id: string, key: string, name: string, category: string): Integration => ({
  object: 'integration',
  id,
  key,
  name,
  category,
})

/** Metrics that Klaviyo keeps itself. Observed: the same id in every recorded account, events §3.1. */
export const klaviyoIntegration = integration('0rG4eQ', 'klaviyo', 'Klaviyo', 'Internal')

/** Metrics that come into being through the API. Observed: the same id in every recorded account, events §2.2. */
export const apiIntegration = integration('7FtS4J', 'api', 'API', 'API')

/**
 * What `metric.service` may name. Assumed throughout: that known services map to an integration of their own (events
 * §2.2), the keys, and the ids; a recording of a shop's metric would show the true ones.
 */
const services: Readonly<Record<string, Integration>> = Object.fromEntries(
  [
    integration('0eMvjm', 'shopify', 'Shopify', 'eCommerce'),
    integration('0eRqTb', 'woocommerce', 'WooCommerce', 'eCommerce'),
    integration('0eWkPc', 'bigcommerce', 'BigCommerce', 'eCommerce'),
    integration('0ebdLd', 'magento', 'Magento', 'eCommerce'),
    integration('0egYGe', 'magento_two', 'Magento 2', 'eCommerce'),
    integration('0ekSCf', 'prestashop', 'PrestaShop', 'eCommerce'),
    integration('0epM8g', 'salesforce_commerce_cloud', 'Salesforce Commerce Cloud', 'eCommerce'),
    integration('0euG4h', 'stripe', 'Stripe', 'Payments'),
    integration('0ezA9i', 'recharge', 'Recharge', 'Subscriptions'),
    integration('0f55Uj', 'zendesk', 'Zendesk', 'Helpdesk'),
  ].map((known) => [known.key, known]),
)

/** The integration of a service; a service that is not known leaves the metric to the API. Observed, events §2.2. */
export function integrationOf(service: string | null | undefined): Integration {
  const key = (service ?? '').toLowerCase()
  if (key === klaviyoIntegration.key) return klaviyoIntegration
  return Object.hasOwn(services, key) ? services[key]! : apiIntegration
}
