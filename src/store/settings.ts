import type { Db } from './database.ts'
import type { Settings } from './declared-accounts.ts'

/** The defaults let everything work. */
const defaults: Settings = {
  default_opt_in: 'double_opt_in',
  list_opt_in: 'single_opt_in',
  sms_regions: null,
  sms_minimum_age: null,
  global_unsubscribe: true,
  push: true,
  conversations: true,
  custom_metric_limit: 50,
  advanced_kdp: true,
  custom_objects: true,
  text_messaging: true,
  plan: { profiles: 100_000, email: 1_000_000, sms: 10_000, reviews: null },
}

/** What the names of settings begin with that come from a fixture: those of a keys file stand above them. */
const OF_FIXTURE = 'fixture.'

/** A setting of the account: as the keys file says, or the fixture, or by default. */
export function readSetting<Name extends keyof Settings>(db: Db, name: Name): Settings[Name] {
  const text = db.value<string>(
    'SELECT value FROM setting WHERE name IN (?, ?) ORDER BY length(name) LIMIT 1',
    ...[name, OF_FIXTURE + name],
  )
  return text === undefined ? defaults[name] : (JSON.parse(text) as Settings[Name])
}

/** Makes these the settings of the account; what is left out is again as its fixture says, or by default. */
export function writeSettings(db: Db, settings: Partial<Settings>): void {
  db.run('DELETE FROM setting WHERE substr(name, 1, ?) <> ?', OF_FIXTURE.length, OF_FIXTURE)
  insertSettings(db, settings, '')
}

/** Keeps the settings of a fixture in an account that is new. */
export function insertFixtureSettings(db: Db, settings: Partial<Settings>): void {
  insertSettings(db, settings, OF_FIXTURE)
}

/** Changes some settings of the fixture in an account that is there. */
export function changeFixtureSettings(db: Db, settings: Partial<Settings>): void {
  for (const name of Object.keys(settings)) db.run('DELETE FROM setting WHERE name = ?', OF_FIXTURE + name)
  insertFixtureSettings(db, settings)
}

/** The settings that are not by default. */
export function listSettings(db: Db): Partial<Settings> {
  const names = Object.keys(defaults) as (keyof Settings)[]
  const known = new Set(
    db
      .all<{ name: string }>('SELECT name FROM setting')
      .map(({ name }) => (name.startsWith(OF_FIXTURE) ? name.slice(OF_FIXTURE.length) : name)),
  )
  return Object.fromEntries(names.filter((name) => known.has(name)).map((name) => [name, readSetting(db, name)]))
}

function insertSettings(db: Db, settings: Partial<Settings>, prefix: string): void {
  for (const [name, value] of Object.entries(settings)) {
    db.run('INSERT INTO setting (name, value) VALUES (?, ?)', prefix + name, JSON.stringify(value))
  }
}
