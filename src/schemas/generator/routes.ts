import type { OpenApiDocument } from './document.ts'

/** A (method, path) of any revision; its operationId and group are those of the newest revision that has it. */
export interface RouteFacts {
  method: string
  path: string
  operationId: string
  group: string
  introduced: string
  aliases?: string[]
}

const methods = new Set(['get', 'post', 'patch', 'delete'])
const form = /^\/(api|client)\/[a-z0-9-]+(\/\{(id|job_id)\}(\/(relationships\/)?[a-z0-9-]+)?)?$/

/** Reads the union of the routes of all documents, oldest first. */
export function readRoutes(documents: ReadonlyMap<string, OpenApiDocument>): RouteFacts[] {
  const routes = new Map<string, RouteFacts>()
  for (const [revision, document] of documents)
    for (const [path, operations] of Object.entries(document.paths))
      for (const [method, operation] of Object.entries(operations)) {
        if (!methods.has(method)) throw new Error(`${revision}: unknown method ${method} of ${path}`)
        if (!form.test(path)) throw new Error(`${revision}: unknown form of path ${path}`)
        const [group, ...others] = operation.tags
        if (others.length > 0) throw new Error(`${revision}: several tags of ${operation.operationId}`)
        const known = routes.get(`${method} ${path}`)
        const renamed = known && known.operationId !== operation.operationId ? [known.operationId] : []
        const aliases = [...(known?.aliases ?? []), ...renamed]
        routes.set(`${method} ${path}`, {
          method: method.toUpperCase(),
          path,
          operationId: operation.operationId,
          group,
          introduced: known?.introduced ?? revision,
          ...(aliases.length > 0 && { aliases }),
        })
      }
  const ids = [...routes.values()].flatMap((route) => [route.operationId, ...(route.aliases ?? [])])
  if (new Set(ids).size !== ids.length) throw new Error('one operationId names two routes')
  return [...routes.values()]
}
