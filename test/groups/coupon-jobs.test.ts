import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Sandbox } from '../../src/index.ts'
import { clientOf, testSandbox, type Client, type Json } from '../client.ts'

const DELAY = 10_000
const WEEK = 7 * 24 * 60 * 60 * 1000
const JOBS = '/api/coupon-code-bulk-create-jobs'

let sandbox: Sandbox
let client: Client
beforeEach(async () => {
  sandbox = await testSandbox({ jobDelayMs: DELAY })
  client = clientOf(sandbox)
  await client.post('/api/coupons', { data: { type: 'coupon', attributes: { external_id: 'A' } } })
})
afterEach(() => sandbox.close())

const codeOf = (coupon: string, unique_code: string) => ({
  type: 'coupon-code',
  attributes: { unique_code },
  relationships: { coupon: { data: { type: 'coupon', id: coupon } } },
})
const jobBody = (...codes: Json[]) => ({
  data: { type: 'coupon-code-bulk-create-job', attributes: { 'coupon-codes': { data: codes } } },
})
const newJob = async (...codes: Json[]): Promise<string> => (await client.post(JOBS, jobBody(...codes))).body.data.id

const jobOf = (id: string, attributes: Json) => {
  const at = `http://localhost:80${JOBS}/${id}/`
  return {
    type: 'coupon-code-bulk-create-job',
    id,
    attributes: {
      status: 'processing',
      created_at: '2026-11-02T10:00:00+00:00',
      total_count: 2,
      completed_count: 0,
      failed_count: 0,
      completed_at: null,
      errors: [],
      expires_at: '2026-11-09T10:00:00+00:00',
      ...attributes,
    },
    relationships: {
      'coupon-codes': { links: { self: `${at}relationships/coupon-codes/`, related: `${at}coupon-codes/` } },
    },
    links: { self: at },
  }
}

describe('bulk_create_coupon_codes', () => {
  it('answers 202 with a job that is processing, makes the codes, and is gone after seven days', async () => {
    const { status, body } = await client.post(JOBS, jobBody(codeOf('A', 'X'), codeOf('A', 'Y')))
    const { id } = body.data
    expect(id).toMatch(/^01[0-9A-HJKMNP-TV-Z]{24}$/)
    const fresh = { created_at: '2026-11-02T10:00:00.250000+00:00', expires_at: '2026-11-09T10:00:00.250000+00:00' }
    expect([status, body.data]).toEqual([202, jobOf(id, fresh)])
    await sandbox.clock.advance(DELAY - 1)
    expect((await client.get(`${JOBS}/${id}`)).body.data).toEqual(jobOf(id, {}))
    const early = await client.get(`${JOBS}/${id}?include=coupon-codes`)
    expect([early.body.data.relationships['coupon-codes'].data, early.body.included]).toEqual([[], []])
    await sandbox.clock.advance(1)
    const done = { status: 'complete', completed_count: 2, completed_at: '2026-11-02T10:00:10+00:00' }
    expect((await client.get(`${JOBS}/${id}`)).body.data).toEqual(jobOf(id, done))
    const whole = await client.get(`${JOBS}/${id}?include=coupon-codes`)
    const linkage = ['A-X', 'A-Y'].map((code) => ({ type: 'coupon-code', id: code }))
    expect(whole.body.data.relationships['coupon-codes'].data).toEqual(linkage)
    expect(whole.body.included.map((code: Json) => [code.id, code.attributes.expires_at])).toEqual([
      ['A-X', '2027-11-02T10:00:10+00:00'],
      ['A-Y', '2027-11-02T10:00:10+00:00'],
    ])
    await sandbox.clock.advance(WEEK)
    expect((await client.get(`${JOBS}/${id}`)).status).toBe(404)
    expect((await client.get('/api/coupon-codes/A-X')).status).toBe(200)
  })

  it('rows that fail are told by their place and leave the others alone', async () => {
    await client.post('/api/coupon-codes', { data: codeOf('A', 'X') })
    const id = await newJob(codeOf('A', 'X'), codeOf('NONE', 'X'), codeOf('A', 'Y'), codeOf('A', 'Y'))
    await sandbox.clock.advance(DELAY)
    const { attributes } = (await client.get(`${JOBS}/${id}`)).body.data
    const at = (index: number) => ({ pointer: `/data/attributes/coupon-codes/data/${index}` })
    const taken = (code: string) => `A coupon code with unique_code '${code}' already exists for this coupon.`
    const error = { id: expect.stringMatching(/^[0-9a-f-]{36}$/) }
    expect(attributes).toMatchObject({ status: 'complete', total_count: 4, completed_count: 1, failed_count: 3 })
    expect(attributes.errors).toEqual([
      { ...error, code: 'conflict', title: 'Conflict', detail: taken('X'), source: at(0) },
      {
        ...error,
        code: 'not_found',
        title: 'Not found',
        detail: 'A coupon with id NONE does not exist.',
        source: at(1),
      },
      { ...error, code: 'conflict', title: 'Conflict', detail: taken('Y'), source: at(3) },
    ])
  })

  it('a job takes 1000 codes, and 100 jobs may be under way', async () => {
    const codes = Array.from({ length: 1001 }, (_, index) => codeOf('A', `X${index}`))
    const refused = await client.post(JOBS, jobBody(...codes))
    expect([refused.status, refused.body.errors[0].detail]).toEqual([
      400,
      'A maximum of 1000 coupon-codes is allowed per request.',
    ])
    for (let index = 0; index < 100; index++) await newJob(codeOf('A', `J${index}`))
    const full = await client.post(JOBS, jobBody(codeOf('A', 'J100')))
    expect([full.status, full.body.errors[0].detail]).toEqual([
      409,
      'A maximum of 100 jobs may be in progress at one time.',
    ])
    await sandbox.clock.advance(DELAY)
    expect((await client.post(JOBS, jobBody(codeOf('A', 'J100')))).status).toBe(202)
  })

  it('get_bulk_create_coupon_code_jobs lists by status, the newest first', async () => {
    const first = await newJob(codeOf('A', 'X'))
    await sandbox.clock.advance(DELAY)
    const second = await newJob(codeOf('A', 'Y'))
    const idsAt = async (query: string) => (await client.get(`${JOBS}${query}`)).body.data.map(({ id }: Json) => id)
    expect(await idsAt('')).toEqual([second, first])
    expect(await idsAt('?filter=equals(status,"complete")')).toEqual([first])
    expect(await idsAt('?filter=equals(status,"processing")')).toEqual([second])
    const sized = await client.get(`${JOBS}?page[size]=1`)
    expect(sized.body.errors[0]).toMatchObject({
      status: 400,
      detail: `'page_size' is not a valid field for the resource 'coupon-code-bulk-create-job'.`,
      source: { pointer: '/data/attributes/page_size' },
    })
  })
})
