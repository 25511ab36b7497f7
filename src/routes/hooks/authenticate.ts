import type { FastifyRequest } from 'fastify'
import type { Access, Accounts } from '../../store/accounts.ts'
import { invalid, unauthorized } from '../errors.ts'

const KEY = 'Klaviyo-API-Key '
const TOKEN = 'Bearer '

/** Resolves the account: by private key or access token under /api, by company_id under /client. Texts Observed, protocol §1. */
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
  const access = accessOf(headers.authorization, accounts)
  call.access = access
  call.account = access.account
  call.now = access.account.clock.now()
}

/** What a private key or an OAuth access token opens. */
function accessOf(authorization: string | undefined, accounts: Accounts): Access {
  if (authorization?.startsWith(KEY)) {
    const access = accounts.findByKey(authorization.slice(KEY.length).trim())
    if (access === undefined) throw unauthorized('not_authenticated', 'Missing or invalid private key.')
    return access
  }
  if (authorization?.startsWith(TOKEN)) {
    const access = accounts.findByToken(authorization.slice(TOKEN.length).trim())
    if (access === undefined) {
      throw unauthorized('authentication_failed', 'Incorrect authentication credentials.')
    }
    return access
  }
  throw unauthorized('not_authenticated', 'Missing or invalid authorization scheme. Please use Klaviyo-API-Key.')
}
