import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { UrlForm } from '../schemas/contract.ts'
import { upgradeRequest } from '../schemas/revisions/change.ts'
import { revisionChanges } from '../schemas/revisions/index.ts'
import { prepareValidation } from '../schemas/validate.ts'
import type { FaultBoard } from '../store/faults.ts'
import type { RequestLog } from '../store/request-log.ts'
import type { Account, Accounts, OwnLimits } from '../store/accounts.ts'
import type { Ids } from '../store/ids.ts'
import type { FindApp } from '../store/declared-apps.ts'
import type { Context } from './context.ts'
import { sendAnswer, sendError, sendOptions } from './hooks/answer.ts'
import { findRoute, startCall, unknownPath } from './hooks/arrive.ts'
import { attempt } from './hooks/attempt.ts'
import { authenticate } from './hooks/authenticate.ts'
import { baseUrlOf } from './hooks/base-url.ts'
import { parseBody } from './hooks/body.ts'
import { parseForm } from './hooks/form.ts'
import { sendImageFile } from './hooks/image-file.ts'
import type { Call } from './hooks/call.ts'
import { applyFault } from './hooks/fault.ts'
import { noteAnswer } from './hooks/note-answer.ts'
import { createRateLimiter, type RateLimiter } from './hooks/rate-limit.ts'
import { applyRevision } from './hooks/revision.ts'
import { checkScopes } from './hooks/scope.ts'
import { validateBody, validateQuery } from './hooks/validate.ts'
import { createOAuth, type OAuth } from './oauth/index.ts'
import type { Answerer, Registry } from './registry.ts'
import { respond, type Response } from './respond.ts'
import { runDueWork } from './work.ts'

export interface PipelineOptions {
  accounts: Accounts
  registry: Registry
  ids: Ids
  /** How rate limits are counted where an account has no settings of its own; may change. */
  rateLimits: OwnLimits
  log: RequestLog
  faults: FaultBoard
  /** Revision of a request that names none. */
  revision: string
  publicUrl?: string
  /** Milliseconds that a job takes. */
  jobDelayMs: number
  /** Hosts that images and web feeds may be fetched from. */
  allowedHosts: readonly string[]
  /** OAuth apps. */
  findApp: FindApp
  /** The private key that OAuth's page proposes. */
  proposedKey: string
  warn: (text: string) => void
}

export type Done = (error?: Error) => void

/** The steps that a request goes through; app.ts puts them in order. */
export interface Pipeline {
  start(request: FastifyRequest): void
  admit(request: FastifyRequest, reply: FastifyReply, form: UrlForm, done: Done): void
  parse(request: FastifyRequest, body: Buffer): unknown
  parseForm(request: FastifyRequest, body: Buffer): Promise<unknown>
  validate(request: FastifyRequest, done: Done): void
  answer(request: FastifyRequest, reply: FastifyReply): void
  sendImage(request: FastifyRequest, reply: FastifyReply): void
  oauth: OAuth
  refuse(request: FastifyRequest, reply: FastifyReply, error: unknown): void
  unknown(request: FastifyRequest): never
}

