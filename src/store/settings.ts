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

export function readSetting<Name extends keyof Settings>(db: Db, name: Name): Settings[Name] {
  const text = db.value<string>('SELECT value FROM setting WHERE name = ?', name)
  return text === undefined ? defaults[name] : (JSON.parse(text) as Settings[Name])
}

/** Makes these the settings of the account; what is left out has its default again. */
export function writeSettings(db: Db, settings: Partial<Settings>): void {
  db.run('DELETE FROM setting')
  for (const [name, value] of Object.entries(settings)) {
    db.run('INSERT INTO setting (name, value) VALUES (?, ?)', name, JSON.stringify(value))
  }
}
