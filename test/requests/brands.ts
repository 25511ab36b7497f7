import type { Client } from '../client.ts'
import type { GroupRequests } from './group-requests.ts'

// The brand library, most of which a new account has.

const logoBody = (image: string | undefined) => ({
  data: { type: 'brand-logo', attributes: {}, relationships: { image: { data: { type: 'image', id: image } } } },
})

const color = { hex: '#112233', name: 'Ink' }

const types = {
  'brand-buttons': 'brand-button',
  'brand-colors': 'brand-color',
  'brand-logos': 'brand-logo',
  'brand-social-groups': 'brand-social-group',
}

export const brands: GroupRequests = {
  groups: ['Brands'],
  idTypes: { ...types, 'brand-voice': 'account', 'brand-email-defaults': 'account' },
  bodies: {
    create_brand_logo: ({ image }) => logoBody(image),
    create_brand_color: () => ({ data: { type: 'brand-color', attributes: { colors: [color] } } }),
    create_brand_social_group: () => ({
      data: {
        type: 'brand-social-group',
        attributes: { social_links: [{ platform: 'tiktok', link_url: 'https://example.com/a' }] },
      },
    }),
    update_brand_voice: ({ account: id }, example) => ({ data: { ...example.data, id } }),
    update_brand_email_default: ({ account: id }, example) => ({ data: { ...example.data, id } }),
  },
  seed: async (client: Client) => {
    await client.post('/api/brand-colors', { data: { type: 'brand-color', attributes: { colors: [color] } } })
    const ids = Object.entries(types).map(async ([collection, type]) => {
      const { body } = await client.get(`/api/${collection}`)
      return [type, body.data[0].id as string]
    })
    return Object.fromEntries(await Promise.all(ids))
  },
}
