import { createAccount, deleteAccount, listAccounts } from './accounts.ts'
import { advanceClock, freezeClock, readClock, realClock, setClock } from './clocks.ts'
import type { Control } from './control.ts'
import { explainRequest } from './explain.ts'
import { metrics, shutdown } from './health.ts'
import type { Input } from './input.ts'
import { openApiDocument } from './openapi.ts'
import { confirmOptIn, listOptIns } from './opt-ins.ts'
import { clearRequests, getRequest, listRequests, verifyRequests, waitForRequests } from './requests.ts'
import { clearFaults, clearRateLimits, listFaults, putFaults, putRateLimits, readRateLimits } from './rules.ts'
import * as shape from './shapes.ts'
import { object, text, type Schema } from './shapes.ts'
import {
  deleteSnapshot,
  downloadSnapshot,
  exportAccount,
  listSnapshots,
  reset,
  restoreSnapshot,
  saveSnapshot,
  seed,
  SNAPSHOT_TYPE,
} from './states.ts'
import { completeJob, failJob, listJobs } from './work.ts'

/** One route of the control plane. */
export interface ControlRoute {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  /** Behind /_sandbox/v1; may hold one `{…}`. */
  path: string
  operationId: string
  summary: string
  /** Parameters of the query: what they are for, and whether they must be there. */
  query?: Readonly<Record<string, string>>
  body?: Schema
  /** Whether the body may be left out. */
  bodyOptional?: true
  /** The media type of a body that is a file. */
  file?: string
  /** The answer's status, 200 unless said, and what it holds. */
  status?: 201 | 202 | 204
  answer?: Schema
  /** The media type of an answer that is no JSON. */
  type?: string
  /** Whether the route asks for no token. */
  open?: true
  handle: (input: Input, control: Control) => unknown
}

type Facts = Omit<ControlRoute, 'operationId' | 'method' | 'path' | 'summary' | 'handle'>
type Given = Omit<ControlRoute, 'operationId'>

function route(place: string, summary: string, handle: ControlRoute['handle'], facts: Facts = {}): Given {
  const [method, path] = place.split(' ') as [ControlRoute['method'], string]
  return { method, path, summary, handle, ...facts }
}

const ACCOUNT = 'id or private key of an account'
const one = { account: ACCOUNT }
const all = { account: `${ACCOUNT}; left out: every account` }
const moved = object({ clocks: shape.listOf(shape.clock), happened: shape.happenings })
const requests = object({ requests: shape.listOf(shape.shownRequest) })
const happened = object({ happened: shape.happenings })
const ok = object({ status: text })
const snapshot = object({ name: text, size: shape.count })

