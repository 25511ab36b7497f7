import type { FastifyReply, FastifyRequest } from 'fastify'
import { contractFor, NEWEST } from '../../schemas/contract.ts'
import type { App, FindApp } from '../../store/declared-apps.ts'
import { insertCode } from '../../store/oauth.ts'
import { bodyFields, readFields, type Fields } from './fields.ts'
import { invalidRequest, OAuthError } from './oauth-error.ts'
import { questionPage, refusalPage, sendPage } from './page.ts'
import type { Doors } from './token.ts'

/** What a decision is sent back with, beside the private key and the decision itself. */
const ASKED = [
  'response_type',
  'client_id',
  'redirect_uri',
  'scope',
  'state',
  'code_challenge',
  'code_challenge_method',
]

/** GET /oauth/authorize: the page on which a person allows an app what it asks for. */
export function showQuestion(request: FastifyRequest, reply: FastifyReply, doors: Doors, privateKey: string): void {
  attempt(
    reply,
    doors.findApp,
    () => readFields(request.call.rawQuery),
    (fields, app) => {
      const scopes = scopesOf(fields, app)
      checkChallenge(fields)
      sendPage(reply, 200, questionPage({ app: app.name, scopes, fields: askedOf(fields), privateKey }))
    },
  )
}

/** POST /oauth/authorize: what the person decided. The browser goes back to the app with a code, or with an error. */
export function decide(request: FastifyRequest, reply: FastifyReply, doors: Doors): void {
  attempt(
    reply,
    doors.findApp,
    () => bodyFields(request),
    (fields, app) => {
      const scopes = scopesOf(fields, app)
      const challenge = checkChallenge(fields)
      if (fields.get('decision') !== 'allow') {
        throw new OAuthError('access_denied', 'The resource owner or authorization server denied the request')
      }
      const privateKey = (fields.get('private_key') ?? '').trim()
      const account = doors.accounts.findByKey(privateKey)?.account
      if (account === undefined) {
        const question = { app: app.name, scopes, fields: askedOf(fields), privateKey: '' }
        return sendPage(reply, 400, questionPage({ ...question, problem: 'No account has this private key.' }))
      }
      request.call.account = account
      const redirect_uri = fields.get('redirect_uri')!
      const granted = { client_id: app.clientId, redirect_uri, challenge, scope: scopes.join(' ') }
      const code = account.db.transaction(() => insertCode(account, granted))
      sendBack(reply, fields, { code })
    },
  )
}

const askedOf = (fields: Fields) =>
  ASKED.flatMap((name) => (fields.has(name) ? [[name, fields.get(name)!] as const] : []))

/**
 * Runs what needs an app and an address to go back to. Without them a page says what is wrong, because an unknown address
 * must not be led to; what goes wrong later goes back to the app (RFC 6749 §4.1.2.1).
 */
function attempt(
  reply: FastifyReply,
  findApp: FindApp,
  read: () => Fields,
  run: (fields: Fields, app: App) => void,
): void {
  let fields: Fields | undefined
  try {
    const given = read()
    const app = findApp(given.get('client_id') ?? '')
    if (app === undefined) throw invalidRequest('No app has this client_id.')
    if (!app.mayReturnTo(given.get('redirect_uri') ?? '')) {
      throw invalidRequest('The redirect_uri is none of those of the app.')
    }
    fields = given
    if (given.get('response_type') !== 'code') throw new OAuthError('unsupported_response_type')
    run(given, app)
  } catch (error) {
    if (!(error instanceof OAuthError)) throw error
    if (fields === undefined) return sendPage(reply, 400, refusalPage(error.description ?? error.error))
    const { error: name, description } = error
    sendBack(reply, fields, { error: name, ...(description !== undefined && { error_description: description }) })
  }
}

/** Leads the browser back to the app, with its `state`. */
function sendBack(reply: FastifyReply, fields: Fields, answer: Readonly<Record<string, string>>): void {
  const url = new URL(fields.get('redirect_uri')!)
  for (const [name, value] of Object.entries(answer)) url.searchParams.set(name, value)
  const state = fields.get('state')
  if (state !== undefined) url.searchParams.set('state', state)
  reply.raw.writeHead(302, {
    Location: url.href,
    'Content-Length': 0,
    'Cache-Control': 'no-store',
    'Referrer-Policy': 'no-referrer',
  })
  reply.hijack()
  reply.raw.end()
}

/** The S256 challenge, which every app must send. Documented; texts Assumed. */
function checkChallenge(fields: Fields): string {
  const challenge = fields.get('code_challenge')
  if (challenge === undefined || challenge === '') throw invalidRequest('Missing "code_challenge"')
  if (fields.get('code_challenge_method') !== 'S256') throw invalidRequest('Unsupported "code_challenge_method"')
  if (!/^[A-Za-z0-9_-]{43}$/.test(challenge)) throw invalidRequest('Invalid "code_challenge"')
  return challenge
}

/** Always needed. Documented. */
const ALWAYS = 'accounts:read'

let everyScope: ReadonlySet<string> | undefined

/** The scopes that a request asks for, each once; throws when the app may not ask for one. Texts Assumed. */
function scopesOf(fields: Fields, { scopes: allowed }: App): readonly string[] {
  const asked = [...new Set((fields.get('scope') ?? '').split(/\s+/).filter((scope) => scope !== ''))]
  const may = allowed ?? (everyScope ??= readEveryScope())
  const foreign = asked.filter((scope) => !may.has(scope))
  if (foreign.length > 0) {
    throw new OAuthError('invalid_scope', `The app may not ask for: ${foreign.join(' ').slice(0, 200)}`)
  }
  if (!asked.includes(ALWAYS)) throw new OAuthError('invalid_scope', `The scope ${ALWAYS} is always required`)
  return asked
}

function readEveryScope(): ReadonlySet<string> {
  const contract = contractFor(NEWEST)
  return new Set(contract.operationIds.flatMap((id) => contract.operation(id)!.scopes))
}
