import type { Audience, Variation } from '../../../../store/campaigns.ts'

/** What a variation must have before it can be sent, by channel. As the app insists; Assumed of the API, §2.10, §3.10. */
const needed = {
  email: ['subject', 'from_email', 'from_label', 'template_id'],
  sms: ['body'],
  push: ['body'],
  whatsapp: ['template_id'],
} as const

/** Why a message cannot be sent yet: one sentence for each thing that it lacks. */
export function readinessProblems(audience: Audience | undefined, variations: readonly Variation[]): string[] {
  const problems = variations.flatMap(contentProblems)
  if (variations.length === 0) problems.push('The message has no content.')
  if (!audience?.definition.included.length) problems.push('The audience must include at least one list or segment.')
  return problems
}

function contentProblems({ definition: { details } }: Variation): string[] {
  if (details === null) return ['The message has no content.']
  if (details.channel === 'push' && details.push_type === 'silent') return []
  return needed[details.channel].flatMap((name) => {
    const value = details[name]
    const missing = typeof value !== 'string' || value.trim() === ''
    return missing
      ? [`'${name.replace('_id', '')}' is required before a message on channel ${details.channel} can be sent.`]
      : []
  })
}
