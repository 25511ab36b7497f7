import type { FastifyRequest } from 'fastify'
import { validateRequest } from '../../schemas/validate.ts'
import type { Operation } from '../../schemas/contract.ts'
import { invalid, invalidBody } from '../errors.ts'
import { problemsOfForm } from './form.ts'
import { readQuery, type Query } from '../query.ts'

const queries = new Map<string, Query>()
const QUERIES_KEPT = 1000

/** Checks the query against the revision's contract; what was checked once is kept by its text. */
export function validateQuery({ call }: FastifyRequest): void {
  const operation = call.operation!
  const key = `${operation.key} ${call.rawQuery}`
  let query = queries.get(key)
  if (query === undefined) {
    query = readQuery(operation, call.parameters)
    if (queries.size >= QUERIES_KEPT) queries.clear()
    queries.set(key, query)
  }
  call.query = query
}

/** Checks the body against the revision's schema. A missing one: Observed text of a body of the wrong shape. */
export function validateBody({ call, body }: FastifyRequest): void {
  const operation: Operation = call.operation!
  if (operation.request === undefined) return
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw invalid('The payload provided in the request is invalid.')
  }
  const isForm = operation.requestType === 'multipart/form-data'
  const problems = isForm ? problemsOfForm(operation, body) : validateRequest(operation, body)
  if (problems.length > 0) throw invalidBody(problems)
}
