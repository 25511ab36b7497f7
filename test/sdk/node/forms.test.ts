import { Button, Delay, Email, NextStep, type FormCreateQuery } from 'klaviyo-api'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createSandbox, type Sandbox } from '../../../src/index.ts'
import { errorOf, forgotten, walkerOf, type Walker } from './session.ts'

// Every operation on forms that the SDK's revision has. The steps build on each other.

let sandbox: Sandbox
let k: Walker
beforeAll(async () => {
  sandbox = await createSandbox({ rateLimits: 'off' })
  await sandbox.listen()
  k = walkerOf(sandbox, 'pk_node')
})
afterAll(() => sandbox.close())

const form = (name: string, steps: number): FormCreateQuery => ({
  data: {
    type: 'form',
    attributes: {
      name,
      status: 'draft',
      abTest: false,
      definition: {
        versions: [
          {
            type: 'flyout',
            location: 'bottom_right',
            triggers: [{ type: 'delay', properties: { seconds: 3 } }],
            steps: Array.from({ length: steps }, () => ({
              columns: [
                {
                  rows: [
                    {
                      blocks: [
                        { type: 'email', properties: { placeholder: 'Email' } },
                        {
                          type: 'button',
                          properties: { label: 'Go' },
                          action: { type: 'next_step', submit: false },
                        },
                      ],
                    },
                  ],
                },
              ],
            })),
          },
        ],
      },
    },
  },
})

let id = ''
let versionId = ''

it('a form is created, each part of it read as what it is', async () => {
  const { response, body } = await k.forms.createForm(form('Welcome', 2))
  expect(response.status).toBe(201)
  id = body.data.id
  const { name, status, abTest, definition, createdAt } = body.data.attributes
  expect([name, status, abTest, createdAt]).toEqual(['Welcome', 'draft', false, expect.any(Date)])
  const [version] = definition.versions
  versionId = String(version!.id)
  expect(version).toMatchObject({ location: 'bottom_right', messagePriority: 50, abTest: false })
  expect(version!.triggers![0]).toBeInstanceOf(Delay)
  const [email, button] = version!.steps[0]!.columns[0]!.rows![0]!.blocks
  expect([email, button]).toEqual([expect.any(Email), expect.any(Button)])
  expect((button as Button).action).toBeInstanceOf(NextStep)
  expect((button as Button).styles!.padding).toEqual({ left: 6, right: 6, top: 10, bottom: 10 })
})

it('a form with one step is refused', async () => {
  const { status, data } = await errorOf(k.forms.createForm(form('Short', 1)))
  expect([status, data.errors[0]!.detail, data.errors[0]!.source]).toEqual([
    400,
    'Versions must have at least two steps',
    { pointer: '/data/attributes/definition/versions/0' },
  ])
})

it('forms and versions are read, each from the other', async () => {
  const { body } = await k.forms.getForms({ filter: 'equals(name,"Welcome")', sort: '-created_at', pageSize: 1 })
  expect(body.data.map((row) => [row.id, row.relationships!.formVersions!.data])).toEqual([
    [id, [{ type: 'form-version', id: versionId }]],
  ])
  expect((await k.forms.getForm(id)).body.data.attributes.definition.versions).toHaveLength(1)
  const versions = (await k.forms.getVersionsForForm(id, { filter: 'equals(form_type,"flyout")' })).body.data
  expect(versions.map(({ attributes }) => [attributes.formType, attributes.variationName, attributes.status])).toEqual([
    ['flyout', 'Welcome', 'draft'],
  ])
  expect((await k.forms.getVersionIdsForForm(id)).body.data).toEqual([{ type: 'form-version', id: versionId }])
  const one = (await k.forms.getFormVersion(versionId, { include: ['form'] })).body
  expect(one.included!.map((row) => row.id)).toEqual([id])
  expect((await k.forms.getFormForFormVersion(versionId)).body.data!.attributes.name).toBe('Welcome')
  expect((await k.forms.getFormIdForFormVersion(versionId)).body.data!.id).toBe(id)
})

it('a form is deleted', async () => {
  expect((await k.forms.deleteForm(id)).response.status).toBe(204)
  expect((await errorOf(k.forms.getForm(id))).data.errors[0]!.detail).toBe(`A form with id \`${id}\` does not exist.`)
})

it('every operation of the group was called', () => {
  expect(forgotten('forms', k)).toEqual([])
})
