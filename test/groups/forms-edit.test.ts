import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Sandbox } from '../../src/index.ts'
import { REVISIONS } from '../../src/schemas/contract.ts'
import { clientOf, testSandbox, type Client, type Json } from '../client.ts'
import { button, formBody, step, version } from './form-bodies.ts'

let sandbox: Sandbox
let client: Client
beforeEach(async () => {
  sandbox = await testSandbox()
  client = clientOf(sandbox)
})
afterEach(() => sandbox.close())

const V = '/data/attributes/definition/versions'
const create = async (versions?: Json[], more?: Json, at = client) =>
  (await at.post('/api/forms', formBody(versions, more))).body.data as Json
const edit = (id: string, attributes: Json) =>
  client.patch(`/api/forms/${id}`, { data: { type: 'form', id, attributes } })
const errorsOf = ({ body }: Json) => body.errors.map(({ detail, source }: Json) => [detail, source.pointer])

describe('update_form', () => {
  it('changes the name alone, or the definition alone', async () => {
    const { id, attributes } = await create()
    await sandbox.clock.advance(60_000)
    const renamed = await edit(id, { name: 'Autumn' })
    expect(renamed.body.data.attributes).toEqual({
      ...attributes,
      name: 'Autumn',
      created_at: '2026-11-02T10:00:00+00:00',
      updated_at: '2026-11-02T10:01:00.250000+00:00',
    })
    const [given] = attributes.definition.versions
    given.triggers[0].properties.seconds = 9
    given.steps[1].columns[0].rows[0].blocks.push(button({ type: 'close', submit: false }))
    const changed = await edit(id, { definition: { versions: [given] } })
    const [now] = changed.body.data.attributes.definition.versions
    // Ids that were sent back stay, what is new gets one.
    const added = now.steps[1].columns[0].rows[0].blocks.pop()
    given.steps[1].columns[0].rows[0].blocks.pop()
    expect(now).toEqual(given)
    expect([added.id, added.action.id]).toEqual(Array(2).fill(expect.stringMatching(/^[0-9A-Z]{26}$/)))
    expect((await client.get(`/api/form-versions/${now.id}`)).body.data.attributes.updated_at).toBe(
      '2026-11-02T10:01:00+00:00',
    )
  })

  it.each([
    ['without its id', (given: Json) => [{ ...given, id: null }], expect.stringContaining('The ids'), V],
    ['with one more', (given: Json) => [given, version()], expect.stringContaining('The ids'), V],
    ['with another', (given: Json) => [{ ...given, id: 1 }], expect.stringContaining('The ids'), V],
    ['twice', (given: Json) => [given, given], expect.stringContaining('The ids'), V],
    ['as a live one', (given: Json) => [{ ...given, status: 'live' }], "'status' cannot be edited", `${V}/0/status`],
    ['as a test', (given: Json) => [{ ...given, ab_test: true }], "'ab_test' cannot be edited", `${V}/0/ab_test`],
    ['untriggered', (given: Json) => [{ ...given, triggers: [] }], 'Versions must have at least one trigger', `${V}/0`],
    [
      'with one step',
      (given: Json) => [{ ...given, steps: [given.steps[0]] }],
      expect.stringContaining('two'),
      `${V}/0`,
    ],
  ])('refuses a version %s', async (_, change, detail, at) => {
    const { id, attributes } = await create()
    const refused = await edit(id, { definition: { versions: change(attributes.definition.versions[0]) } })
    expect([refused.status, errorsOf(refused)]).toEqual([400, [[detail, at]]])
    expect((await client.get(`/api/forms/${id}`)).body.data.attributes.definition).toEqual(attributes.definition)
  })

  it('refuses null as a name, members of the life cycle, and the id of another form', async () => {
    const { id } = await create()
    expect(errorsOf(await edit(id, { name: null }))).toEqual([
      ["'name' must be of type string.", '/data/attributes/name'],
    ])
    expect(errorsOf(await edit(id, { status: 'live', ab_test: true })).map(([, at]: string[]) => at)).toEqual([
      '/data/attributes/status',
      '/data/attributes/ab_test',
    ])
    const body = { data: { type: 'form', id: 'NOPE01', attributes: {} } }
    expect((await client.patch(`/api/forms/${id}`, body)).status).toBe(400)
    expect((await client.patch('/api/forms/NOPE01', body)).status).toBe(404)
  })

  it('lets what is embedded do without a trigger', async () => {
    const { id, attributes } = await create([version({ type: 'embed', triggers: [] })])
    expect((await edit(id, { definition: attributes.definition })).status).toBe(200)
  })

  it('edits the draft beside a live version, which must come back as it was read', async () => {
    const at = clientOf(sandbox, { revision: '2025-10-15' })
    const both = [version({ status: 'live' }), version({ name: 'B', status: 'draft' })]
    const { id } = await create(both, { status: 'live', ab_test: true }, at)
    const { definition } = (await client.get(`/api/forms/${id}`)).body.data.attributes
    definition.versions[1].message_priority = 7
    expect((await edit(id, { definition })).body.data.attributes.definition).toEqual(definition)
    definition.versions[0].message_priority = 7
    expect(errorsOf(await edit(id, { definition }))).toEqual([['Live versions cannot be edited', `${V}/0`]])
  })

  it('refuses the definition of a form that has no draft', async () => {
    const { id, attributes } = await create()
    const form = { data: { type: 'form', id } }
    await client.post('/api/form-publish-jobs', { data: { type: 'form-publish-job', relationships: { form } } })
    expect(errorsOf(await edit(id, { definition: attributes.definition }))).toEqual([
      ['Forms without a draft version cannot be edited', '/data/attributes/definition'],
    ])
  })
})

