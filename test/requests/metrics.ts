import type { Client } from '../client.ts'
import type { GroupRequests, Ids } from './group-requests.ts'

// Custom and mapped metrics.

const definition = (metric: string) => ({ aggregation_method: 'count', metric_groups: [{ metric_id: metric }] })

const customMetricBody = (name: string, metric: string) => ({
  data: { type: 'custom-metric', attributes: { name, definition: definition(metric) } },
})

export const metrics: GroupRequests = {
  groups: ['Metrics'],
  idTypes: { 'custom-metrics': 'custom-metric', 'mapped-metrics': 'mapped-metric' },
  bodies: {
    create_custom_metric: ({ metric }) => customMetricBody('Another', metric!),
    update_custom_metric: ({ metric, 'custom-metric': id }) => ({
      data: { type: 'custom-metric', id, attributes: { name: 'Swept', definition: definition(metric!) } },
    }),
    update_mapped_metric: ({ metric }) => ({
      data: {
        type: 'mapped-metric',
        id: 'added_to_cart',
        relationships: { metric: { data: { type: 'metric', id: metric } } },
      },
    }),
  },
  seed: seedMetrics,
}

async function seedMetrics(client: Client, { metric }: Ids): Promise<Ids> {
  const { body } = await client.post('/api/custom-metrics', customMetricBody('Sweep', metric!))
  return { 'custom-metric': body.data.id, 'mapped-metric': 'added_to_cart' }
}
