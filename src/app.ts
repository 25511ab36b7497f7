import rateLimit from '@fastify/rate-limit'
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import type { Account } from './store/accounts.ts'
import { elapsedMs } from './store/clock.ts'
import type { UrlForm } from './schemas/contract.ts'
import { attempt } from './routes/hooks/attempt.ts'
import { BODY_LIMIT, FORM_LIMIT } from './routes/hooks/body-limit.ts'
import type { Call } from './routes/hooks/call.ts'
import { windowStore } from './routes/hooks/window-store.ts'
import type { Pipeline } from './routes/pipeline.ts'

/** Bytes that the body of a request about OAuth may have. Assumed: live has some limit. */
const OAUTH_LIMIT = 64 * 1024

/** Every path of Klaviyo's API, in every revision, has one of these forms. */
const FORMS: readonly (readonly [string, UrlForm])[] = [
  ['/:collection', 'collection'],
  ['/:collection/:id', 'item'],
  ['/:collection/:id/:relation', 'related'],
  ['/:collection/:id/relationships/:relation', 'relationship'],
]

/** As long as Node lets a URL be: an id that is longer than others is unknown, not malformed. */
const LONGEST_ID = 16 * 1024

/** In place of Fastify's compilers, which take a tenth of a start: no route has a schema. The build leaves them out. */
const noSchemas = () => {
  throw new Error('no route has a schema: hooks/validate.ts judges what is sent')
}

/** Where the process tells whether it lives, and whether it is ready. */
const HEALTH = /^\/_sandbox\/v1\/(livez|readyz)\b/

/** What the server cannot know by itself. */
export interface AppOptions {
  /**
   * Loads what a request needs. Called once, with the first request or before it: a start must not wait for it. When it
   * fails, every request is answered 500 with the reason: Fastify's own answer, since ours is part of what is missing.
   */
  load: (app: FastifyInstance) => Promise<Pipeline>
  findAccount: (id: string) => Account | undefined
  /** Answers what is asked of the control plane, once everything is loaded. */
  serveControl: (request: FastifyRequest, reply: FastifyReply) => Promise<unknown>
  /** Told of every answer, after it was sent. */
  log?: (line: { method: string; url: string; status: number; ms: number; account: string }) => void
}

/** A server, and the means to get it ready before its first request. */
export interface App {
  server: FastifyInstance
  /** Loads what a request needs, if that has not happened yet. */
  prepare: () => Promise<unknown>
}

/** Assembles Fastify. A request goes through the hooks below from top to bottom; a throw in any leads to `refuse`. */
export async function createApp({ load, findAccount, serveControl, log }: AppOptions): Promise<App> {
  const app = Fastify({
    bodyLimit: BODY_LIMIT,
    exposeHeadRoutes: false,
    forceCloseConnections: true,
    schemaController: { compilersFactory: { buildValidator: noSchemas, buildSerializer: noSchemas } },
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: LONGEST_ID, querystringParser: () => ({}) },
    frameworkErrors: (error, request, reply) => {
      ready().then(
        (steps) => {
          // A request that the router refuses has no decorations.
          if ((request as { call?: Call | null }).call == null) steps.start(request)
          steps.refuse(request, reply, error)
        },
        (reason: Error) => (reply as FastifyReply).code(500).send({ statusCode: 500, message: reason.message }),
      )
    },
  })
  let pipeline: Pipeline | undefined
  let loading: Promise<Pipeline> | undefined
  const ready = () => (loading ??= load(app).then((loaded) => (pipeline = loaded)))

  app.decorateRequest('call', null as never)
  await app.register(rateLimit, { global: false, store: windowStore(findAccount) })

  app.addHook('onRequest', (request, _reply, done) => {
    if (HEALTH.test(request.url)) return done() // answers at once, whatever is loaded
    if (pipeline === undefined) {
      ready().then((steps) => {
        steps.start(request)
        done()
      }, done)
      return
    }
    pipeline.start(request)
    done()
  })
  addParsers(app, () => pipeline!)
  addRoutes(app, () => pipeline!)
  addOAuthRoutes(app, () => pipeline!)
  addControlRoutes(app, serveControl, () => {
    ready().catch(() => {}) // comes up again with the first request
    return pipeline !== undefined
  })
  app.setNotFoundHandler((request) => pipeline!.unknown(request))
  app.setErrorHandler((error, request, reply) => {
    if (pipeline === undefined) throw error // it could not be loaded: Fastify's own answer
    pipeline.refuse(request, reply, error)
  })
  if (log !== undefined) addLog(app, log)
  return { server: app, prepare: ready }
}

