import { expect, it } from 'vitest'
import { openDatabase, type Db } from '../../src/store/database.ts'
import { countRecipients } from '../../src/store/recipients.ts'

it('recipients are looked up from the members of the groups, not from all profiles', () => {
  const db = openDatabase()
  let plan: string[] = []
  const explaining = {
    value: (sql: string, ...values: never[]) => {
      plan = db.all<{ detail: string }>(`EXPLAIN QUERY PLAN ${sql}`, ...values).map(({ detail }) => detail)
      return 0
    },
  } as unknown as Db
  countRecipients(explaining, [{ included: ['A'], excluded: ['B'], channels: ['email'] }])
  const read = (alias: string) => plan.filter((step) => new RegExp(`^(SCAN|SEARCH) ${alias} `).test(step))
  // members, those excluded, profiles, suppressions and push tokens: each by an index
  for (const alias of ['m', 'x', 'p', 's', 't']) {
    expect(read(alias).length, alias).toBeGreaterThan(0)
    for (const step of read(alias)) expect(step).toMatch(/^SEARCH \w+ USING/)
  }
  db.close()
})
