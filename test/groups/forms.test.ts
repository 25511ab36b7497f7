import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Sandbox } from '../../src/index.ts'
import { clientOf, testSandbox, type Client, type Json } from '../client.ts'
import { button, formBody, step, version } from './form-bodies.ts'

let sandbox: Sandbox
let client: Client
beforeEach(async () => {
  sandbox = await testSandbox()
  client = clientOf(sandbox)
})
afterEach(() => sandbox.close())

const create = async (versions?: Json[], more?: Json, at = client) =>
  (await at.post('/api/forms', formBody(versions, more))).body.data as Json

const errorsOf = ({ body }: Json) => body.errors.map(({ detail, source }: Json) => [detail, source.pointer])

const V = '/data/attributes/definition/versions'

describe('a new form', () => {
  it('is read with its definition, listed without, and leads to its version', async () => {
    const created = await client.post('/api/forms', formBody())
    const { id, attributes } = created.body.data
    const self = `http://localhost:80/api/forms/${id}/`
    const versionId = String(attributes.definition.versions[0].id)
    expect(created.status).toBe(201)
    expect(created.body).toEqual({
      data: {
        type: 'form',
        id,
        attributes: {
          status: 'draft',
          ab_test: false,
          name: 'Newsletter',
          definition: attributes.definition,
          created_at: '2026-11-02T10:00:00.250000+00:00',
          updated_at: '2026-11-02T10:00:00.250024+00:00',
        },
        links: { self },
      },
      links: { self: 'http://localhost:80/api/forms' },
    })
    expect(id).toMatch(/^\w{6}$/)
    expect(versionId).toMatch(/^\d{8}$/)
    const listed = {
      type: 'form',
      id,
      attributes: {
        name: 'Newsletter',
        status: 'draft',
        ab_test: false,
        created_at: '2026-11-02T10:00:00+00:00',
        updated_at: '2026-11-02T10:00:00+00:00',
      },
      relationships: {
        'form-versions': {
          data: [{ type: 'form-version', id: versionId }],
          links: { self: `${self}relationships/form-versions/`, related: `${self}form-versions/` },
        },
      },
      links: { self },
    }
    expect((await client.get('/api/forms')).body).toEqual({
      data: [listed],
      links: { self: 'http://localhost:80/api/forms', next: null, prev: null },
    })
    expect((await client.get(`/api/form-versions/${versionId}/form`)).body.data).toEqual(listed)
    const read = (await client.get(`/api/forms/${id}`)).body.data
    expect(read.attributes.definition).toEqual(attributes.definition)
    expect((await client.get(`/api/form-versions/${versionId}?include=form`)).body).toEqual({
      data: {
        type: 'form-version',
        id: versionId,
        attributes: {
          form_type: 'popup',
          variation_name: 'Newsletter',
          ab_test: null,
          status: 'draft',
          created_at: '2026-11-02T10:00:00+00:00',
          updated_at: '2026-11-02T10:00:00+00:00',
        },
        relationships: {
          form: {
            data: { type: 'form', id },
            links: {
              self: `http://localhost:80/api/form-versions/${versionId}/relationships/form/`,
              related: `http://localhost:80/api/form-versions/${versionId}/form/`,
            },
          },
        },
        links: { self: `http://localhost:80/api/form-versions/${versionId}/` },
      },
      included: [listed],
      links: { self: `http://localhost:80/api/form-versions/${versionId}?include=form` },
    })
  })

  it('has its definition written in full: ids, defaults, and null for what is not set', async () => {
    const { attributes } = await create([version({ name: 'Welcome', type: 'flyout', location: 'bottom_left' })])
    const [{ id: _, steps, triggers, styles, properties, ...rest }] = attributes.definition.versions
    expect(rest).toEqual({
      teasers: [],
      dynamic_button: null,
      name: 'Welcome',
      type: 'flyout',
      location: 'bottom_left',
      status: 'draft',
      ab_test: false,
      specialties: [],
      channel: 'WEB',
      message_priority: 50,
    })
    const ulid = expect.stringMatching(/^[0-9A-Z]{26}$/)
    expect(triggers).toEqual([{ id: ulid, type: 'delay', properties: { seconds: 3 } }])
    expect(steps[1]).toEqual({
      id: ulid,
      columns: [
        {
          id: ulid,
          rows: [
            {
              id: ulid,
              blocks: [
                {
                  id: ulid,
                  type: 'html_text',
                  styles: { padding: { left: 6, right: 6, top: 10, bottom: 10 }, background_color: null },
                  properties: {
                    display_device: ['desktop', 'mobile'],
                    classname: null,
                    content: '<p>Thank you</p>',
                  },
                },
              ],
            },
          ],
          styles: null,
        },
      ],
      name: 'Step',
      steps: null,
    })
    expect(styles).toMatchObject({ width: 'medium', minimum_height: 250, close_button: { position: null } })
    expect(properties).toEqual({
      side_image_settings: null,
      click_outside_to_close: null,
      rule_based_trigger_evaluation: 'any',
      record_utm_params_on_submit: false,
      show_close_button: true,
      accessible_name: null,
    })
    const { action } = steps[0].columns[0].rows[0].blocks[1]
    expect(action).toEqual({ id: ulid, submit: false, type: 'next_step', properties: null })
  })

  it.each([
    ['one step', { steps: [step([button()])] }, 'Versions must have at least two steps', ''],
    [
      'a place for a popup',
      { location: 'top_left' },
      "'location' is only allowed for versions of the type 'flyout'",
      '/location',
    ],
    [
      'an empty row',
      { steps: [step([]), step([button()])] },
      'Rows must have at least one block',
      '/steps/0/columns/0/rows/0/blocks',
    ],
    [
      'a submission to no list',
      { steps: [step([button({ type: 'close', submit: true })]), step([button()])] },
      "'list_id' is required for actions that submit",
      '/steps/0/columns/0/rows/0/blocks/0/action/properties/list_id',
    ],
    [
      'patterns without a pattern',
      { triggers: [{ type: 'url_patterns', properties: { allow_list: [] } }] },
      "Triggers of the type 'url_patterns' must have an allow list or a deny list",
      '/triggers/0/properties',
    ],
    [
      'two teasers on phones',
      { teasers: [{ content: 'a' }, { content: 'b', device_type: 'mobile' }] },
      'Versions must have at most one teaser for each device type',
      '/teasers',
    ],
    ['an id', { id: 5 }, "'id' is not allowed on create", '/id'],
    [
      'an id deep inside',
      { steps: [{ ...step([button({ type: 'close', submit: false, id: 'a' })]) }, step([button()])] },
      "'id' is not allowed on create",
      '/steps/0/columns/0/rows/0/blocks/0/action/id',
    ],
    ['a live version', { status: 'live' }, 'Versions of a draft form must not be live', '/status'],
    ['a test of its own', { ab_test: true }, 'Versions of a form without an A/B test must not be tested', '/ab_test'],
    ['an unknown member', { colour: 'red' }, "'colour' is not a valid field for the resource 'Version'.", '/colour'],
    [
      'a block of no type',
      { steps: [step([{ type: 'marquee', properties: {} }]), step([button()])] },
      expect.stringContaining('(got marquee)'),
      '/steps/0/columns/0/rows/0/blocks/0/type',
    ],
  ])('is refused with %s', async (_, more, detail, at) => {
    const refused = await client.post('/api/forms', formBody([version(more)]))
    expect([refused.status, errorsOf(refused)]).toEqual([400, [[detail, V + '/0' + at]]])
    expect((await client.get('/api/forms')).body.data).toEqual([])
  })

  it.each([
    [[], {}, 'Forms must have at least one version'],
    [[version(), version()], {}, 'Forms without an A/B test must have exactly one version'],
    [[version()], { ab_test: true }, 'Forms with an A/B test must have at least two versions'],
  ])('is refused with versions that do not fit (%#)', async (versions, more, detail) => {
    expect(errorsOf(await client.post('/api/forms', formBody(versions, more)))).toEqual([[detail, V]])
  })

  it('is told of everything that is wrong with it at once', async () => {
    const bad = version({ id: 7, location: 'top_left', steps: [step([])] })
    expect(errorsOf(await client.post('/api/forms', formBody([bad]))).map(([, at]: string[]) => at)).toEqual([
      `${V}/0/id`,
      `${V}/0`,
      `${V}/0/location`,
      `${V}/0/steps/0/columns/0/rows/0/blocks`,
    ])
  })

  it('gets a version that is not tested beside those that are', async () => {
    const tested = ['A', 'B'].map((name) => version({ name, ab_test: true }))
    const { id, attributes } = await create(tested, { ab_test: true })
    expect(attributes.ab_test).toBe(true)
    const versions = (await client.get(`/api/forms/${id}/form-versions`)).body.data
    expect(versions.map((row: Json) => [row.attributes.variation_name, row.attributes.ab_test])).toEqual([
      ['A', { variation_name: 'A' }],
      ['B', { variation_name: 'B' }],
      ['Newsletter', null],
    ])
  })
})

