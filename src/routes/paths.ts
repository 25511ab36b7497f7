import { routes, type Method, type Route, type UrlForm } from '../schemas/contract.ts'
import { isAction, observedAllow } from '../schemas/observed.ts'

/** One path of the API: which methods any revision has there. */
export interface PathEntry {
  form: UrlForm
  surface: 'api' | 'client'
  allow: string
  routes: Partial<Record<Method, Route>>
}

let table: Map<string, PathEntry> | undefined

/** The path's entry, or undefined where no revision has the path. */
export function findPath(
  surface: string,
  collection: string,
  form: UrlForm,
  relation: string | undefined,
): PathEntry | undefined {
  table ??= buildTable()
  return table.get(keyOf(surface, collection, form, relation))
}

function keyOf(surface: string, collection: string, form: UrlForm, relation: string | undefined): string {
  return `${surface} ${form} ${collection} ${relation ?? ''}`
}

function buildTable(): Map<string, PathEntry> {
  const entries = new Map<string, PathEntry>()
  for (const route of routes()) {
    const key = keyOf(route.surface, route.collection, route.form, route.relation)
    let entry = entries.get(key)
    if (entry === undefined) {
      const { form, surface, collection } = route
      const allow = observedAllow[form === 'collection' && isAction(collection) ? 'action' : form]
      entries.set(key, (entry = { form, surface, allow, routes: {} }))
    }
    entry.routes[route.method] = route
  }
  return entries
}
