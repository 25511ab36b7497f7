import type { Client } from '../client.ts'
import type { GroupRequests, Ids } from './group-requests.ts'

// Reviews, and what browsers and apps read.

const reviewBody = {
  data: {
    type: 'review',
    attributes: {
      review_type: 'review',
      email: 'sweep@example.com',
      author: 'S',
      content: 'Good',
      rating: 5,
      product: { external_id: '1', integration_key: 'shopify' },
    },
  },
}

export const reviews: GroupRequests = {
  groups: ['Client', 'Reviews'],
  idTypes: { reviews: 'review', 'ip-allowlists': 'ip-allowlist' },
  bodies: {
    create_client_review: () => reviewBody,
    update_review: ({ review }) => ({
      data: { type: 'review', id: review, attributes: { status: { value: 'published' } } },
    }),
  },
  seed: seedReviews,
}

async function seedReviews(client: Client, { account }: Ids): Promise<Ids> {
  await client.post(`/client/reviews?company_id=${account}`, reviewBody)
  return { review: (await client.get('/api/reviews')).body.data[0].id, 'ip-allowlist': 'integration-egress' }
}
