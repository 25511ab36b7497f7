import type { GroupRequests } from './group-requests.ts'

// Translations: one of universal content exists, so that a template can get one.

const locales = { source_locale: 'en', target_locales: ['de'], fallback_locale: 'en', channel: 'email' }

const bodyFor = (type: string, id: string | undefined) => ({
  data: { type: 'translation', attributes: locales, relationships: { [type]: { data: { type, id } } } },
})

export const translations: GroupRequests = {
  groups: ['Translations'],
  idTypes: { translations: 'translation' },
  bodies: { create_translation: ({ template }) => bodyFor('template', template) },
  seed: async (client, { 'template-universal-content': content }) => {
    const { body } = await client.post('/api/translations', bodyFor('template-universal-content', content))
    return { translation: body.data.id }
  },
}
