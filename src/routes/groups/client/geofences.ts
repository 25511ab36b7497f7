import type { OperationId } from '../../../schemas/contract.ts'
import { listGeofences, type Place } from '../../../store/geofences.ts'
import { resourcesOf } from '../../../store/resources.ts'
import type { Answer, Context, Handler } from '../../context.ts'
import { checkTerms, parseFilter } from '../../filter.ts'
import { readCursor, renderCursor } from '../../page.ts'
import type { ResourceType } from '../../resource.ts'
import { listShape } from '../../shapes/read.ts'

// Geofences of an account, for mobile apps; they are drawn in Klaviyo's own pages. audience §8.

export const geofenceType: ResourceType = {
  type: 'geofence',
  collection: 'geofences',
  selection: resourcesOf('geofence'),
  attributes: ['latitude', 'longitude', 'radius'],
  relationships: {},
}

export const clientGeofenceTakeOvers = { get_client_geofences: getGeofences } satisfies Partial<
  Record<OperationId, Handler>
>

/** Where the header names a place, the nearest first. Documented; that half a place is none is Assumed. */
function getGeofences(context: Context): Answer {
  const place = placeOf(context.filterHeader)
  if (place === undefined) return listShape(geofenceType, context)
  const { db, query, operation } = context
  const near = listGeofences(db)
    .map((row) => ({ row, distance: distanceBetween(place, JSON.parse(row.attributes) as Place) }))
    .sort((left, right) => left.distance - right.distance)
    .map(({ row }) => row)
  const size = query.pageSize ?? (operation.query['page[size]']?.default as number)
  const given = query.cursor === undefined ? 0 : Number(readCursor('plain', query.cursor, 'id', 'number').id)
  const first = Number.isSafeInteger(given) && given > 0 ? given : 0
  const cursor = (at: number) => renderCursor('plain', { field: 'id', value: null, id: String(at) })
  return {
    kind: 'many',
    type: 'geofence',
    rows: near.slice(first, first + size),
    page: {
      next: first + size < near.length ? cursor(first + size) : undefined,
      prev: first > 0 ? cursor(Math.max(0, first - size)) : undefined,
    },
  }
}

const HEADER = 'X-Klaviyo-API-Filters'
const coordinate = { single: ['equals'], list: [], none: [], type: 'number' as const }

function placeOf(header: string | undefined): Place | undefined {
  if (header === undefined || header.trim() === '') return undefined
  const terms = parseFilter(header, HEADER)
  checkTerms(terms, { lat: coordinate, lng: coordinate }, HEADER)
  const numberOf = (name: string) => {
    const value = terms.find(({ field }) => field === name)?.values[0]
    return value?.kind === 'number' ? value.number : undefined
  }
  const [latitude, longitude] = [numberOf('lat'), numberOf('lng')]
  return latitude === undefined || longitude === undefined ? undefined : { latitude, longitude }
}

const radians = (degrees: number): number => (degrees * Math.PI) / 180

/** By the haversine formula, in radii of the earth: enough to sort by. */
function distanceBetween(one: Place, other: Place): number {
  const [south, north] = [radians(one.latitude), radians(other.latitude)]
  const byLatitude = Math.sin((north - south) / 2) ** 2
  const byLongitude = Math.sin(radians(other.longitude - one.longitude) / 2) ** 2
  return 2 * Math.asin(Math.min(1, Math.sqrt(byLatitude + Math.cos(south) * Math.cos(north) * byLongitude)))
}