describe('lists', () => {
  it.each([
    ['any(id,["{0}","{2}"])', [0, 2]],
    ['contains(name,"orm 1")', [1]],
    ['equals(name,"Form 2")', [2]],
    ['equals(status,"live")', [1]],
    ['equals(ab_test,true)', [2]],
    ['greater-than(created_at,2026-11-02T10:00:30Z)', [1, 2]],
    ['less-or-equal(updated_at,2026-11-02T10:00:30Z)', [0]],
  ])('are filtered by %s', async (filter, wanted) => {
    const made: string[] = []
    for (const at of [0, 1, 2]) {
      const test = at === 2
      const versions = test ? ['A', 'B'].map((name) => version({ name, ab_test: true })) : [version()]
      made.push((await create(versions, { name: `Form ${at}`, ab_test: test })).id)
      await sandbox.clock.advance(60_000)
    }
    await publish(made[1]!)
    const text = made.reduce((all, id, at) => all.replace(`{${at}}`, id), filter)
    const answer = await client.get(`/api/forms?sort=created_at&filter=${encodeURIComponent(text)}`)
    expect(answer.body.data.map(({ id }: Json) => made.indexOf(id))).toEqual(wanted)
  })

  it('of versions are filtered by type and state; page[size] counts for versions, not for their ids', async () => {
    const tested = ['embed', 'banner'].map((type) => version({ type, name: type, ab_test: true }))
    const { id } = await create(tested, { ab_test: true })
    const list = async (path: string) =>
      (await client.get(`/api/forms/${id}/${path}`)).body.data.map((row: Json) => row.attributes?.form_type ?? row.type)
    expect(await list('form-versions?filter=any(form_type,["banner","flyout"])')).toEqual(['banner'])
    expect(await list('form-versions?filter=equals(status,"live")')).toEqual([])
    expect(await list('form-versions?page[size]=1')).toEqual(['embed'])
    expect(await list('relationships/form-versions?page[size]=1')).toEqual(Array(3).fill('form-version'))
  })
})

