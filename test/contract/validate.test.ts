import { beforeAll, describe, expect, it } from 'vitest'
import { contractFor, NEWEST, type OperationId } from '../../src/schemas/contract.ts'
import { prepareValidation, validateRequest, validateResponse } from '../../src/schemas/validate.ts'

beforeAll(prepareValidation)

const operation = (id: OperationId, revision = NEWEST) => {
  const found = contractFor(revision).operation(id)
  if (!found) throw new Error(`no ${id} at ${revision}`)
  return found
}

const profile = (attributes: object, others: object = {}) => ({ data: { type: 'profile', attributes, ...others } })
const problems = (attributes: object) => validateRequest(operation('create_profile'), profile(attributes))

describe('a body of create_profile', () => {
  it('is well with every kind of attribute, null included', () => {
    expect(
      problems({
        email: 'a@example.com',
        first_name: null,
        location: { latitude: '40.7', longitude: -73.9, ip: null },
        properties: { anything: [{ goes: true }] },
      }),
    ).toEqual([])
  })

  it('has an unknown attribute', () => {
    const path = ['data', 'attributes', 'nickname']
    expect(problems({ nickname: 'x' })).toEqual([
      { path, kind: 'unknown', field: 'nickname', resource: 'profile', value: 'x' },
    ])
  })

  it('has an attribute of the wrong type', () => {
    const path = ['data', 'attributes', 'email']
    expect(problems({ email: 1 })).toEqual([
      { path, kind: 'type', field: 'email', resource: 'profile', expected: ['string', 'null'], value: 1 },
    ])
  })

  it('does not take a number for a numeric string, nor the other way round', () => {
    expect(problems({ organization: 5 })[0]).toMatchObject({ kind: 'type', field: 'organization' })
    const unsubscribe = { data: { type: 'metric-aggregate', attributes: { page_size: '500' } } }
    const found = validateRequest(operation('query_metric_aggregates'), unsubscribe)
    expect(found).toContainEqual(expect.objectContaining({ kind: 'type', field: 'page_size', value: '500' }))
  })

  it('lacks its type', () => {
    expect(validateRequest(operation('create_profile'), { data: { attributes: {} } })).toEqual([
      { path: ['data', 'type'], kind: 'required', field: 'type', resource: 'profile' },
    ])
  })

  it('has another type', () => {
    expect(validateRequest(operation('create_profile'), { data: { type: 'list', attributes: {} } })).toEqual([
      {
        path: ['data', 'type'],
        kind: 'enum',
        field: 'type',
        resource: 'profile',
        expected: ['profile'],
        value: 'list',
      },
    ])
  })

  it('has a latitude that is neither string nor number', () => {
    expect(problems({ location: { latitude: true } })).toEqual([
      {
        path: ['data', 'attributes', 'location', 'latitude'],
        kind: 'union',
        field: 'latitude',
        resource: 'ProfileLocation',
        expected: ['string', 'number', 'null'],
        value: true,
      },
    ])
  })

  it('has several problems at once', () => {
    const kinds = problems({ email: [], title: 7, shoe_size: 42, location: { zip: 1 } }).map(({ kind, field }) => [
      kind,
      field,
    ])
    expect(kinds).toEqual([
      ['type', 'email'],
      ['type', 'title'],
      ['unknown', 'shoe_size'],
      ['type', 'zip'],
    ])
  })

  it.each([[undefined], [null], [[]], ['x'], [1]])('is no object: %j', (body) => {
    expect(validateRequest(operation('create_profile'), body)).toMatchObject([{ path: [], kind: 'type' }])
  })

  it('is told the same before and after its schema was compiled', () => {
    const create = operation('create_profile', '2024-10-15')
    const bad = profile({ email: 1, nickname: 'x' })
    const before = validateRequest(create, bad)
    for (let count = 0; count < 60; count++) expect(validateRequest(create, profile({ email: 'a@b.co' }))).toEqual([])
    expect(validateRequest(create, bad)).toEqual(before)
    const start = performance.now()
    for (let count = 0; count < 10_000; count++) validateRequest(create, profile({ email: 'a@b.co' }))
    expect((performance.now() - start) / 10).toBeLessThan(50) // µs each, generous for a busy machine
  })
})

describe('a member of a union', () => {
  const flow = (definition: object) =>
    validateRequest(operation('create_flow', '2026-07-15'), {
      data: { type: 'flow', attributes: { name: 'Welcome', definition } },
    })

  it('is told by its type, and only that branch is reported', () => {
    const message = { from_email: 1, body: 'x' }
    const action = { type: 'send-email', temporary_id: '1', links: { next: null }, data: { message } }
    const found = flow({ triggers: [], entry_action_id: '1', actions: [action] })
    expect(found.map(({ kind, field, resource }) => [kind, field, resource])).toEqual([
      ['type', 'from_email', 'FlowEmail'],
      ['unknown', 'body', 'FlowEmail'],
    ])
  })

  it('has a type that no branch has', () => {
    expect(flow({ triggers: [{ type: 'metrik', id: 'a' }], entry_action_id: null, actions: [] })).toMatchObject([
      { path: ['data', 'attributes', 'definition', 'triggers', 0, 'type'], kind: 'enum', value: 'metrik' },
    ])
  })
})