describe('revisions', () => {
  const rich = [
    version({
      styles: { width: 'full' },
      triggers: [{ type: 'cart_content' }, { type: 'exit_intent' }],
      steps: [
        step([
          { type: 'custom_html', properties: { content: '<hr>' } },
          button({ type: 'skip_to_success', properties: {} }),
        ]),
        step([{ ...button(), styles: { height: 'auto' } }]),
      ],
    }),
  ]

  it.each(REVISIONS.filter((revision) => revision >= '2025-10-15'))(
    'show a form at %s with what that revision knows',
    async (revision) => {
      const { id } = await create(rich)
      const { attributes, relationships } = (await clientOf(sandbox, { revision }).get(`/api/forms/${id}`)).body.data
      const [shown] = attributes.definition.versions
      const blocks = shown.steps.map((one: Json) => one.columns[0].rows[0].blocks.map(({ type }: Json) => type))
      const newer = revision >= '2026-04-15'
      expect(relationships).toBeUndefined()
      expect(blocks).toEqual(newer ? [['custom_html', 'button'], ['button']] : [['button'], ['button']])
      expect(shown.triggers.map(({ type }: Json) => type)).toEqual(
        newer ? ['cart_content', 'exit_intent'] : ['exit_intent'],
      )
      expect(shown.styles.width).toBe(newer ? 'full' : 'medium')
      expect(shown.steps[1].columns[0].rows[0].blocks[0].styles.height).toBe(newer ? 'auto' : 50)
      expect('channel' in shown).toBe(newer)
      expect('position' in shown.styles.close_button).toBe(revision >= '2026-10-15')
      const { action } = shown.steps[0].columns[0].rows[0].blocks.at(-1)
      expect(action?.type).toBe(revision >= '2026-01-15' ? 'skip_to_success' : undefined)
    },
  )

  it.each(['2024-10-15', '2025-07-15'])(
    'show a form at %s without its definition, with its versions',
    async (revision) => {
      const { id, attributes } = await create()
      const answer = await clientOf(sandbox, { revision }).get(`/api/forms/${id}?include=form-versions`)
      expect(Object.keys(answer.body.data.attributes)).toEqual([
        'name',
        'status',
        'ab_test',
        'created_at',
        'updated_at',
      ])
      expect(answer.body.included.map(({ id, attributes }: Json) => [id, Object.keys(attributes)])).toEqual([
        [String(attributes.definition.versions[0].id), ['form_type', 'ab_test', 'status', 'created_at', 'updated_at']],
      ])
    },
  )

  it('let a form be live from the start until 2026-01-15', async () => {
    const live = formBody([version()], { status: 'live' })
    const answers = await Promise.all(
      ['2026-01-15', '2026-04-15'].map((revision) => clientOf(sandbox, { revision }).post('/api/forms', live)),
    )
    expect(answers.map(({ status }) => status)).toEqual([201, 400])
    expect(answers[0]!.body.data.attributes.definition.versions[0].status).toBe('live')
  })
})
