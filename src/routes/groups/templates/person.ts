import type { Row } from '../../../store/selection.ts'

type Json = Record<string, unknown>

/** A made-up recipient, for previews that name no profile. Documented that there is one; who it is, is our own. */
export const SOMEONE: Json = {
  email: 'someone@example.com',
  first_name: 'Sam',
  last_name: 'Sample',
}

/**
 * What a template knows of a profile as `person`. Assumed: the attributes of the API, with location and properties among
 * them; of two with the same name the attribute counts.
 */
export function personOf({ id, attributes }: Row): Json {
  const { properties, location, ...rest } = JSON.parse(attributes) as Json
  const named = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== null))
  return { ...(properties as Json), ...(location as Json), ...named, id, location }
}
