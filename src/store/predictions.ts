import type { Db } from './database.ts'
import { noteChange } from './profile-changes.ts'

/** Keeps what predictive_analytics shows of a profile. Only fixtures predict. */
export function writePredictions(db: Db, profileId: string, predictions: Readonly<Record<string, unknown>>): void {
  db.run('UPDATE profile SET predictions = ? WHERE id = ?', JSON.stringify(predictions), profileId)
  noteChange(db, profileId)
}

/** Predicted analytics of a profile, as a fixture gave them; undefined when it has none. */
export function findPredictions(db: Db, profileId: string): Record<string, unknown> | undefined {
  const text = db.value<string | null>('SELECT predictions FROM profile WHERE id = ?', profileId)
  return text ? (JSON.parse(text) as Record<string, unknown>) : undefined
}
