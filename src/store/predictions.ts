import type { Db } from './database.ts'

/** Keeps what predictive_analytics shows of a profile. Only fixtures predict: see findPredictions in profiles.ts. */
export function writePredictions(db: Db, profileId: string, predictions: Readonly<Record<string, unknown>>): void {
  db.run('UPDATE profile SET predictions = ? WHERE id = ?', JSON.stringify(predictions), profileId)
}
