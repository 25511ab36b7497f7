import { existsSync, readFileSync } from 'node:fs'

interface Row {
  revision: string
  exposed: number
  walked: number
}

/** The table of SDK releases in the README, of what the last run of the walks kept. */
export function sdkMatrix(): string {
  const rows = ['test/sdk/matrix-node.json', 'test/sdk/matrix-python.json'].flatMap((file) =>
    existsSync(file) ? Object.entries(JSON.parse(readFileSync(file, 'utf8')) as Record<string, Row>) : [],
  )
  const lines = rows.map(
    ([release, { revision, exposed, walked }]) => `| ${release} | ${revision} | ${exposed} | ${walked} |`,
  )
  return ['| SDK | revision | operations | walked |', '|---|---|---:|---:|', ...lines].join('\n')
}
