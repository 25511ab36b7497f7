import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { contractFor, NEWEST, REVISIONS, routes, schemaFor, type OperationId } from '../../src/schemas/contract.ts'

const operation = (revision: string, id: OperationId) => {
  const found = contractFor(revision).operation(id)
  if (!found) throw new Error(`no ${id} at ${revision}`)
  return found
}

const folder = fileURLToPath(new URL('../../src/schemas/contract/', import.meta.url))

describe('the contract', () => {
  it.each([
    ['2024-10-15', 261],
    ['2025-01-15', 266],
    ['2025-04-15', 289],
    ['2025-07-15', 301],
    ['2025-10-15', 303],
    ['2026-01-15', 304],
    ['2026-04-15', 309],
    ['2026-07-15', 345],
    ['2026-10-15', 434],
  ])('of %s has %i operations', (revision, count) => {
    expect(contractFor(revision).operationIds).toHaveLength(count)
  })

  it('has one route for each method and path of any revision', () => {
    expect(routes()).toHaveLength(434)
    expect(new Set(routes().map(({ method, path }) => `${method} ${path}`)).size).toBe(434)
    expect(NEWEST).toBe(REVISIONS.at(-1))
  })

  it('takes every path apart into collection, form and relation', () => {
    const formOf = (path: string) => {
      const { collection, form, relation, surface } = routes().find((route) => route.path === path) ?? {}
      return [surface, collection, form, relation]
    }
    expect(formOf('/api/lists')).toEqual(['api', 'lists', 'collection', undefined])
    expect(formOf('/api/lists/{id}')).toEqual(['api', 'lists', 'item', undefined])
    expect(formOf('/api/lists/{id}/profiles')).toEqual(['api', 'lists', 'related', 'profiles'])
    expect(formOf('/api/lists/{id}/relationships/profiles')).toEqual(['api', 'lists', 'relationship', 'profiles'])
    expect(formOf('/api/profile-bulk-import-jobs/{job_id}')).toEqual([
      'api',
      'profile-bulk-import-jobs',
      'item',
      undefined,
    ])
    expect(formOf('/client/events')).toEqual(['client', 'events', 'collection', undefined])
  })

  it('knows a renamed operation by its newest name', () => {
    const clone = routes().find(({ path }) => path === '/api/campaign-clone')
    expect(clone).toMatchObject({ operationId: 'clone_campaign', aliases: ['create_campaign_clone'] })
    expect(operation('2024-10-15', 'clone_campaign').path).toBe('/api/campaign-clone')
  })

  it('answers nothing for an operation that a revision does not have, and throws for a revision that is none', () => {
    expect(contractFor('2026-07-15').operation('create_campaign_audience')).toBeUndefined()
    expect(operation(NEWEST, 'create_campaign_audience').introduced).toBe('2026-10-15')
    expect(() => contractFor('2026-08-01')).toThrow('no contract of revision 2026-08-01')
  })

  it('shares one object between revisions that say the same of an operation', () => {
    expect(operation('2026-07-15', 'get_lists')).toBe(operation('2026-10-15', 'get_lists'))
    expect(operation('2026-04-15', 'get_lists').key).not.toBe(operation('2026-07-15', 'get_lists').key)
  })

  it('reads every operation of every revision, and every schema that it names', () => {
    const keys = new Set<string>()
    for (const revision of REVISIONS)
      for (const id of contractFor(revision).operationIds) {
        const { request, responses, statuses } = operation(revision, id)
        expect(statuses.length).toBeGreaterThan(0)
        for (const key of [...Object.values(responses), ...(request ? [request] : [])]) keys.add(key)
      }
    for (const key of keys) expect(schemaFor(key)).toHaveProperty('type', 'object')
  })

  it('has no prose', () => {
    const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter(({ name }) =>
      name.endsWith('.json'),
    )
    const long: string[] = []
    const visit = (value: unknown, isMemberMap: boolean) => {
      if (typeof value === 'string' && value.length > 120) long.push(value)
      if (Array.isArray(value)) return value.forEach((item) => visit(item, false))
      if (typeof value !== 'object' || value === null) return
      for (const [name, member] of Object.entries(value)) {
        if (!isMemberMap && ['description', 'example', 'summary'].includes(name)) long.push(JSON.stringify(value))
        visit(member, ['properties', 'filters', 'query', 'values'].includes(name) && !isMemberMap)
      }
    }
    for (const { name, parentPath } of files) visit(JSON.parse(readFileSync(join(parentPath, name), 'utf8')), false)
    expect(long).toEqual([])
  })
})

