import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Sandbox } from '../../src/index.ts'
import { clientOf, testSandbox, type Client, type Json } from '../client.ts'
import { idsOf, patchBody, refusal } from './campaign-bodies.ts'
import { campaignWith, CONTENTS, DEFINED, make, OLDER, patch, read } from './older-campaign-bodies.ts'
import { formOf, PNG } from './image-files.ts'

let sandbox: Sandbox
let client: Client
beforeEach(async () => {
  sandbox = await testSandbox()
  client = clientOf(sandbox, { revision: '2026-07-15' })
})
afterEach(() => sandbox.close())

const EMAIL = "equals(messages.channel,'email')"

describe('get_campaigns', () => {
  let ids: Record<string, string>
  beforeEach(async () => {
    ids = {}
    for (const name of ['Beech', 'Ash', 'Cedar']) {
      ids[name] = (await make(client, campaignWith(CONTENTS.email, { name }))).campaign
      await sandbox.clock.advance(60_000)
    }
    ids.Text = (await make(client, campaignWith(CONTENTS.sms, { name: 'Text' }))).campaign
    const archived = (await make(client, campaignWith(CONTENTS.email, { name: 'Old' }))).campaign
    ids.Old = archived
    await clientOf(sandbox).patch(`/api/campaigns/${archived}`, patchBody('campaign', archived, { archived: true }))
  })
  const names = async (query: string, by = client): Promise<string[]> =>
    (await by.get(`/api/campaigns?${query}`)).body.data.map(({ attributes }: Json) => attributes.name)

  it('lists those of a channel, the one changed last first, without archived ones', async () => {
    expect(await names(`filter=${EMAIL}`)).toEqual(['Cedar', 'Ash', 'Beech'])
    await client.patch(`/api/campaigns/${ids.Beech}`, patch('campaign', ids.Beech!, { name: 'Birch' }))
    expect(await names(`filter=${EMAIL}`)).toEqual(['Birch', 'Cedar', 'Ash'])
    expect(await names("filter=equals(messages.channel,'sms')")).toEqual(['Text'])
  })

  it.each([
    ['equals(archived,true)', ['Old']],
    ['equals(archived,false)', ['Cedar', 'Ash', 'Beech']],
    ["contains(name,'e')", ['Cedar', 'Beech']],
    ["equals(status,'Draft')", ['Cedar', 'Ash', 'Beech']],
    ["any(status,['Sent','Scheduled'])", []],
    ['greater-than(created_at,2026-11-02T10:00:30Z)', ['Cedar', 'Ash']],
    ['less-or-equal(updated_at,2026-11-02T10:01:00.250024Z)', ['Ash', 'Beech']],
    // None was ever scheduled.
    ['less-than(scheduled_at,2027-01-01T00:00:00Z)', []],
  ])('filters by %s', async (filter, found) => {
    expect(await names(`filter=${EMAIL},${filter}`)).toEqual(found)
  })

  it('filters by id from 2025-07-15 on', async () => {
    const filter = `filter=${EMAIL},any(id,['${ids.Ash}','${ids.Text}'])`
    expect(await names(filter)).toEqual(['Ash'])
    const older = await clientOf(sandbox, { revision: '2025-04-15' }).get(`/api/campaigns?${filter}`)
    expect(older.status).toBe(400)
  })

  it('finds a campaign by the time of its schedule, to the microsecond', async () => {
    const { body } = await client.post('/api/lists', { data: { type: 'list', attributes: { name: 'L' } } })
    const audiences = { included: [body.data.id] }
    const { campaign } = await make(client, campaignWith(CONTENTS.sms, { name: 'Later', audiences }))
    await client.post('/api/campaign-send-jobs', { data: { type: 'campaign-send-job', id: campaign } })
    const { scheduled_at } = await read(client, `/api/campaigns/${campaign}`)
    const sms = "equals(messages.channel,'sms')"
    expect(await names(`filter=${sms},greater-or-equal(scheduled_at,${scheduled_at.replace('+', '%2B')})`)).toEqual([
      'Later',
    ])
    expect(await names(`filter=${sms},greater-than(scheduled_at,${scheduled_at.replace('+', '%2B')})`)).toEqual([])
    expect(await names(`filter=${sms}&sort=-scheduled_at`)).toEqual(['Later', 'Text'])
  })

  it.each([
    ['name', ['Ash', 'Beech', 'Cedar']],
    ['-name', ['Cedar', 'Beech', 'Ash']],
    ['created_at', ['Beech', 'Ash', 'Cedar']],
    ['-created_at', ['Cedar', 'Ash', 'Beech']],
    ['id', ['Beech', 'Ash', 'Cedar']],
    ['-updated_at', ['Cedar', 'Ash', 'Beech']],
    ['scheduled_at', ['Beech', 'Ash', 'Cedar']],
  ])('sorts by %s, page by page', async (sort, sorted) => {
    const seen: string[] = []
    let url: string | null = `/api/campaigns?filter=${EMAIL}&sort=${sort}&page[size]=1`
    while (url !== null) {
      const { data, links }: Json = (await client.get(url)).body
      seen.push(data[0].attributes.name)
      url = links.next
    }
    expect(seen).toEqual(sorted)
  })

  it.each(OLDER)('needs a channel, and one that is known, at %s', async (revision) => {
    const at = clientOf(sandbox, { revision })
    expect((await at.get('/api/campaigns')).status).toBe(400)
    expect(refusal(await at.get("/api/campaigns?filter=contains(name,'e')"))).toEqual([
      400,
      'filter: A channel filter is required.',
    ])
    expect((await at.get("/api/campaigns?filter=equals(messages.channel,'whatsapp')")).status).toBe(400)
    expect(await names(`filter=${EMAIL}`, at)).toEqual(['Cedar', 'Ash', 'Beech'])
    const sized = await at.get(`/api/campaigns?filter=${EMAIL}&page[size]=1`)
    expect(sized.status).toBe(revision < '2026-04-15' ? 400 : 200)
  })

  it('shows only the fields asked for', async () => {
    const query = `filter=${EMAIL}&fields[campaign]=name,send_strategy.method&page[size]=1`
    expect((await client.get(`/api/campaigns?${query}`)).body.data[0].attributes).toEqual({
      name: 'Cedar',
      send_strategy: { method: 'immediate' },
    })
  })
})

