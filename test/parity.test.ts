import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Sandbox } from '../src/index.ts'
import { clientOf, testSandbox, type Json } from './client.ts'
import { differences } from './parity/compare.ts'
import { buildState, type Recording } from './parity/state.ts'
import { ask } from './protocol/ask.ts'

// Recorded answers of the live API, sent again. The recordings lie beside the project and are not part of it.

const folder = fileURLToPath(new URL('../../shared/recorded/bodies', import.meta.url))
const recordings = (existsSync(folder) ? readdirSync(folder).sort() : [])
  .map((file) => [file, JSON.parse(readFileSync(`${folder}/${file}`, 'utf8')) as Recording] as const)
  .filter(([, { replay }]) => replay !== false)

let sandbox: Sandbox
beforeAll(async () => {
  sandbox = await testSandbox({ publicUrl: 'https://a.klaviyo.com', rateLimits: 'headers' })
})
afterAll(() => sandbox.close())

const OLD_ERRORS = '/errors/0: members id,status,code,title,detail,source,links,meta, recorded'

/** Headers whose values are the same everywhere; of the others only the names count. */
const FIXED = ['content-type', 'content-language', 'allow', 'www-authenticate']
/** Headers that say more about the day of the recording than about the API. */
const OF_THEIR_DAY = ['x-klaviyo-api-retirement-date', 'x-robots-tag', 'x-klaviyo-trace-id', 'date', 'vary']

/** Where the sandbox departs from a recording on purpose, by file. */
const departures: Readonly<Record<string, readonly string[]>> = {
  // Errors of 2023 had no links yet; those of 2024 and later have: protocol §3.1.
  'bulk_subscribe_profiles.400.1.json': [OLD_ERRORS],
  'bulk_unsubscribe_profiles.400.1.json': [OLD_ERRORS],
  // The recorded update seems to have changed nothing; whether `updated` then stays is not known from one recording.
  'update_profile.ok.1.json': ['/data/attributes/updated: time with microseconds'],
}

function replaced(text: string, ids: Record<string, string>): string {
  return Object.entries(ids).reduce((all, [theirs, ours]) => all.replaceAll(theirs, ours), text)
}

describe.skipIf(recordings.length === 0)('the sandbox answers as the live API did', () => {
  it.each(recordings)('%s', async (file, recording) => {
    const key = `Klaviyo-API-Key pk_${file}`
    const ids = await buildState(clientOf(sandbox, { key: `pk_${file}` }), recording)
    const { 'page[cursor]': _, ...parameters } = recording.query
    const query = new URLSearchParams(parameters).toString()
    const answer = await ask(sandbox, {
      method: recording.method,
      url: `${replaced(recording.path, ids)}${query === '' ? '' : `?${query}`}`,
      headers: {
        authorization: recording.status === 401 ? 'Klaviyo-API-Key invalid' : key,
        revision: recording.revision,
      },
      ...(recording.request_body && { body: replaced(JSON.stringify(recording.request_body), ids) }),
    })
    if (recording.status_reliable) expect(answer.status, answer.text).toBe(recording.status)
    else expect(Math.floor(answer.status / 100), answer.text).toBe(Math.floor(recording.status / 100))
    const known = departures[file] ?? []
    const found = differences(recording.body ?? '', answer.body ?? '')
    expect(found.filter((line) => !known.some((start) => line.startsWith(start)))).toEqual([])
    expect(found.length, 'departures that are none').toBe(known.length)
    const recorded = JSON.parse(replaced(JSON.stringify(recording.body ?? {}), ids)) as Json
    expect(errorTexts(answer.body)).toEqual(errorTexts(recorded))
    const headers = recording.response_headers ?? {}
    const wanted = Object.keys(headers).filter((name) => !OF_THEIR_DAY.includes(name))
    // Without a body there is no content type; the proxy of some recordings added one.
    const expected = answer.text === '' ? wanted.filter((name) => name !== 'content-type') : wanted
    expect(Object.keys(answer.headers)).toEqual(expect.arrayContaining(expected))
    for (const name of expected.filter((one) => FIXED.includes(one))) expect(answer.headers[name]).toBe(headers[name])
  })
})

/** Everything of an error but its id. */
function errorTexts(body: Json): Json {
  return body?.errors?.map(({ id: _, links: __, meta, ...error }: Json) => ({
    ...error,
    meta: Object.keys(meta ?? {}),
  }))
}
