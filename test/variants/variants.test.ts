import { readFileSync, writeFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Sandbox } from '../../src/index.ts'
import { contractFor, REVISIONS, routes, schemaFor, type Operation } from '../../src/schemas/contract.ts'
import type { JsonSchema } from '../../src/schemas/json-schema.ts'
import { clientOf, testSandbox, type Answer, type Json } from '../client.ts'
import { exampleOfMember } from '../examples.ts'
import { bodyOf, idTypeOf, type Ids } from '../requests/index.ts'
import { createSeeded, type Place, type Seeded } from '../requests/seeded.ts'
import { neededQuery, UNKNOWN_ID, urlOf } from '../requests/url.ts'
import { bodyVariants } from './body-variants.ts'
import { queryVariants } from './query-variants.ts'

// Every operation in each form that a revision gives it, the newest first: requests at and beyond every limit that the
// contract states, each request once.
// What the contract forbids must be refused with a 400 that points at it; what it allows must be granted, or be refused
// for a meaning that a schema cannot state: those refusals are listed in refused.json. baseline.json counts the variants
// of each group; fewer fail. UPDATE_VARIANTS=1 writes both files anew;
// VARIANTS_OF=Lists,Tags tries these groups only.

const UPDATE = process.env.UPDATE_VARIANTS !== undefined
const here = (name: string) => new URL(name, import.meta.url)
const read = (name: string) => JSON.parse(readFileSync(here(name), 'utf8')) as Record<string, Json>
const write = (name: string, value: object) => writeFileSync(here(name), `${JSON.stringify(value, null, 2)}\n`)

const counted: Record<string, Record<'allowed' | 'forbidden', number>> = {}
const refused: Record<string, Record<string, string>> = {}

/** Each content that revisions give to an operation, with the newest revision that does. */
function formsOf(group: string): { revision: string; operation: Operation }[] {
  const forms = new Map<string, { revision: string; operation: Operation }>()
  for (const revision of [...REVISIONS].reverse()) {
    for (const route of routes().filter((one) => one.group === group)) {
      const operation = contractFor(revision).operation(route.operationId)
      if (operation !== undefined && !forms.has(operation.key)) forms.set(operation.key, { revision, operation })
    }
  }
  return [...forms.values()]
}

/** Ids that the sandbox gave, which change with what is seeded before. */
const OUR_IDS = /\b(01[0-9A-Z]{24}|[0-9]{8,}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})\b/g

/** Ids that nothing has where Klaviyo minds their form. */
const unknownIds: Readonly<Record<string, string>> = {
  events: '4vRpBTVcNQ7',
  'catalog-items': '$custom:::$default:::NONE',
  'catalog-variants': '$custom:::$default:::NONE',
  'catalog-categories': '$custom:::$default:::NONE',
  'flow-actions': '1234567890',
}

interface Trial {
  name: string
  url: string
  body?: Json
  /** What the contract says; `missing`: that nothing is there. */
  expected: 'allowed' | 'forbidden' | 'missing'
  pointer?: string
}

function trialsOf(operation: Operation, ids: Ids): Trial[] {
  const granted = bodyOf(operation, ids)
  const needed = neededQuery(operation, ids)
  const trials: Trial[] = queryVariants(operation).map(({ name, query, allowed }) => ({
    name,
    url: urlOf(operation, ids, { ...needed, ...query }),
    body: granted,
    expected: allowed ? 'allowed' : 'forbidden',
  }))
  if (operation.path.includes('{')) {
    const known = ids[idTypeOf(operation) ?? '']
    const body = known === undefined ? granted : renamed(granted, known, UNKNOWN_ID)
    const unknown = unknownIds[operation.collection] ?? UNKNOWN_ID
    const expected = operation.ids === undefined ? 'missing' : 'forbidden'
    trials.push({ name: 'unknown id', url: urlOf(operation, ids, needed, unknown), body, expected })
  }
  if (operation.request === undefined || granted instanceof FormData) return trials
  const schema = schemaFor(operation.request) as JsonSchema
  const variants = bodyVariants(schema, granted, (member, name) => exampleOfMember(member, schema, ids, name))
  for (const { allowed, ...rest } of variants) {
    trials.push({ ...rest, url: urlOf(operation, ids), expected: allowed ? 'allowed' : 'forbidden' })
  }
  return trials
}

