import type { Group } from '../../resource.ts'
import { configurationType } from './configurations.ts'
import { createRegistration, decideRegistration, registrationType } from './registrations.ts'
import { createSender, senderType } from './senders.ts'

// Setting an account up for text messages: its configuration, toll-free numbers and their registrations with the
// carriers. revision-2026-10-15 §6.

export const textMessaging: Group = {
  name: 'Text Messaging',
  types: [configurationType, senderType, registrationType],
  takeOvers: {
    create_text_messaging_sender: createSender,
    create_text_messaging_sender_registration: createRegistration,
  },
  jobs: { 'text-messaging-registration-decide': decideRegistration },
}
