import type { Group } from '../../resource.ts'
import { translationType } from './translation-type.ts'

// Translations: the texts of one resource on one channel, in other languages. revision-2026-10-15 §4.

export const translations: Group = {
  name: 'Translations',
  types: [translationType],
}
