import type { FastifyReply, FastifyRequest } from 'fastify'
import { decide, showQuestion } from './authorize.ts'
import { OAuthError, sendJson, sendOAuthError } from './oauth-error.ts'
import { answerToken, revokeToken, type Doors } from './token.ts'

// OAuth: authorization code with PKCE, refresh, revocation. Protocol §10.

type Answering = (request: FastifyRequest, reply: FastifyReply) => void

/** The endpoints under /oauth. Each answers by itself; what it throws is our fault. */
export interface OAuth {
  showQuestion: Answering
  decide: Answering
  token: Answering
  revoke: Answering
}

/** The endpoints of a sandbox; `privateKey` stands on the page of its own accord. */
export function createOAuth(doors: Doors, privateKey: string): OAuth {
  return {
    showQuestion: (request, reply) => showQuestion(request, reply, doors, privateKey),
    decide: (request, reply) => decide(request, reply, doors),
    token: answering((request) => answerToken(request, doors)),
    revoke: answering((request) => revokeToken(request, doors)),
  }
}

function answering(answer: (request: FastifyRequest) => object): Answering {
  return (request, reply) => {
    try {
      sendJson(reply, 200, answer(request))
    } catch (error) {
      if (!(error instanceof OAuthError)) throw error
      sendOAuthError(reply, error)
    }
  }
}
