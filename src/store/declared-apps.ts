import { createHash, timingSafeEqual } from 'node:crypto'
import { isScope } from './declared-accounts.ts'
import { listOf, must, objectOf, text, type Check } from './file-check.ts'

/** An OAuth app as a keys file declares it. */
export interface DeclaredApp {
  /** A UUID. */
  client_id: string
  client_secret: string
  name?: string
  /** Where people are sent back to: one of these, to the letter. */
  redirect_uris: readonly string[]
  /** What the app may ask for; left out, every scope there is. */
  scopes?: readonly string[]
}

/** An app as requests find it. */
export interface App {
  clientId: string
  name: string
  /** Undefined: every scope there is. */
  scopes: ReadonlySet<string> | undefined
  hasSecret(secret: string): boolean
  mayReturnTo(uri: string): boolean
}

/** Finds an app by its client id. */
export type FindApp = (clientId: string) => App | undefined

/** The app of a sandbox that declares neither accounts nor apps. It may send people back to any port of this machine. */
export const SANDBOX_APP = {
  client_id: '00000000-0000-4000-8000-000000005528',
  client_secret: 'sandbox-secret',
  name: 'Sandbox App',
} as const

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** An address with a scheme; a fragment is not allowed (RFC 6749 §3.1.2). */
function isRedirectUri(value: unknown): boolean {
  return typeof value === 'string' && URL.canParse(value) && !value.includes('#') && !/^(javascript|data):/i.test(value)
}

const apps: Check = listOf(
  objectOf(
    {
      client_id: must('a UUID', (value) => typeof value === 'string' && UUID.test(value)),
      client_secret: text,
      redirect_uris: listOf(must('an address such as https://example.com/callback', isRedirectUri), 1),
    },
    { name: text, scopes: listOf(must('a scope such as profiles:read', isScope), 1) },
  ),
)

/** Reads declared apps; throws with one line when a member is unknown or wrong, or a client id stands twice. */
export function readDeclaredApps(given: unknown): readonly DeclaredApp[] {
  const problem = apps(given, 'apps')
  if (problem !== undefined) throw new Error(problem)
  const declared = given as readonly DeclaredApp[]
  const ids = declared.map(({ client_id }) => client_id)
  if (new Set(ids).size < ids.length) throw new Error('apps: a client_id stands twice')
  return declared
}

/** The apps of a sandbox. Without declared ones, the one that is known everywhere, unless the accounts are declared. */
export function createApps(declared: readonly DeclaredApp[] | undefined, accountsAreDeclared: boolean): FindApp {
  const found = (declared ?? []).map((app) => appOf(app, (uri) => app.redirect_uris.includes(uri)))
  if (declared === undefined && !accountsAreDeclared) found.push(appOf(SANDBOX_APP, isOfThisMachine))
  const byId = new Map(found.map((app) => [app.clientId, app]))
  return (clientId) => byId.get(clientId)
}

function appOf(
  { client_id, client_secret, name, scopes }: Omit<DeclaredApp, 'redirect_uris'>,
  mayReturnTo: App['mayReturnTo'],
): App {
  const digest = (secret: string) => createHash('sha256').update(secret).digest()
  const wanted = digest(client_secret)
  return {
    clientId: client_id,
    name: name ?? client_id,
    scopes: scopes && new Set(scopes),
    hasSecret: (secret) => timingSafeEqual(digest(secret), wanted),
    mayReturnTo,
  }
}

function isOfThisMachine(uri: string): boolean {
  if (!isRedirectUri(uri)) return false
  const { protocol, hostname } = new URL(uri)
  return /^https?:$/.test(protocol) && ['localhost', '127.0.0.1', '[::1]'].includes(hostname)
}
