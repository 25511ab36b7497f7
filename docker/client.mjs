// Asks https://a.klaviyo.com for two profiles, as a program would that knows nothing of a sandbox.
const answer = await fetch('https://a.klaviyo.com/api/profiles?page[size]=2', {
  headers: { authorization: `Klaviyo-API-Key ${process.env.KLAVIYO_API_KEY}`, revision: '2026-07-15' },
})
const { data, errors } = await answer.json()
console.log(answer.status, errors ?? data.map(({ attributes }) => attributes.email))
process.exitCode = answer.ok ? 0 : 1
