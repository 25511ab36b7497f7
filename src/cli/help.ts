import { flagLines } from './verb.ts'
import { verbs } from './verbs.ts'

/** The text of --help. */
export async function helpText(): Promise<string> {
  const width = Math.max(...verbs.map(({ name }) => name.length)) + 4
  const serve = await verbs[0]!.load()
  return [
    'Usage: klaviyo-sandbox [serve] [options]',
    '       klaviyo-sandbox VERB [options]',
    '',
    'A stateful emulator of the Klaviyo API for tests, CI and demos.',
    '',
    'Verbs; VERB --help tells more of each:',
    ...verbs.map(({ name, summary }) => `  ${name}`.padEnd(width) + summary),
    '',
    'Options of serve:',
    flagLines(serve.flags),
  ].join('\n')
}