/** Every route there is, by operationId; none fits the path of another. */
const routes = {
  livez: route('GET /livez', 'Whether the process lives.', () => ({ status: 'ok' }), { open: true, answer: ok }),
  readyz: route(
    'GET /readyz',
    'Whether requests are answered: 503 until everything is loaded and seeded.',
    () => ({ status: 'ok' }),
    { open: true, answer: ok },
  ),
  metrics: route('GET /metrics', 'Figures for Prometheus.', metrics, { type: 'text/plain; version=0.0.4' }),
  getDocument: route('GET /openapi.json', 'This document.', () => openApiDocument(controlRoutes), {
    answer: { type: 'object' },
  }),
  shutdown: route('POST /shutdown', 'Ends the server, when it was started with --allow-shutdown.', shutdown, {
    status: 202,
    answer: ok,
  }),

  listAccounts: route(
    'GET /accounts',
    'Accounts that are open, and the ids of those that only have a file.',
    listAccounts,
    { answer: object({ accounts: shape.listOf(shape.account), closed: shape.listOf(text) }) },
  ),
  createAccount: route(
    'POST /accounts',
    'Makes an account: empty, of a fixture, of a snapshot, or as a copy (fork) of another.',
    createAccount,
    {
      body: object({ key: text, ttl: shape.duration, fixture: text, snapshot: text, fork: text }),
      bodyOptional: true,
      status: 201,
      answer: shape.account,
    },
  ),
  deleteAccount: route('DELETE /accounts/{account}', 'Deletes an account and its file.', deleteAccount, {
    status: 204,
  }),

  reset: route('POST /reset', 'Puts accounts back to what they were after their seeding, or to a snapshot.', reset, {
    query: all,
    body: object({ to: text }),
    bodyOptional: true,
    answer: object({ accounts: shape.listOf(text) }),
  }),
  seed: route('POST /seed', 'Adds what a fixture holds; a reset comes back to what the account is then.', seed, {
    query: one,
    body: { type: 'object' },
    answer: { type: 'object' },
  }),
  exportAccount: route('GET /export', 'An account as a fixture document.', exportAccount, {
    query: one,
    answer: { type: 'object' },
  }),

  listSnapshots: route('GET /snapshots', 'Snapshots and their sizes in bytes.', listSnapshots, {
    answer: object({ snapshots: shape.listOf(snapshot) }),
  }),
  downloadSnapshot: route('GET /snapshots/{name}', 'A snapshot as a file.', downloadSnapshot, { type: SNAPSHOT_TYPE }),
  saveSnapshot: route(
    'PUT /snapshots/{name}',
    'Saves an account under a name, or the file that is sent.',
    saveSnapshot,
    { query: one, file: SNAPSHOT_TYPE, answer: snapshot },
  ),
  restoreSnapshot: route(
    'POST /snapshots/{name}/restore',
    'Makes an account what a snapshot says; it keeps its id and keys.',
    restoreSnapshot,
    { query: one, answer: object({ account: text, snapshot: text }) },
  ),
  deleteSnapshot: route('DELETE /snapshots/{name}', 'Deletes a snapshot.', deleteSnapshot, { status: 204 }),

  readClock: route('GET /clock', 'What clocks say; account null is the one that new accounts begin with.', readClock, {
    query: all,
    answer: object({ clocks: shape.listOf(shape.clock) }),
  }),
  freezeClock: route('POST /clock/freeze', 'Stops clocks, at a time or where they are.', freezeClock, {
    query: all,
    body: object({ at: shape.time }),
    bodyOptional: true,
    answer: moved,
  }),
  setClock: route('POST /clock/set', 'Sets clocks to a time; whether they stand or go remains.', setClock, {
    query: all,
    body: object({ 'to!': shape.time }),
    answer: moved,
  }),
  advanceClock: route(
    'POST /clock/advance',
    'Moves clocks ahead; what falls due is done in order, each at its time.',
    advanceClock,
    { query: all, body: object({ 'by!': shape.duration }), answer: moved },
  ),
  realClock: route('POST /clock/real', 'Lets clocks show the time of the system.', realClock, {
    query: all,
    answer: moved,
  }),

  listRequests: route('GET /requests', 'The log of requests, newest last.', listRequests, {
    query: {
      ...all,
      operation: 'an operationId',
      method: 'a method',
      path: 'a path; * stands for any characters',
      status: 'a status, or 2xx, 4xx',
      after: 'only those with a greater seq',
      limit: 'at most so many, 100 unless said',
      wait: 'a duration: answers when there is one, or after this time',
    },
    answer: requests,
  }),
  clearRequests: route('DELETE /requests', 'Empties the log.', clearRequests, { query: all, status: 204 }),
  waitForRequests: route(
    'POST /requests/wait',
    'Answers when so many requests matched; 408 when they do not come in time.',
    waitForRequests,
    {
      query: all,
      body: object({ ...shape.requestFilter, count: shape.count, timeout: shape.duration }),
      answer: requests,
    },
  ),
  verifyRequests: route(
    'POST /requests/verify',
    'Whether requests came as expected: count (exact), atLeast or atMost; once or more unless said.',
    verifyRequests,
    {
      query: all,
      body: object({ ...shape.requestFilter, count: shape.count, atLeast: shape.count, atMost: shape.count }),
      answer: shape.verdict,
    },
  ),
  getRequest: route('GET /requests/{id}', 'A request, by the X-Klaviyo-Req-Id of its answer.', getRequest, {
    answer: shape.shownRequest,
  }),
  explainRequest: route('GET /requests/{id}/explain', 'Why a request was answered as it was.', explainRequest, {
    answer: { type: 'object' },
  }),

  listFaults: route('GET /faults', 'The rules, and what they did.', listFaults, {
    query: all,
    answer: { type: 'object' },
  }),
  putFaults: route('PUT /faults', 'Takes the place of all rules; {} clears them.', putFaults, {
    query: all,
    body: shape.faults,
    answer: { type: 'object' },
  }),
  clearFaults: route('DELETE /faults', 'Drops all rules.', clearFaults, { query: all, status: 204 }),

  readRateLimits: route('GET /ratelimits', 'How limits are counted, and what is in the windows.', readRateLimits, {
    query: all,
    answer: { type: 'object' },
  }),
  putRateLimits: route(
    'PUT /ratelimits',
    'Sets how limits are counted: mode, and limits by operationId.',
    putRateLimits,
    { query: all, body: shape.rateLimits, answer: { type: 'object' } },
  ),
  clearRateLimits: route('DELETE /ratelimits', 'Empties the windows and drops what was set.', clearRateLimits, {
    query: all,
    status: 204,
  }),

  listJobs: route('GET /jobs', 'Work that is under way, in the order in which it falls due.', listJobs, {
    query: one,
    answer: object({ jobs: shape.listOf(object({ id: text, kind: text, due: shape.time })) }),
  }),
  completeJob: route('POST /jobs/{id}/complete', 'Does a job now.', completeJob, { query: one, answer: happened }),
  failJob: route('POST /jobs/{id}/fail', 'Has a job fail now: all of its rows, or it is cancelled.', failJob, {
    query: one,
    body: object({ code: text, detail: text }),
    bodyOptional: true,
    answer: happened,
  }),

  listOptIns: route('GET /opt-ins', 'Subscriptions that wait for their confirmation.', listOptIns, {
    query: one,
    answer: object({ opt_ins: shape.listOf(object({ who: text, list: { type: ['string', 'null'] } })) }),
  }),
  confirmOptIn: route('POST /opt-ins/confirm', 'Confirms a double opt-in, as the person would.', confirmOptIn, {
    query: one,
    body: object({ email: text, phone_number: text, list: text }),
    answer: object({ profile: text }),
  }),
}

/** The names of the routes. */
export type ControlOperation = keyof typeof routes

/** Every route of the control plane. */
export const controlRoutes: readonly ControlRoute[] = Object.entries(routes).map(([operationId, given]) => ({
  operationId,
  ...given,
}))
