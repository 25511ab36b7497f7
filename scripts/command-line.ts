// What the documents say of the command line, from the tables of its verbs.
import { variableOf } from '../src/cli/flags.ts'
import type { Verb } from '../src/cli/verb.ts'
import { verbs } from '../src/cli/verbs.ts'

/** The table of the options of serve. */
export async function optionsTable(): Promise<string> {
  return flagTable(await verbs[0]!.load())
}

/** The table of the verbs. */
export function verbsTable(): string {
  const rows = verbs.map(({ name, summary }) => `| \`${name}\` | ${summary} |`)
  return ['| verb | does |', '|---|---|', ...rows].join('\n')
}

/** docs/command-line.md. */
export async function commandLineDocument(): Promise<string> {
  const loaded = await Promise.all(verbs.map(({ load }) => load()))
  const parts = loaded.map((verb) => {
    const { name, usage, about } = verb
    return `## ${name}\n\n\`\`\`\nklaviyo-sandbox ${name} ${usage}\n\n${about}\n\`\`\`\n\n${flagTable(verb)}\n`
  })
  return `# The command line\n\nWritten by \`npm run docs\` from the tables of the verbs in \`src/cli\`.\n\n${parts.join('\n')}`
}

function flagTable({ flags }: Verb): string {
  const rows = flags.map((flag) => {
    const { name, value, help, fallback } = flag
    const left = value === undefined ? `--${name}` : `--${name} ${value}`
    const variable = variableOf(flag)
    return `| \`${left}\` | ${variable === null ? '' : `\`${variable}\``} | ${help} | ${fallback ?? ''} |`
  })
  return ['| option | variable | meaning | default |', '|---|---|---|---|', ...rows].join('\n')
}
