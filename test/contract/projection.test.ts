import { describe, expect, it } from 'vitest'
import { contractFor, NEWEST, REVISIONS, schemaFor, type OperationId } from '../../src/schemas/contract.ts'
import { shapesOf } from '../../src/schemas/projection.ts'

const shapes = (id: OperationId, revision = NEWEST) => {
  const operation = contractFor(revision).operation(id)
  if (!operation) throw new Error(`no ${id} at ${revision}`)
  return shapesOf(operation)
}

describe('the shape of get_profile', () => {
  const toMany = { self: true, related: true, many: true }

  it('at 2026-07-15 has subscriptions, predictive analytics and four relationships', () => {
    const { primary, included, collection, pageLinks } = shapes('get_profile', '2026-07-15')
    const profile = primary.get('profile')
    expect([...primary.keys()]).toEqual(['profile'])
    expect([...included.keys()].sort()).toEqual(['conversation', 'list', 'push-token', 'segment'])
    expect({ collection, pageLinks }).toEqual({ collection: false, pageLinks: false })
    expect(profile?.attributes).toMatchObject({
      email: true,
      properties: true,
      location: { latitude: true, ip: true },
      subscriptions: { email: { marketing: { consent: true } } },
      predictive_analytics: { churn_probability: true },
    })
    expect(profile?.relationships).toEqual({
      lists: toMany,
      segments: toMany,
      'push-tokens': toMany,
      conversations: toMany,
    })
    expect(profile?.resourceLinks).toBe(true)
  })

  it('at 2024-10-15 has lists and segments', () => {
    const { primary, included } = shapes('get_profile', '2024-10-15')
    expect(primary.get('profile')?.relationships).toEqual({ lists: toMany, segments: toMany })
    expect(primary.get('profile')?.attributes).not.toHaveProperty('subscriptions.whatsapp')
    expect([...included.keys()].sort()).toEqual(['list', 'segment'])
  })
})

describe('the shape of an answer', () => {
  it('is a collection with page links, or an item with none', () => {
    expect(shapes('get_events')).toMatchObject({ collection: true, pageLinks: true })
    expect(shapes('get_event')).toMatchObject({ collection: false, pageLinks: false })
    expect(shapes('delete_list').primary.size).toBe(0)
  })

  it('of relationships has identifiers alone', () => {
    const { primary, collection } = shapes('get_profile_ids_for_list')
    expect(collection).toBe(true)
    expect(primary.get('profile')).toEqual({ attributes: {}, relationships: {}, resourceLinks: false })
  })

  it('lists what a union of definitions may hold, and ends at a recursive schema', () => {
    const flow = shapes('get_flow', '2026-07-15').primary.get('flow')
    expect(flow?.attributes).toMatchObject({
      definition: { actions: { type: true, data: true }, triggers: { type: true } },
    })
    for (const revision of REVISIONS.filter((date) => date >= '2025-10-15'))
      expect(shapes('get_form_version', revision)).toBeDefined()
  })

  it('tells to-one from to-many by data wherever there is data, and data agrees with the name', () => {
    const wrong = new Set<string>()
    for (const revision of REVISIONS)
      for (const id of contractFor(revision).operationIds)
        for (const shape of shapes(id, revision).primary.values())
          for (const [name, { many }] of Object.entries(shape.relationships))
            if (many !== name.endsWith('s')) wrong.add(`${id} ${name}`)
    expect([...wrong]).toEqual([])
  })

  it('is kept for each pool key', () => {
    expect(shapes('get_lists')).toBe(shapes('get_lists', '2026-07-15'))
    expect(schemaFor('lists/ListCreateQuery@2025-10-15')).toBe(schemaFor('lists/ListCreateQuery@2025-10-15'))
  })
})