describe('a block in a definition', () => {
  const column = ['data', 'attributes', 'definition', 'body', 'sections', 0, 'rows', 0, 'columns', 0]
  const found = (parts: object) => {
    const rows = [{ data: { styles: {} }, columns: [parts] }]
    const data = { properties: {}, display_options: {}, styles: {} }
    const sections = [{ content_type: 'section', type: 'section', data, rows }]
    const definition = { body: { properties: {}, styles: {}, sections }, styles: [] }
    return validateRequest(operation('create_template'), {
      data: { type: 'template', attributes: { name: 'A', editor_type: 'SYSTEM_DRAGGABLE', definition } },
    })
  }

  it('lacks the member that tells which one it is: only that is said', () => {
    expect(found({ blocks: [{ content_type: 'block', data: { x: 1 } }] })).toEqual([
      { path: [...column, 'blocks', 0, 'type'], kind: 'required', field: 'type', resource: 'Column' },
    ])
  })

  it('names the kind of its place without the number of its schema', () => {
    const data = { content: 'a', display_options: {}, styles: {}, x: 1 }
    expect(found({ blocks: [{ content_type: 'block', type: 'text', data }] })).toMatchObject([
      { path: [...column, 'blocks', 0, 'data', 'x'], kind: 'unknown', resource: 'TextBlockData' },
    ])
  })

  it('stands in a column whose data holds nothing: each member is unknown', () => {
    expect(found({ data: { width: 1, height: 2 }, blocks: [] })).toMatchObject([
      { path: [...column, 'data', 'width'], kind: 'unknown', resource: 'ColumnData' },
      { path: [...column, 'data', 'height'], kind: 'unknown', resource: 'ColumnData' },
    ])
    expect(found({ data: {}, blocks: [] })).toEqual([])
  })
})

describe('a date', () => {
  const expires = (at: unknown) =>
    validateRequest(operation('create_coupon_code'), {
      data: {
        type: 'coupon-code',
        attributes: { unique_code: 'A', expires_at: at },
        relationships: { coupon: { data: { type: 'coupon', id: 'c' } } },
      },
    })

  it.each([
    '2026-01-01',
    '2026-01-01T00:00:00',
    '2026-01-01 00:00:00',
    '2026-01-01T00:00',
    '2026-01-01T00:00:00Z',
    '2026-01-01T00:00:00.123Z',
    '2026-01-01T00:00:00.123456+00:00',
    '2026-01-01T00:00:00-0500',
  ])('may be written %s', (text) => expect(expires(text)).toEqual([]))

  it.each(['tomorrow', '2026-13-01', '2026-01-01T25:00:00Z', '01/02/2026', ''])('may not be written %j', (text) =>
    expect(expires(text)).toMatchObject([{ kind: 'format', field: 'expires_at', expected: 'date-time' }]),
  )
})

describe('an answer', () => {
  const links = { self: 'https://a.klaviyo.com/api/lists', next: null, prev: null }
  const list = (attributes: object) => ({
    type: 'list',
    id: 'Y6nRLr',
    attributes,
    links: { self: 'https://a.klaviyo.com/api/lists/Y6nRLr/' },
  })

  it('may have further members, and null where there is no next page', () => {
    const body = { data: [{ ...list({ name: 'A', created: null, updated: null, extra: 1 }), more: {} }], links }
    expect(validateResponse(operation('get_lists'), 200, body)).toEqual([])
  })

  it('may lack attributes under sparse fieldsets only', () => {
    const body = { data: { ...list({}) }, links: { self: links.self } }
    const get = operation('get_universal_content')
    const content = { ...body, data: { ...body.data, type: 'template-universal-content' } }
    expect(validateResponse(get, 200, content)).toContain('/data/attributes/name is missing')
    expect(validateResponse(get, 200, content, { sparse: true })).toEqual([])
    const bare = { ...content, data: { ...content.data, id: undefined } }
    expect(validateResponse(get, 200, bare, { sparse: true })).not.toEqual([])
  })

  it('is empty exactly where the document has no schema', () => {
    expect(validateResponse(operation('delete_list'), 204, undefined)).toEqual([])
    expect(validateResponse(operation('delete_list'), 204, {})).toHaveLength(1)
    expect(validateResponse(operation('get_lists'), 200, undefined)).toHaveLength(1)
    expect(validateResponse(operation('get_lists'), 404, { errors: [] })).toEqual([])
  })

  it('names the place of what is wrong', () => {
    const body = { data: [list({ name: 5, created: 'x' })], links }
    expect(validateResponse(operation('get_lists'), 200, body)).toEqual([
      '/data/0/attributes/name has the wrong type: expected ["string","null"], found 5',
      '/data/0/attributes/created has the wrong format: expected "date-time", found "x"',
    ])
  })
})
