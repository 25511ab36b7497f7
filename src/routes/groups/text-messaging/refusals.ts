import { ApiError, invalidEntry } from '../../errors.ts'

// Refusals with codes of their own. Codes and statuses Documented of a guide for the beta, revision-2026-10-15 §6.1 to
// §6.3; the texts Assumed.

/** 400 with a code of its own. */
export const refused = (code: string, detail: string, pointer: string): ApiError =>
  new ApiError({ ...invalidEntry(detail, { pointer }), code })

const titles = { 403: 'Forbidden.', 404: 'Not found.', 409: 'Conflict.' } as const

/** 403, 404 or 409 with a code of its own. */
export const denied = (status: keyof typeof titles, code: string, detail: string): ApiError =>
  new ApiError({ family: 'A', status, code, title: titles[status], detail, source: { pointer: '/data' } })