const renamed = (body: unknown, from: string, to: string): Json =>
  body === undefined || body instanceof FormData
    ? body
    : JSON.parse(JSON.stringify(body).replaceAll(JSON.stringify(from), JSON.stringify(to)))

const pointersOf = ({ body }: Answer): string[] => body.errors.map(({ source }: Json) => source.pointer)

/** What is wrong with an answer, undefined when nothing is. */
function verdict({ expected, pointer }: Trial, answer: Answer): string | undefined {
  const { status } = answer
  const said = `${status} ${answer.text.slice(0, 300)}`
  if (status >= 500) return said
  if (expected === 'missing') return status === 404 ? undefined : said
  if (expected === 'allowed') return undefined
  if (status !== 400) return said
  return pointer === undefined || pointersOf(answer).includes(pointer) ? undefined : said
}

const chosen = process.env.VARIANTS_OF?.split(',')
const groups = [...new Set(routes().map(({ group }) => group))].filter((group) => chosen?.includes(group) ?? true)

describe.each(groups)('%s', (group) => {
  let sandbox: Sandbox
  let seeded: Seeded
  /** A copy for writes: it serves until one is granted, for a refusal leaves nothing behind. */
  let copy: Place
  const faults: string[] = []
  beforeAll(async () => {
    sandbox = await testSandbox({ warn: (text) => faults.push(text) })
    seeded = await createSeeded(sandbox, { group })
    copy = await seeded.copy()
  })
  afterAll(() => sandbox.close())

  const placeOf = ({ method }: Operation) => (method === 'GET' ? seeded : copy)

  async function attempt({ operation, revision }: { operation: Operation; revision: string }, trial: Trial) {
    const { key } = placeOf(operation)
    const answer = await clientOf(sandbox, { revision, key }).send(operation.method, trial.url, trial.body)
    if (operation.method !== 'GET' && answer.status < 400) {
      await copy.drop()
      copy = await seeded.copy()
    }
    return answer
  }

  const forms = formsOf(group)
  const tried = new Set<string>()
  const isNew = ({ url, body }: Trial, { operationId }: Operation) => {
    const text = JSON.stringify([operationId, url, body])
    return !tried.has(text) && tried.add(text)
  }
  it.each(forms.map(({ operation, revision }) => [operation.operationId, revision, operation] as const))(
    '%s at %s',
    async (operationId, revision, operation) => {
      const wrong: string[] = []
      const count = (counted[group] ??= { allowed: 0, forbidden: 0 })
      for (const trial of trialsOf(operation, placeOf(operation).ids).filter((one) => isNew(one, operation))) {
        count[trial.expected === 'allowed' ? 'allowed' : 'forbidden']++
        const answer = await attempt({ operation, revision }, trial)
        const fault = verdict(trial, answer)
        if (fault !== undefined) wrong.push(`${trial.name}: ${fault}`)
        else if (trial.expected === 'allowed' && answer.status >= 400) {
          const place = (refused[`${operationId}@${revision}`] ??= {})
          place[trial.name] = (answer.body.errors[0].detail as string).replace(OUR_IDS, '…')
        }
      }
      expect(wrong).toEqual([])
      if (!UPDATE)
        expect(refused[`${operationId}@${revision}`]).toEqual(read('refused.json')[`${operationId}@${revision}`])
    },
    30_000,
  )

  it('no fault was reported', () => expect(faults).toEqual([]))

  it('has no fewer variants than before', () => {
    if (UPDATE) return
    const before = read('baseline.json')[group] ?? { allowed: 0, forbidden: 0 }
    expect(counted[group]!.allowed).toBeGreaterThanOrEqual(before.allowed)
    expect(counted[group]!.forbidden).toBeGreaterThanOrEqual(before.forbidden)
  })
})

afterAll(() => {
  if (!UPDATE) return
  const isKept = (name: string) => chosen !== undefined && !(name in counted)
  const kept = (file: string, groupOf: (name: string) => string) =>
    Object.fromEntries(Object.entries(read(file)).filter(([name]) => isKept(groupOf(name))))
  write('baseline.json', { ...kept('baseline.json', (group) => group), ...counted })
  const groupOfForm = new Map(routes().map(({ operationId, group }) => [operationId as string, group]))
  write('refused.json', { ...kept('refused.json', (form) => groupOfForm.get(form.split('@')[0]!)!), ...refused })
})
