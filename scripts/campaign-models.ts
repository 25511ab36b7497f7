import {
  campaignPairs,
  messagePairs,
  splitCampaigns,
  type Pair,
} from '../src/schemas/revisions/2026-10-15-split-campaigns.ts'

const arrows = { read: '←', write: '→', both: '↔' } as const

const code = (text: string) => `\`${text}\``

function row({ older, newer, direction, note = '' }: Pair): string {
  const members = newer.map((path) => code(path.replace(/^kept\./, 'kept: '))).join(', ')
  return `| ${code(older)} | ${arrows[direction ?? 'both']} | ${members || '–'} | ${note} |`
}

function section(title: string, pairs: readonly Pair[]): string[] {
  return [`## ${title}`, '', '| before | | since | |', '|---|---|---|---|', ...pairs.map(row), '']
}

const channelNames: Readonly<Record<string, string>> = { email: 'e-mail', sms: 'text message', push: 'push' }

/** The table of the two models of campaigns, made from the pairs that the server reads. */
export function campaignModelsDocument(): string {
  const campaigns = Object.entries(campaignPairs).flatMap(([channel, pairs]) =>
    section(`Campaign: ${channelNames[channel]}`, pairs),
  )
  const messages = Object.entries(messagePairs).flatMap(([kind, pairs]) =>
    section(`Campaign message: ${channelNames[kind] ?? kind}`, pairs),
  )
  return [
    '# The two models of campaigns',
    '',
    splitCampaigns.description,
    '',
    `The sandbox stores the model of ${splitCampaigns.revision}. What the revisions before it show and take is worked out`,
    'by these pairs, which the server reads: `npm run docs` writes this page from them. Older campaigns are those of the',
    'builder `wizard` whose message goes by e-mail, text message or push; each variation of that message is an older',
    'campaign message with the same id, its template is `details.template_id`, its image `details.static_asset_id` or',
    '`details.mms_static_image_asset_id`. Forms that older revisions had besides: a file for each in',
    '`src/schemas/revisions/`.',
    '',
    '↔ read and written, ← only read, → only written. `kept`: stored, although the newer model has no member for it.',
    '',
    ...campaigns,
    ...messages,
  ].join('\n')
}
