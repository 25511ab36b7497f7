// A program that knows nothing of a sandbox: the SDK with its own address, and Node's own fetch.
import { ApiKeySession, ProfilesApi } from 'klaviyo-api'

const key = process.env.KLAVIYO_API_KEY
const profiles = new ProfilesApi(new ApiKeySession(key))
const { body } = await profiles.getProfiles({ pageSize: 2 })
console.log(`sdk: ${body.data.length} profiles, next ${new URL(body.links.next).origin}`)

const answer = await fetch('https://a.klaviyo.com/api/lists', {
  headers: { authorization: `Klaviyo-API-Key ${key}`, revision: '2026-07-15' },
})
console.log(`fetch: ${answer.status} ${(await answer.json()).links.self}`)