describe('an operation', () => {
  it('has the limits of its document', () => {
    expect(operation(NEWEST, 'create_list').limits).toEqual({ burst: 10, steady: 150, daily: 150 })
    expect(operation(NEWEST, 'get_campaigns').limits).toEqual({ burst: 10, steady: 150 })
  })

  it('has scopes, statuses and a content type', () => {
    expect(operation(NEWEST, 'create_list')).toMatchObject({
      scopes: ['lists:write'],
      status: 201,
      requestType: 'application/vnd.api+json',
      request: 'lists/ListCreateQuery@2025-10-15',
    })
    expect(operation(NEWEST, 'create_or_update_profile').statuses).toEqual([200, 201])
    expect(operation(NEWEST, 'upload_image_from_file').requestType).toBe('multipart/form-data')
  })

  it.each(REVISIONS)('lists profiles 20 to 100 at a time, filtered by identifier and date, at %s', (revision) => {
    const { query, filters } = operation(revision, 'get_profiles')
    expect(query['page[size]']).toEqual({ kind: 'integer', default: 20, minimum: 1, maximum: 100 })
    expect(filters).toMatchObject({
      email: { single: ['equals'], list: ['any', 'equals'], none: [], type: 'string' },
      created: { single: ['greater-than', 'less-than'], type: 'string', format: 'date-time' },
    })
  })

  const sizedFrom = (id: OperationId) => REVISIONS.find((revision) => 'page[size]' in operation(revision, id).query)

  it('takes page[size] of lists from 2026-04-15 and of events from 2026-01-15', () => {
    expect(sizedFrom('get_lists')).toBe('2026-04-15')
    expect(sizedFrom('get_events')).toBe('2026-01-15')
  })

  it('filters events by a timestamp that is a number or a date, and by the presence of a profile', () => {
    for (const revision of REVISIONS) {
      const { filters } = operation(revision, 'get_events')
      expect(filters?.timestamp).toMatchObject({ type: 'integer', format: 'date-time' })
      expect(filters?.profile?.none).toEqual(['has'])
    }
  })

  it('names where the type of a filter field is from when its document does not state it', () => {
    expect(operation('2024-10-15', 'get_profiles').filters?.email?.typeFrom).toBe('2026-04-15')
    expect(operation('2026-04-15', 'get_profiles').filters?.email?.typeFrom).toBeUndefined()
  })

  it('filters campaigns by the channels of its revision', () => {
    const channels = (revision: string) => operation(revision, 'get_campaigns').filters?.['messages.channel']?.values
    expect(channels('2024-10-15')).toEqual(['email', 'sms'])
    expect(channels('2026-07-15')).toEqual(['email', 'sms', 'mobile_push'])
    expect(channels('2026-10-15')).toBeUndefined()
    expect(operation('2026-07-15', 'get_campaigns').query.filter?.required).toBe(true)
    expect(operation('2026-10-15', 'get_campaigns').query.filter?.required).toBeUndefined()
  })

  it('takes the filter of geofences from a header too, and lists the ids of mapped metrics', () => {
    expect(operation(NEWEST, 'get_client_geofences').headerFilters).toBe(true)
    expect(operation(NEWEST, 'get_mapped_metric').ids).toContain('revenue')
  })
})
