import type { GroupRequests } from './group-requests.ts'

// Text messaging: an account that is set up, with a sender whose registration was rejected, and usage of the plan.

const REGISTRATION = 'text-messaging-sender-registration'

/** What a business says of itself. The carriers do not like its website where that is in the domain `invalid`. */
export const registration = (business_website = 'https://shop.example') => ({
  ...{ first_name: 'Ada', last_name: 'Byron', phone_number: '+16175550123', email: 'ada@shop.example' },
  address: { street_address_1: '1 Main St', city: 'Boston', region: 'MA', postal_code: '02111', country: 'US' },
  ...{ business_name: 'Shop', business_type: 'SOLE_PROPRIETOR', business_registration_country: 'US', business_website },
})

export const configurationBody = {
  data: { type: 'text-messaging-configuration', attributes: { org_prefix: 'Shop' } },
}

export const senderBody = (details: object = registration(), more: object = {}) => ({
  data: {
    type: 'text-messaging-sender',
    attributes: {
      sender_type: 'toll_free',
      sender_details: { country: 'US' },
      [REGISTRATION]: { data: { type: REGISTRATION, attributes: details } },
      ...more,
    },
  },
})

export const registrationBody = (sender: string | undefined, details: object = registration()) => ({
  data: {
    type: REGISTRATION,
    attributes: details,
    relationships: { 'text-messaging-sender': { data: { type: 'text-messaging-sender', id: sender } } },
  },
})

export const textMessaging: GroupRequests = {
  groups: ['Text Messaging', 'Billing'],
  idTypes: {
    'text-messaging-configurations': 'account',
    'text-messaging-senders': 'text-messaging-sender',
    'text-messaging-sender-registrations': REGISTRATION,
    'billing-usage': 'billing-usage',
  },
  bodies: {
    create_text_messaging_configuration: () => configurationBody,
    create_text_messaging_sender: () => senderBody(),
    create_text_messaging_sender_registration: (ids) => registrationBody(ids['text-messaging-sender']),
  },
  once: ['create_text_messaging_configuration'],
  seed: async (client, _ids, operation) => {
    // An account is set up once.
    if (operation?.operationId === 'create_text_messaging_configuration') return {}
    await client.post('/api/text-messaging-configurations', configurationBody)
    const { body } = await client.post('/api/text-messaging-senders', senderBody(registration('https://shop.invalid')))
    const sender = body.data.id
    const related = await client.get(`/api/text-messaging-senders/${sender}/${REGISTRATION}`)
    return { 'text-messaging-sender': sender, [REGISTRATION]: related.body.data.id, 'billing-usage': 'profiles' }
  },
}
