import { format } from 'prettier'
import { controlRoutes } from '../src/control/routes.ts'

/** The routes of the control plane, as the document that lists them. */
export function controlPlaneDocument(): Promise<string> {
  const rows = controlRoutes.map(({ method, path, summary, query = {} }) => {
    const parameters = Object.keys(query).map((name) => `\`${name}\``)
    return `| \`${method} ${path}\` | ${summary} | ${parameters.join(', ')} |`
  })
  const text = `# The control plane

Written by \`npm run docs\` from the list of routes in [src/control/routes.ts](../src/control/routes.ts). All paths are behind
\`/_sandbox/v1\`; \`GET /_sandbox/v1/openapi.json\` describes bodies and answers, and \`/_sandbox\` is a page for people.

| route | does | parameters |
|---|---|---|
${rows.join('\n')}

\`account\` is the id of an account or a private key. Errors are \`application/problem+json\`: \`title\`, \`status\`, \`detail\`.
Bound to an address that others can reach, every route but the first two asks for \`Authorization: Bearer <token>\`.
`
  return format(text, { parser: 'markdown', printWidth: 120, proseWrap: 'preserve' })
}
