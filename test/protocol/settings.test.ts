import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readDeclaredAccounts } from '../../src/store/declared-accounts.ts'
import { clientOf, testSandbox, type Client, type Json } from '../client.ts'

// What Klaviyo keeps per account: from a fixture, from a keys file, by default.

let folder = ''
beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'klaviyo-sandbox-'))))
afterAll(() => rmSync(folder, { recursive: true }))

/** Writes a fixture, and gives its path. */
function fixtureOf(name: string, fixture: Json): string {
  const path = join(folder, `${name}.json`)
  writeFileSync(path, JSON.stringify(fixture))
  return path
}

const optInOf = async (client: Client) => {
  const { body } = await client.post('/api/lists', { data: { type: 'list', attributes: { name: 'A' } } })
  return body.data.attributes.opt_in_process
}
const usageTypes = async (client: Client) =>
  (await client.get('/api/billing-usage')).body.data.map(({ id }: Json) => id)

const declared = (more: Json) => [{ id: 'AbC123', keys: { pk_a: 'full' as const }, ...more }]

describe('the settings of an account', () => {
  it('come from its fixture, and what the keys file says stands above them', async () => {
    const plan = { profiles: 10, email: null, sms: null, reviews: null }
    const fixture = fixtureOf('settings', { settings: { list_opt_in: 'double_opt_in', plan } })
    const settings = { list_opt_in: 'single_opt_in' }
    const sandbox = await testSandbox({ accounts: declared({ fixture, settings }) })
    const client = clientOf(sandbox, { key: 'pk_a' })
    expect([await optInOf(client), await usageTypes(client)]).toEqual(['single_opt_in', ['profiles']])
    await sandbox.close()
    const other = await testSandbox({ fixture })
    expect(await optInOf(clientOf(other))).toBe('double_opt_in')
    await other.close()
  })

  it('are read anew when the account is opened again; those of its fixture stay', async () => {
    const fixture = fixtureOf('again', { settings: { list_opt_in: 'double_opt_in' } })
    for (const [list_opt_in, expected] of [
      ['single_opt_in', 'single_opt_in'],
      [undefined, 'double_opt_in'],
    ]) {
      const settings = list_opt_in === undefined ? {} : { list_opt_in }
      const sandbox = await testSandbox({ seed: expected!, dataDir: folder, accounts: declared({ fixture, settings }) })
      expect(await optInOf(clientOf(sandbox, { key: 'pk_a' }))).toBe(expected)
      await sandbox.close()
    }
  })

  it.each<[Json, RegExp]>([
    [{ settings: { plan: { profiles: 1 } } }, /^accounts\[0\]\.settings\.plan\.email is missing$/],
    [{ settings: { text_messaging: 'yes' } }, /^accounts\[0\]\.settings\.text_messaging must be true or false$/],
    [{ account: { timezone: 'Mars' } }, /^accounts\[0\]\.account\.timezone must be a time zone such as US\/Eastern$/],
    [{ account: { preferred_currency: '€' } }, /^accounts\[0\]\.account\.preferred_currency must be three capital/],
    [{ account: { test_account: false } }, /^accounts\[0\]\.account\.test_account is unknown; /],
  ])('are refused when they are wrong: %j', (more, message) => {
    expect(() => readDeclaredAccounts(declared(more))).toThrow(message)
  })

  it('stand in the README, every one', () => {
    const problem = (() => {
      try {
        readDeclaredAccounts(declared({ settings: { unknown: true } }))
      } catch (error) {
        return (error as Error).message
      }
    })()
    const known = /unknown is unknown; (.*) are known$/.exec(problem!)![1]!.split(', ')
    const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8')
    const rows = readme.slice(readme.indexOf('| setting |'), readme.indexOf('## OAuth'))
    expect([...rows.matchAll(/^\| `(\w+)` \|/gm)].map(([, name]) => name).sort()).toEqual(known.sort())
  })
})

it('an account tells of itself what the keys file says, then its fixture, then the sandbox', async () => {
  const fixture = fixtureOf('facts', { account: { timezone: 'Europe/Oslo', preferred_currency: 'NOK' } })
  const account = { preferred_currency: 'EUR', default_sender_email: 'hello@shop.example' }
  const sandbox = await testSandbox({ accounts: declared({ fixture, account }) })
  const { attributes } = (await clientOf(sandbox, { key: 'pk_a' }).get('/api/accounts')).body.data[0]
  expect([attributes.timezone, attributes.preferred_currency]).toEqual(['Europe/Oslo', 'EUR'])
  expect(attributes.contact_information).toMatchObject({
    default_sender_email: 'hello@shop.example',
    organization_name: 'Sandbox Account',
  })
  await sandbox.close()
})
