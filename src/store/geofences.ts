import type { Db } from './database.ts'
import { resourceColumns } from './resources.ts'
import type { Row } from './selection.ts'

/** A place on the earth, in degrees. */
export interface Place {
  latitude: number
  longitude: number
}

/** All geofences of an account; there are few. */
export function listGeofences(db: Db): Row[] {
  return db.all<Row>(`SELECT ${resourceColumns} FROM resource r WHERE r.type = 'geofence' ORDER BY r.id`)
}
