import type { FastifyReply } from 'fastify'

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

const escaped = (text: string): string => text.replace(/[&<>"']/g, (character) => escapes[character]!)

const styles =
  'body{font:16px/1.5 sans-serif;max-width:34rem;margin:4rem auto;padding:0 1rem}input,button{font:inherit}'

function pageOf(title: string, content: string): string {
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>${escaped(title)}</title><style>${styles}</style></head>
<body><h1>${escaped(title)}</h1>
${content}
</body>
</html>
`
}

/** What the page on which a person decides is about. */
export interface Question {
  app: string
  scopes: readonly string[]
  /** What the decision is sent with. */
  fields: Iterable<readonly [string, string]>
  /** The private key that stands there already. */
  privateKey: string
  problem?: string
}

/** The page on which a person decides whether an app may have what it asks for; a private key is the log-in. */
export function questionPage({ app, scopes, fields, privateKey, problem }: Question): string {
  const hidden = [...fields].map(
    ([name, value]) => `<input type="hidden" name="${escaped(name)}" value="${escaped(value)}">`,
  )
  return pageOf(
    `Connect ${app}`,
    `<p>${escaped(app)} asks for access to an account of this sandbox:</p>
<ul>${scopes.map((scope) => `<li><code>${escaped(scope)}</code></li>`).join('')}</ul>
<form method="post" action="/oauth/authorize">
${hidden.join('\n')}
${problem === undefined ? '' : `<p role="alert">${escaped(problem)}</p>`}
<p><label>Private key of the account<br>
<input name="private_key" value="${escaped(privateKey)}" size="40" autocomplete="off" spellcheck="false"></label></p>
<p><button name="decision" value="allow">Allow</button> <button name="decision" value="deny">Cancel</button></p>
</form>`,
  )
}

/** The page that says why nobody can be asked. */
export const refusalPage = (problem: string): string =>
  pageOf('This request cannot be answered', `<p>${escaped(problem)}</p>`)

/** Sends a page, which may neither be kept nor framed. */
export function sendPage(reply: FastifyReply, status: number, text: string): void {
  reply.raw.writeHead(status, {
    'Content-Type': 'text/html; charset=utf-8',
    'Content-Length': Buffer.byteLength(text),
    'Content-Security-Policy': "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
    'Referrer-Policy': 'no-referrer',
    'X-Content-Type-Options': 'nosniff',
    'Cache-Control': 'no-store',
  })
  reply.hijack()
  reply.raw.end(text)
}
