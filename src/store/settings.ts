import type { Db } from './database.ts'

/** What Klaviyo keeps per account outside the API; the defaults let everything work. */
export interface Settings {
  /** Opt-in that a subscription without a list falls under. Observed: double, audience §3.2. */
  default_opt_in: 'double_opt_in' | 'single_opt_in'
  /** `opt_in_process` of a list that is created without one. Observed: single, audience §3.5. */
  list_opt_in: 'double_opt_in' | 'single_opt_in'
  /** Countries (ISO 3166, two letters) that have a sending number; null = every country. */
  sms_regions: readonly string[] | null
  /** Whether an SMS subscriber must give a date of birth, and be this old; null = no age gate. */
  sms_minimum_age: number | null
  /** Whether an unsubscribe from one list is an unsubscribe from all. Documented default, audience §3.3. */
  global_unsubscribe: boolean
  push: boolean
  conversations: boolean
}

const defaults: Settings = {
  default_opt_in: 'double_opt_in',
  list_opt_in: 'single_opt_in',
  sms_regions: null,
  sms_minimum_age: null,
  global_unsubscribe: true,
  push: true,
  conversations: true,
}

export const settingNames = Object.keys(defaults) as (keyof Settings)[]

export function readSetting<Name extends keyof Settings>(db: Db, name: Name): Settings[Name] {
  const text = db.value<string>('SELECT value FROM setting WHERE name = ?', name)
  return text === undefined ? defaults[name] : (JSON.parse(text) as Settings[Name])
}

export function writeSettings(db: Db, settings: Partial<Settings>): void {
  for (const [name, value] of Object.entries(settings)) {
    db.run('INSERT OR REPLACE INTO setting (name, value) VALUES (?, ?)', name, JSON.stringify(value))
  }
}