/** Builds the steps over the registry. */
export function createPipeline(app: FastifyInstance, options: PipelineOptions): Pipeline {
  const { accounts, registry, ids, log, faults, rateLimits, revision, publicUrl, findApp, proposedKey, warn } = options
  const allowedHosts = new Set(options.allowedHosts)
  const limiter = createRateLimiter(app, rateLimits)
  const jobDelay = options.jobDelayMs * 1000
  const answererOf = ({ call }: FastifyRequest) => registry.answererOf(call.operation!.operationId, call.revision!)
  const contextFor = (request: FastifyRequest, { types }: Answerer) =>
    contextOf(request, { baseUrl: baseUrlOf(request, publicUrl), jobDelay, types, allowedHosts })
  const count = (request: FastifyRequest, done: Done): void =>
    attempt(() => {
      checkScopes(request)
      limiter.count(request, done)
    }, done)
  return {
    start(request) {
      request.call = startCall(request, ids)
      noteAnswer(request, log)
    },
    admit(request, reply, form, done) {
      const { call } = request
      findRoute(request, form)
      if (call.method === 'OPTIONS') return done()
      authenticate(request, accounts)
      applyRevision(request, revision)
      if (call.account !== undefined) setMishaps(call.account, faults)
      applyFault(request, reply, faults, (error) => (error === undefined ? count(request, done) : done(error)))
    },
    parse: parseBody,
    parseForm,
    validate(request, done) {
      if (request.call.method === 'OPTIONS') return done()
      const answerer = answererOf(request)
      validateQuery(request)
      if (request.call.operation!.request === undefined) return done()
      const prepare = async () => answerer.prepare?.(contextFor(request, answerer))
      judgeBody(request, limiter, prepare).then(() => done(), done)
    },
    answer(request, reply) {
      if (request.call.method === 'OPTIONS') return sendOptions(request, reply)
      const answerer = answererOf(request)
      const context = contextFor(request, answerer)
      // The list of networks is read without an account: protocol §1.1.
      if (request.call.account !== undefined) runDueWork(context, registry, warn)
      const { status, body } = traced(request.call, () => responseOf(answerer, context, registry))
      sendAnswer(request, reply, status, body)
    },
    oauth: createOAuth({ accounts, findApp, limitsRefuse: () => rateLimits.mode === 'enforce' }, proposedKey),
    sendImage(request, reply) {
      sendImageFile(request, reply, accounts)
    },
    refuse(request, reply, error) {
      sendError(request, reply, error, warn)
    },
    unknown(request) {
      throw unknownPath(request.call.path)
    },
  }
}

/** Checks a body, and awaits what its handler needs. */
async function judgeBody(
  request: FastifyRequest,
  limiter: RateLimiter,
  prepare: () => Promise<unknown>,
): Promise<void> {
  await prepareValidation()
  await limiter.countBody(request)
  validateBody(request)
  request.call.prepared = await prepare()
}

/** Has an account's faults happen as the rules are now. */
export function setMishaps(account: Account, faults: FaultBoard): void {
  account.mishaps = faults.mishapsOf(account)
}

/** Notes the statements of a step on the call, for the log. */
function traced<Result>(call: Call, step: () => Result): Result {
  const { account, statements } = call
  if (account === undefined || statements === undefined) return step()
  account.db.trace(statements)
  try {
    return step()
  } finally {
    account.db.trace(undefined)
  }
}

/** What a handler answers; a write and what follows from it are one transaction. */
function responseOf({ handler }: Answerer, context: Context, { settle }: Registry): Response {
  if (context.operation.method === 'GET') return respond(handler(context), context)
  return context.db.transaction(() => {
    const response = respond(handler(context), context)
    settle(context)
    return response
  })
}

/** What a handler knows beside the request. */
type Surroundings = Pick<Context, 'baseUrl' | 'jobDelay' | 'types' | 'allowedHosts'>

/** What a handler gets to know of a request that passed every hook. */
function contextOf({ call, body, headers }: FastifyRequest, known: Surroundings): Context {
  return {
    account: call.account!,
    clientId: call.access?.clientId,
    db: call.account?.db as Context['db'],
    now: call.now,
    operation: call.operation!,
    contract: call.contract!,
    revision: call.revision!,
    query: call.query!,
    id: call.id,
    body: upgradeRequest(revisionChanges, call.operation!.operationId, call.revision!, body),
    prepared: call.prepared,
    filterHeader: headers['x-klaviyo-api-filters'] as string | undefined,
    path: call.path,
    rawQuery: call.rawQuery,
    baseUrl: known.baseUrl,
    types: known.types,
    jobDelay: known.jobDelay,
    allowedHosts: known.allowedHosts,
  }
}
