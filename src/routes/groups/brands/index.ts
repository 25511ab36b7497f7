import type { Group } from '../../resource.ts'
import { buttonType } from './buttons.ts'
import { colorType } from './colors.ts'
import { emailDefaultType } from './email-defaults.ts'
import { changeLogo, logoType } from './logos.ts'
import { socialGroupType } from './social-groups.ts'
import { voiceType } from './voice.ts'

// The brand library of an account. Nothing refers to it but its own e-mail defaults. revision-2026-10-15 §5.

export const brands: Group = {
  name: 'Brands',
  types: [logoType, colorType, buttonType, socialGroupType, voiceType, emailDefaultType],
  takeOvers: { update_brand_logo: changeLogo },
}
