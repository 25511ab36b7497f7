import type { FastifyRequest } from 'fastify'
import type { Accounts } from '../../store/accounts.ts'
import { invalid, unauthorized } from '../errors.ts'

const SCHEME = 'Klaviyo-API-Key '

/** Resolves the account: by private key under /api, by company_id under /client. Texts Observed, protocol §1. */
export function authenticate({ call, headers }: FastifyRequest, accounts: Accounts): void {
  const route = call.route!
  if (route.surface === 'client') {
    const companyId = call.parameters.get('company_id')
    const account = companyId === undefined ? undefined : accounts.findByCompany(companyId)
    // Only the allow-list may be read without a company. Documented, protocol §1.1.
    if (account === undefined && (companyId !== undefined || route.collection !== 'ip-allowlists')) {
      throw invalid('Invalid Company ID')
    }
    if (account !== undefined) {
      call.account = account
      call.now = account.clock.now()
    }
    return
  }
  const { authorization } = headers
  if (authorization?.startsWith('Bearer ')) {
    throw unauthorized('authentication_failed', 'Incorrect authentication credentials.')
  }
  if (authorization === undefined || !authorization.startsWith(SCHEME)) {
    throw unauthorized('not_authenticated', 'Missing or invalid authorization scheme. Please use Klaviyo-API-Key.')
  }
  const access = accounts.findByKey(authorization.slice(SCHEME.length).trim())
  if (access === undefined) throw unauthorized('not_authenticated', 'Missing or invalid private key.')
  call.access = access
  call.account = access.account
  call.now = access.account.clock.now()
}
