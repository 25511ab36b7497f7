import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Accounts } from '../../store/accounts.ts'
import { findImageFile } from '../../store/images.ts'
import { notFound } from '../errors.ts'

/**
 * Sends the file behind an `image_url`. As on Klaviyo's own CDN nobody is asked for a key: who has the URL may see the
 * image. What stands at a URL never changes. Headers Assumed.
 */
export function sendImageFile(request: FastifyRequest, reply: FastifyReply, accounts: Accounts): void {
  const { company, file: name } = request.params as { company: string; file: string }
  const account = accounts.findByCompany(company)
  const file = account && findImageFile(account.db, name)
  if (account === undefined || file === undefined) throw notFound(`There is no image at ${request.call.path}`)
  request.call.account = account
  const etag = `"${name}"`
  const headers = { ETag: etag, 'Cache-Control': 'public, max-age=31536000, immutable' }
  const known = (request.headers['if-none-match'] ?? '').split(',').map((each) => each.trim().replace(/^W\//, ''))
  reply.hijack()
  if (known.includes(etag) || known.includes('*')) {
    reply.raw.writeHead(304, headers).end()
    return
  }
  const content = { 'Content-Type': `image/${file.format}`, 'Content-Length': file.bytes.length }
  reply.raw.writeHead(200, { ...headers, ...content })
  reply.raw.end(request.method === 'HEAD' ? undefined : file.bytes)
}