const publish = (id: string) => job('form-publish-job', id)
const unpublish = (id: string) => job('form-unpublish-job', id)
const job = (type: string, id: string) =>
  client.post(`/api/${type}s`, { data: { type, relationships: { form: { data: { type: 'form', id } } } } })

const statesOf = async (id: string) => {
  const form = (await client.get(`/api/forms/${id}`)).body.data.attributes
  return [form.status, form.definition.versions.map(({ status }: Json) => status)]
}

describe('publishing', () => {
  it('is done before it is answered, and undone the same way', async () => {
    const { id } = await create()
    await sandbox.clock.advance(60_000)
    const answer = await publish(id)
    const { data } = answer.body
    expect(answer.status).toBe(202)
    expect(data).toEqual({
      type: 'form-publish-job',
      id: expect.stringMatching(/^[0-9A-Z]{26}$/),
      attributes: { status: 'complete', created_at: '2026-11-02T10:01:00+00:00' },
      relationships: {
        form: {
          data: { type: 'form', id },
          links: {
            self: `http://localhost:80/api/form-publish-jobs/${data.id}/relationships/form/`,
            related: `http://localhost:80/api/form-publish-jobs/${data.id}/form/`,
          },
        },
      },
      links: { self: `http://localhost:80/api/form-publish-jobs/${data.id}/` },
    })
    expect(await statesOf(id)).toEqual(['live', ['live']])
    expect(errorsOf(await publish(id))).toEqual([['The form has no draft version', '/data/relationships/form']])
    expect((await unpublish(id)).body.data.attributes.status).toBe('complete')
    expect(await statesOf(id)).toEqual(['draft', ['draft']])
    expect((await unpublish(id)).status).toBe(202)
  })

  it('refuses tests, unknown forms and bodies without a form', async () => {
    const tested = ['A', 'B'].map((name) => version({ name, ab_test: true }))
    const { id } = await create(tested, { ab_test: true })
    expect(errorsOf(await publish(id))[0][1]).toBe('/data/relationships/form')
    const unknown = await publish('NOPE01')
    expect([unknown.status, unknown.body.errors[0].detail]).toEqual([404, 'A form with id `NOPE01` does not exist.'])
    const empty = { data: { type: 'form-publish-job', relationships: { form: {} } } }
    expect(errorsOf(await client.post('/api/form-publish-jobs', empty))[0][1]).toBe('/data/relationships/form/data')
  })

  it('replaces the version that was live', async () => {
    const at = clientOf(sandbox, { revision: '2025-10-15' })
    const versions = [version({ status: 'live' }), version({ name: 'B', status: 'draft' })]
    const { id, attributes } = await create(versions, { status: 'live', ab_test: true }, at)
    const [live, draft] = attributes.definition.versions
    expect(await statesOf(id)).toEqual(['draft', ['live', 'draft']])
    // Before, a form with anything live was live, for filters too.
    expect((await at.get(`/api/forms/${id}`)).body.data.attributes.status).toBe('live')
    const lists = async (client: Client) =>
      (await client.get('/api/forms?filter=equals(status,"live")')).body.data.length
    expect([await lists(at), await lists(client)]).toEqual([1, 0])
    await publish(id)
    const { definition } = (await client.get(`/api/forms/${id}`)).body.data.attributes
    expect(definition.versions.map((one: Json) => [one.id, one.status])).toEqual([[draft.id, 'live']])
    expect((await client.get(`/api/form-versions/${live.id}`)).status).toBe(404)
  })
})

it('a form takes its versions with it', async () => {
  const { id, attributes } = await create()
  const path = `/api/form-versions/${attributes.definition.versions[0].id}`
  expect((await client.delete(`/api/forms/${id}`)).status).toBe(204)
  expect((await client.get(path)).status).toBe(404)
  expect((await client.get(`/api/forms/${id}/form-versions`)).status).toBe(404)
  expect((await client.delete(`/api/forms/${id}`)).status).toBe(404)
})
