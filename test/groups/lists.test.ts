import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Sandbox } from '../../src/index.ts'
import { clientOf, testSandbox, type Client } from '../client.ts'

let sandbox: Sandbox
let client: Client
beforeEach(async () => {
  sandbox = await testSandbox()
  client = clientOf(sandbox)
})
afterEach(() => sandbox.close())

const listBody = (name: string) => ({ data: { type: 'list', attributes: { name } } })

describe('create_list', () => {
  it('answers 201 with microseconds, then reads with whole seconds', async () => {
    const created = await client.post('/api/lists', listBody('Newsletter'))
    const { id } = created.body.data
    const self = `http://localhost:80/api/lists/${id}/`
    const link = (name: string) => ({ links: { self: `${self}relationships/${name}/`, related: `${self}${name}/` } })
    const document = (created: string, updated: string) => ({
      type: 'list',
      id,
      attributes: { name: 'Newsletter', created, updated, opt_in_process: 'single_opt_in' },
      relationships: { profiles: link('profiles'), tags: link('tags'), 'flow-triggers': link('flow-triggers') },
      links: { self },
    })
    expect(created.status).toBe(201)
    expect(created.body).toEqual({
      data: document('2026-11-02T10:00:00.250000+00:00', '2026-11-02T10:00:00.250024+00:00'),
      links: { self: 'http://localhost:80/api/lists' },
    })
    expect((await client.get(`/api/lists/${id}`)).body).toEqual({
      data: document('2026-11-02T10:00:00+00:00', '2026-11-02T10:00:00+00:00'),
      links: { self: `http://localhost:80/api/lists/${id}` },
    })
  })
})

describe('delete_list', () => {
  it('answers 204 without a body, then 404', async () => {
    const { id } = (await client.post('/api/lists', listBody('Gone'))).body.data
    const deleted = await client.delete(`/api/lists/${id}`)
    expect([deleted.status, deleted.body]).toEqual([204, undefined])
    const missing = await client.get(`/api/lists/${id}`)
    expect(missing.status).toBe(404)
    expect(missing.body.errors[0].detail).toBe(`A list with id \`${id}\` does not exist.`)
  })
})
