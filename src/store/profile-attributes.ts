import { formatSeconds } from './clock.ts'

// The attributes of a profile as its row holds them: JSON in wire order. audience §2.1, §2.5.

type Json = Record<string, unknown>

export const LOCATION_FIELDS = [
  'address1',
  'address2',
  'city',
  'country',
  'latitude',
  'longitude',
  'region',
  'zip',
  'timezone',
  'ip',
] as const

/** Attributes that a write may set besides identifiers, location and properties. */
const PLAIN_FIELDS = ['first_name', 'last_name', 'organization', 'locale', 'title', 'image'] as const

export interface ProfileAttributes {
  email: string | null
  phone_number: string | null
  external_id: string | number | null
  anonymous_id: string | null
  whatsapp_bsuid: string | null
  first_name: string | null
  last_name: string | null
  organization: string | null
  locale: string | null
  title: string | null
  image: string | null
  created: string
  updated: string
  last_event_date: string | null
  location: Json
  properties: Json
}

/** Attributes of a profile in wire order. Observed, audience §2.1. */
export const PROFILE_ATTRIBUTES = [
  'email',
  'phone_number',
  'external_id',
  'anonymous_id',
  'whatsapp_bsuid',
  'first_name',
  'last_name',
  'organization',
  'locale',
  'title',
  'image',
  'created',
  'updated',
  'last_event_date',
  'location',
  'properties',
] as const satisfies readonly (keyof ProfileAttributes)[]

/** The part of a write that is no identifier. undefined = leave, null = clear. */
export interface AttributeWrite {
  first_name?: string | null | undefined
  last_name?: string | null | undefined
  organization?: string | null | undefined
  locale?: string | null | undefined
  title?: string | null | undefined
  image?: string | null | undefined
  location?: object | null | undefined
  properties?: Json | null | undefined
}

/** `meta.patch_properties`. A single value means a list of one. */
export interface PropertyPatch {
  append?: Json | null | undefined
  unappend?: Json | null | undefined
  unset?: string | readonly string[] | null | undefined
}

/** Attributes of a profile of which nothing is known. */
export function blankAttributes(created: number, updated: number): ProfileAttributes {
  return {
    email: null,
    phone_number: null,
    external_id: null,
    anonymous_id: null,
    whatsapp_bsuid: null,
    first_name: null,
    last_name: null,
    organization: null,
    locale: null,
    title: null,
    image: null,
    created: formatSeconds(created),
    updated: formatSeconds(updated),
    last_event_date: null,
    location: blankLocation(),
    properties: {},
  }
}

function blankLocation(): Json {
  return {
    address1: null,
    address2: null,
    city: null,
    country: null,
    latitude: null,
    longitude: null,
    region: null,
    zip: null,
    timezone: null,
    ip: null,
  }
}

/**
 * Puts a write into attributes that the caller owns. null clears (Documented), also location and properties as a whole;
 * location and properties merge by key, and null under a key stays null (Assumed, audience §2.4).
 */
export function assignAttributes(
  attributes: ProfileAttributes,
  write: AttributeWrite,
  patch?: PropertyPatch | null,
): void {
  for (const name of PLAIN_FIELDS) {
    const value = write[name]
    if (value !== undefined) attributes[name] = value
  }
  if (write.location === null) attributes.location = blankLocation()
  else if (write.location !== undefined) {
    const given = write.location as Json
    for (const name of LOCATION_FIELDS) if (given[name] !== undefined) attributes.location[name] = given[name]
  }
  if (write.properties === null) attributes.properties = {}
  else if (write.properties !== undefined) attributes.properties = { ...attributes.properties, ...write.properties }
  if (patch) attributes.properties = patchedProperties(attributes.properties, patch)
}

/**
 * Documented: what append, unappend and unset do; Observed: all of them, and `properties` itself, in one call.
 * Assumed, audience §2.5: append makes a list of a single value, adds nothing twice and adds at the end; unset is last.
 */
export function patchedProperties(properties: Json, { append, unappend, unset }: PropertyPatch): Json {
  const result = { ...properties }
  for (const [name, added] of Object.entries(append ?? {})) {
    const list = listOf(Object.hasOwn(result, name) ? result[name] : undefined)
    for (const value of listOf(added)) if (!list.some((known) => same(known, value))) list.push(value)
    result[name] = list
  }
  for (const [name, removed] of Object.entries(unappend ?? {})) {
    const current = result[name]
    if (!Array.isArray(current)) continue
    result[name] = current.filter((value) => !listOf(removed).some((gone) => same(gone, value)))
  }
  for (const name of typeof unset === 'string' ? [unset] : (unset ?? [])) delete result[name]
  return result
}

function listOf(value: unknown): unknown[] {
  if (Array.isArray(value)) return [...(value as unknown[])]
  return value === undefined || value === null ? [] : [value]
}

function same(one: unknown, other: unknown): boolean {
  return one === other || JSON.stringify(one) === JSON.stringify(other)
}
