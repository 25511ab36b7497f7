import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Sandbox } from '../../src/index.ts'
import { contractFor, NEWEST, routes, type Operation } from '../../src/schemas/contract.ts'
import { clientOf, testSandbox } from '../client.ts'
import { ask } from '../protocol/ask.ts'
import { idTypeOf, seed, type Ids } from '../requests/index.ts'

// Whatever a read is asked for: never a fault, always an error of the right shape.

let sandbox: Sandbox
let ids: Ids
const faults: string[] = []
beforeAll(async () => {
  sandbox = await testSandbox({ warn: (text) => faults.push(text) })
  ids = await seed(clientOf(sandbox))
}, 60_000)
afterAll(() => sandbox.close())

const IDS = [
  ...['%00', '%F0%9F%92%8C', '%2e%2e%2f', "'%20OR%201=1", '%25', '-1', '1e400', 'null', '__proto__', 'constructor'],
  ...[':::', '$custom:::$default:::', '::', 'a::b::c::d', 'x'.repeat(3000), '99999999999999999999', '%22%5D', '%3F%23'],
]

const LITERALS = [
  ...['""', '"\\u0000"', "''", '"%"', '"_"', '"\\""', `"${'x'.repeat(3000)}"`, '"💌"', '[]', '[""]', '["a",1]', 'null'],
  ...['1e400', '-1', '9223372036854775808', '0.1', 'true', '2026-02-30', '0001-01-01T00:00:00Z', '9999-12-31', '"::"'],
]

const CURSORS = ['', 'x', '%00', '=', 'bmV4dDo6', 'bmV4dDo6aWQ6OmE6OmI', 'https://x/?page[cursor]=a', 'x'.repeat(3000)]

function queriesOf({ query, filters = {} }: Operation): string[] {
  const filtered = Object.entries(filters).flatMap(([name, { single, list, none }]) => [
    ...single.flatMap((operator) => LITERALS.map((literal) => `${operator}(${name},${literal})`)),
    ...list.map((operator) => `${operator}(${name},["",null,1,"${'x'.repeat(200)}"])`),
    ...none.map((operator) => `${operator}(${name})`),
  ])
  const sorts = query.sort?.values ?? []
  return [
    ...filtered.map((filter) => `filter=${encodeURIComponent(filter)}`),
    ...('page[cursor]' in query ? ['', ...sorts] : []).flatMap((sort) =>
      CURSORS.map((cursor) => `${sort === '' ? '' : `sort=${sort}&`}page[cursor]=${encodeURIComponent(cursor)}`),
    ),
    ...Object.keys(query).flatMap((name) => [`${name}=`, `${name}=%00`, `${name}=a,,b`, `${name}=-1`]),
  ]
}

async function look(operation: Operation, url: string): Promise<string[]> {
  const company = operation.surface === 'client' ? `${url.includes('?') ? '&' : '?'}company_id=${ids.account}` : ''
  const answer = await ask(sandbox, { url: url + company, headers: { revision: NEWEST } })
  const isRefusal = answer.status >= 400 && answer.status < 500 && answer.body?.errors?.[0]?.detail !== undefined
  return answer.status === 200 || isRefusal ? [] : [`${answer.status} ${url.slice(0, 200)} ${faults.at(-1) ?? ''}`]
}

const reads = routes()
  .filter((route) => route.method === 'GET')
  .flatMap(({ operationId }) => contractFor(NEWEST).operation(operationId) ?? [])

describe.each(reads.map((operation) => [operation.operationId, operation] as const))('%s', (_, operation) => {
  it('minds no id and no query', async () => {
    const path = (id: string) => operation.path.replace(/\{\w+\}/, id)
    const id = ids[idTypeOf(operation) ?? ''] ?? '01KWFVK2PYZEYGGRNDRWEC6SMN'
    const urls = [
      ...(operation.path.includes('{') ? IDS.map(path) : []),
      ...queriesOf(operation).map((query) => `${path(encodeURIComponent(id))}?${query}`),
    ]
    const wrong: string[] = []
    for (const url of urls) wrong.push(...(await look(operation, url)))
    expect(wrong).toEqual([])
  }, 60_000)
})

it('no fault was reported', () => {
  expect(faults).toEqual([])
})