describe('the image of a message', () => {
  const upload = async () => (await client.post('/api/image-upload', formOf({ file: PNG, name: 'Leaf' }))).body.data
  const url = (message: string, form: 'image' | 'relationships/image') => `/api/campaign-messages/${message}/${form}`
  const link = (id: string) => ({ data: { type: 'image', id } })
  const UNSUPPORTED = '/data: Image relationships are only supported for push and SMS messages'

  it.each([...DEFINED, '2026-10-15'])('is set, read and replaced at %s', async (revision) => {
    const at = clientOf(sandbox, { revision })
    const [first, second] = [await upload(), await upload()]
    for (const definition of [CONTENTS.sms, CONTENTS.push]) {
      const body = campaignWith(definition, {}, { image: link(first.id) })
      const { message } = await make(client, body)
      expect((await at.get(url(message, 'image'))).body.data.id).toBe(first.id)
      const changed = await at.patch(url(message, 'relationships/image'), link(second.id))
      expect([changed.status, changed.body]).toEqual([204, undefined])
      expect((await at.get(url(message, 'relationships/image'))).body.data).toEqual({ type: 'image', id: second.id })
      const { relationships, attributes } = (await client.get(`/api/campaign-messages/${message}`)).body.data
      expect(relationships.image.data.id).toBe(second.id)
      if (definition.channel === 'sms') {
        expect(attributes.definition.content.media_url).toBe(second.attributes.image_url)
      }
    }
  })

  it('is refused for an e-mail, to read as to write', async () => {
    const { message } = await make(client, campaignWith(CONTENTS.email))
    const { id } = await upload()
    expect(refusal(await client.get(url(message, 'image')))).toEqual([400, UNSUPPORTED])
    expect(refusal(await client.get(url(message, 'relationships/image')))).toEqual([400, UNSUPPORTED])
    expect(refusal(await client.patch(url(message, 'relationships/image'), link(id)))).toEqual([400, UNSUPPORTED])
  })

  it('is 404 where there is none, or null where the schema has it', async () => {
    const { message } = await make(client, campaignWith(CONTENTS.sms))
    const none = await client.get(url(message, 'image'))
    expect(refusal(none)).toEqual([404, `/data/: The campaign-message with id '${message}' has no image.`])
    const newest = clientOf(sandbox)
    expect((await newest.get(url(message, 'image'))).body).toEqual({ data: null })
    expect((await newest.get(`/api/campaign-messages/${message}/template`)).body).toEqual({ data: null })
    expect((await client.patch(url(message, 'relationships/image'), link('1'))).status).toBe(404)
  })

  it('is included with the message', async () => {
    const { id } = await upload()
    const { campaign, message } = await make(client, campaignWith(CONTENTS.push, {}, { image: link(id) }))
    const { body } = await client.get(`/api/campaigns/${campaign}/campaign-messages?include=image,campaign,template`)
    expect(idsOf({ data: body.included })).toEqual([id, campaign])
    const change = {
      data: { ...patch('campaign-message', message, {}).data, relationships: { image: link((await upload()).id) } },
    }
    const changed = await client.patch(`/api/campaign-messages/${message}`, change)
    expect(changed.body.data.relationships.image.data.id).toBe(change.data.relationships.image.data.id)
  })
})
