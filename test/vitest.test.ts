import { expect } from 'vitest'
import { createTest, test } from '../src/vitest.ts'

const person = { data: { type: 'profile', attributes: { email: 'ada@example.com' } } }
const headers = { 'content-type': 'application/json' }
const addPerson = { method: 'POST', url: '/api/profiles', headers, payload: person } as const

for (const which of ['one', 'another']) {
  test.concurrent(`${which} test finds nothing of the other`, async ({ account }) => {
    expect((await account.inject(addPerson)).statusCode).toBe(201)
    await account.clock.freeze('2030-01-01T00:00:00Z')
    await account.requests.verify({ operation: 'create_profile', count: 1 })
  })
}

test('the clock is not the one that another test froze', async ({ account }) => {
  expect(await account.clock.now()).not.toContain('2030-01-01')
})

test('its key is a new one, and its address that of the sandbox', ({ account, sandbox, origin }) => {
  expect(account.key).toMatch(/^pk_sandbox_/)
  expect(account.key).not.toBe(origin.key)
  expect(account.url).toBe(sandbox.url)
})

const made: string[] = []
const preparedTest = createTest({
  clock: { frozenAt: '2026-03-01T12:00:00Z' },
  prepare: async (origin) => {
    made.push(origin.id)
    await origin.inject(addPerson)
  },
})

for (const which of ['first', 'second']) {
  preparedTest(`the ${which} test begins with what was prepared once`, async ({ account, origin }) => {
    const { data } = (await account.inject('/api/profiles')).json<{ data: { attributes: { created: string } }[] }>()
    expect(data.map(({ attributes }) => attributes.created)).toEqual(['2026-03-01T12:00:00+00:00'])
    expect(made).toEqual([origin.id])
    const payload = { data: { type: 'profile', attributes: { email: 'bea@example.com' } } }
    expect((await account.inject({ ...addPerson, payload })).statusCode).toBe(201)
  })
}

const wrongTest = createTest({ fixture: 'nonsense' })
wrongTest.fails('a wrong option fails the tests that ask for the sandbox', ({ account }) => void account)