/** Tells of each answer, but for those of the control plane. */
function addLog(app: FastifyInstance, log: NonNullable<AppOptions['log']>): void {
  app.addHook('onResponse', (request, reply, done) => {
    if (request.url.startsWith('/_sandbox')) return done()
    const { method } = request
    const call = request.call as Call | null // null when nothing could be loaded
    const ms = call === null ? 0 : elapsedMs(call.begun)
    const hint = call?.hint
    const account = call?.account?.id ?? '-'
    // What stands in the query of OAuth's page is between a person and an app.
    const url = call?.path.startsWith('/oauth/') ? call.path : request.url
    log({ method, url, status: reply.statusCode, ms, account, ...(hint !== undefined && { hint }) })
    done()
  })
}

/** What becomes of bodies: forms apart, because they are parsed piece by piece and may be larger. */
function addParsers(app: FastifyInstance, pipeline: () => Pipeline): void {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (request, body, done) => {
    try {
      done(null, pipeline().parse(request, body as Buffer))
    } catch (error) {
      done(error as Error)
    }
  })
  app.addContentTypeParser(
    'multipart/form-data',
    { parseAs: 'buffer', bodyLimit: FORM_LIMIT },
    (request, body, done) => {
      pipeline()
        .parseForm(request, body as Buffer)
        .then((form) => done(null, form), done)
    },
  )
}

/** The routes of the API and of its images; what a request does there is up to the pipeline, which is loaded by then. */
function addRoutes(app: FastifyInstance, pipeline: () => Pipeline): void {
  for (const surface of ['/api', '/client']) {
    for (const [url, form] of FORMS) {
      app.route({
        method: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'],
        url: surface + url,
        onRequest: (request, reply, done) => attempt(() => pipeline().admit(request, reply, form, done), done),
        preHandler: (request, _reply, done) => attempt(() => pipeline().validate(request, done), done),
        handler: (request, reply) => pipeline().answer(request, reply),
      })
    }
  }
  app.route({
    method: ['GET', 'HEAD'],
    url: '/company/:company/images/:file',
    handler: (request, reply) => pipeline().sendImage(request, reply),
  })
}

/** The endpoints of OAuth. Their forms are read where they are understood. */
function addOAuthRoutes(app: FastifyInstance, pipeline: () => Pipeline): void {
  void app.register((scope, _options, done) => {
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: OAUTH_LIMIT }, (_request, body, parsed) =>
      parsed(null, body),
    )
    scope.get('/oauth/authorize', (request, reply) => pipeline().oauth.showQuestion(request, reply))
    scope.post('/oauth/authorize', (request, reply) => pipeline().oauth.decide(request, reply))
    scope.post('/oauth/token', (request, reply) => pipeline().oauth.token(request, reply))
    scope.post('/oauth/revoke', (request, reply) => pipeline().oauth.revoke(request, reply))
    done()
  })
}

/** Bytes that an uploaded snapshot or a fixture may have. */
const CONTROL_LIMIT = 1024 * 1024 * 1024

/** The control plane; what is asked there is in no log. */
function addControlRoutes(app: FastifyInstance, serve: AppOptions['serveControl'], isReady: () => boolean): void {
  void app.register((scope, _options, done) => {
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: CONTROL_LIMIT }, (_request, body, parsed) =>
      parsed(null, body),
    )
    scope.get('/_sandbox/v1/livez', (_request, reply) => reply.send({ status: 'ok' }))
    scope.get('/_sandbox/v1/readyz', (_request, reply) => {
      reply.code(isReady() ? 200 : 503).send({ status: isReady() ? 'ok' : 'loading' })
    })
    for (const url of ['/_sandbox', '/_sandbox/*']) {
      scope.route({ method: ['GET', 'POST', 'PUT', 'DELETE'], url, handler: (request, reply) => serve(request, reply) })
    }
    done()
  })
}
