// What is tested: how a shop tells Klaviyo of its customers. It knows nothing of the sandbox but an address.
import { ApiKeySession, EventsApi, ProfilesApi, RetryWithExponentialBackoff } from 'klaviyo-api'

export class Shop {
  constructor(key, url = 'https://a.klaviyo.com') {
    // Three attempts where Klaviyo says that there were too many requests.
    const session = new ApiKeySession(key, new RetryWithExponentialBackoff({ numRetries: 3 }))
    this.profiles = Object.assign(new ProfilesApi(session), { basePath: url })
    this.events = Object.assign(new EventsApi(session), { basePath: url })
  }

  /** Asks a customer, by a mail of Klaviyo's, whether the newsletter is wanted. */
  async subscribe(email) {
    const subscriptions = { email: { marketing: { consent: 'SUBSCRIBED' } } }
    const profile = { type: 'profile', attributes: { email, subscriptions } }
    await this.profiles.bulkSubscribeProfiles({
      data: { type: 'profile-subscription-bulk-create-job', attributes: { profiles: { data: [profile] } } },
    })
  }

  /** Whether a customer gets the newsletter. */
  async isSubscribed(email) {
    const { body } = await this.profiles.getProfiles({
      filter: `equals(email,"${email}")`,
      additionalFieldsProfile: ['subscriptions'],
    })
    return body.data[0]?.attributes.subscriptions?.email?.marketing?.canReceiveEmailMarketing === true
  }

  /** Records an order. Its number makes it safe to try once more when the connection broke. */
  async recordOrder({ number, email, total }, attempts = 2) {
    const profile = { data: { type: 'profile', attributes: { email } } }
    const metric = { data: { type: 'metric', attributes: { name: 'Placed Order' } } }
    const attributes = { properties: { number }, value: total, uniqueId: number, profile, metric }
    try {
      await this.events.createEvent({ data: { type: 'event', attributes } })
    } catch (error) {
      if (error.response || attempts === 1) throw error
      await this.recordOrder({ number, email, total }, attempts - 1)
    }
  }

  /** Has Klaviyo take many customers; gives the job's id. */
  async importCustomers(emails) {
    const profiles = emails.map((email) => ({ type: 'profile', attributes: { email } }))
    const { body } = await this.profiles.bulkImportProfiles({
      data: { type: 'profile-bulk-import-job', attributes: { profiles: { data: profiles } } },
    })
    return body.data.id
  }

  /** How far it is: queued, processing or complete. */
  async importStatus(job) {
    return (await this.profiles.getBulkImportProfilesJob(job)).body.data.attributes.status
  }
}
