import { version } from '../version.ts'
import { listAccounts } from './accounts.ts'
import type { Control } from './control.ts'
import { shownRequest } from './requests.ts'
import { controlRoutes } from './routes.ts'

const escape = (value: unknown): string =>
  String(value).replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)

/** The page for people: what the sandbox holds, what it was asked last, and what the control plane can do. */
export function pageOf(control: Control): string {
  const { accounts } = listAccounts({ id: '', query: {}, body: undefined }, control)
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>klaviyo-sandbox</title>
<style>
body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 70rem; padding: 0 1rem; color: #222; }
table { border-collapse: collapse; width: 100%; margin-bottom: 2rem; }
th, td { text-align: left; padding: .3rem .8rem .3rem 0; border-bottom: 1px solid #ddd; vertical-align: top; }
td.refused { color: #a40000; }
code { font: 13px ui-monospace, monospace; overflow-wrap: anywhere; }
@media (prefers-color-scheme: dark) { body { background: #181818; color: #ddd; } th, td { border-color: #444; } td.refused { color: #ff8a80; } a { color: #8ab4f8; } }
</style>
</head>
<body>
<h1>klaviyo-sandbox ${escape(version)}</h1>
<p>Every key that begins with <code>pk_</code> opens an account of its own. What is below can be had as JSON:
<a href="/_sandbox/v1/openapi.json">the OpenAPI document</a> of the control plane says how.</p>
<h2>Accounts</h2>
${table(
  ['id', 'its clock says', 'profiles', 'events'],
  accounts.map(({ id, now, profiles, events }) => [id, now, profiles, events]),
  'None is open yet: the first request with a key opens its account.',
)}
<h2>Newest requests</h2>
${table(['time', 'account', 'status', 'operation', 'request', 'ms'], newestRequests(control), 'None yet.')}
<h2>Control plane</h2>
${table(
  ['', 'path', 'does'],
  controlRoutes.map(({ method, path, summary }) => [method, `/_sandbox/v1${path}`, summary]),
  '',
)}
</body>
</html>
`
}

const SHOWN = 50

const newestRequests = ({ log }: Control): unknown[][] =>
  log
    .list(() => true)
    .slice(-SHOWN)
    .reverse()
    .map(shownRequest)
    .map(({ at, account, status, operation, method, path, ms }) => [
      ...[at ?? '', account ?? '', status, operation ?? '', `${method} ${path}`, ms],
    ])

function table(heads: readonly string[], rows: readonly (readonly unknown[])[], none: string): string {
  if (rows.length === 0) return `<p>${escape(none)}</p>`
  const head = heads.map((text) => `<th>${escape(text)}</th>`).join('')
  const body = rows.map((row) => `<tr>${row.map(cell).join('')}</tr>`).join('\n')
  return `<table><thead><tr>${head}</tr></thead><tbody>\n${body}\n</tbody></table>`
}

const cell = (value: unknown): string =>
  typeof value === 'number' && value >= 400 && value < 600
    ? `<td class="refused">${value}</td>`
    : `<td><code>${escape(value)}</code></td>`
