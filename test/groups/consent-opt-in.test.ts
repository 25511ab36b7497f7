import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { confirmOptIn, listPendingOptIns } from '../../src/routes/groups/consent/index.ts'
import { createAccounts, type Account } from '../../src/store/accounts.ts'
import type { Json } from '../client.ts'
import { byEmail, consentAccount, type ConsentAccount } from './consent-account.ts'

let account: ConsentAccount
beforeEach(async () => void (account = await consentAccount()))
afterEach(() => account.sandbox.close())

const EMAIL = 'a@example.com'
const row = { email: EMAIL, subscriptions: byEmail }
const marketing = async (): Promise<Json> => (await account.subscriptionsOf(EMAIL)).email.marketing

describe('double opt-in', () => {
  it('without a list, someone unknown is not made a profile', async () => {
    expect((await account.subscribe([row])).status).toBe(202)
    expect(await account.find(EMAIL)).toBeUndefined()
  })

  it('without a list, a profile that exists is subscribed', async () => {
    await account.createProfile({ email: EMAIL })
    await account.subscribe([row])
    expect((await marketing()).consent).toBe('SUBSCRIBED')
  })

  it('without a list, an account with single opt-in makes the profile', async () => {
    await account.sandbox.close()
    account = await consentAccount({ default_opt_in: 'single_opt_in' })
    await account.subscribe([row])
    expect((await marketing()).consent).toBe('SUBSCRIBED')
  })

  it('of a list leaves the profile as it was, and off the list', async () => {
    const list = await account.createList('double_opt_in')
    await account.createProfile({ email: EMAIL })
    const before = await account.find(EMAIL)
    await account.sandbox.clock.advance(60_000)
    await account.subscribe([{ ...row, phone_number: '+12015550123' }], { list })
    expect(await account.find(EMAIL)).toEqual(before)
    expect(await account.membersOf(list)).toEqual([])
  })

  it('of a list does not hold back what is recorded on the profile only', async () => {
    const list = await account.createList('double_opt_in')
    const subscriptions = { email: { ...byEmail.email, open_tracking: { consent: 'SUBSCRIBED' } } }
    await account.subscribe([{ email: EMAIL, subscriptions }], { list })
    const { email } = await account.subscriptionsOf(EMAIL)
    expect([email.marketing.consent, email.open_tracking.consent]).toEqual(['NEVER_SUBSCRIBED', 'SUBSCRIBED'])
    expect(await account.membersOf(list)).toEqual([])
  })
})

describe('a confirmation', () => {
  let folder: string
  let stored: Account
  beforeEach(async () => {
    await account.sandbox.close()
    folder = mkdtempSync(join(tmpdir(), 'opt-in-'))
    account = await consentAccount({}, folder)
    await account.createProfile({ email: 'known@example.com' })
    stored = createAccounts({ dataDir: folder, seed: 'other', fill: () => false }).findByCompany('QtEsT1')!
  })
  afterEach(() => {
    stored.db.close()
    rmSync(folder, { recursive: true })
  })

  it.each([EMAIL, 'A@Example.com'])('carries out what waited for %s, once', async (who) => {
    const list = await account.createList('double_opt_in')
    await account.subscribe([row], { list, custom_source: 'Kiosk' })
    await account.client.get('/api/lists')
    const store = { account: stored, db: stored.db, now: 1_793_613_660_000_000 }
    expect(listPendingOptIns(store).map((pending) => [pending.who, pending.list_id])).toEqual([[EMAIL, list]])
    const id = confirmOptIn(store, who, list)
    expect(confirmOptIn(store, who, list)).toBeUndefined()
    expect(await marketing()).toMatchObject({
      consent: 'SUBSCRIBED',
      consent_timestamp: '2026-11-02T10:01:00+00:00',
      custom_method_detail: 'Kiosk',
      double_optin: true,
    })
    expect(await account.membersOf(list)).toEqual([id])
  })

  it('can name the profile', async () => {
    const list = await account.createList('double_opt_in')
    const { id } = await account.find('known@example.com')
    await account.subscribe([{ email: 'known@example.com', subscriptions: byEmail }], { list })
    await account.client.get('/api/lists')
    expect(confirmOptIn({ account: stored, db: stored.db, now: 1_793_613_660_000_000 }, id, list)).toBe(id)
    expect(await account.membersOf(list)).toEqual([id])
  })
})
