import { formatDate, MONTHS, formatNamed, WEEKDAYS } from '../date-format.ts'
import { fieldsOf, momentIn, type Moment } from '../moment.ts'
import type { Tag, Tags } from '../parser.ts'
import { onceIn, type Scope } from '../scope.ts'
import { formatTime } from '../strftime.ts'
import { textOf } from '../values.ts'
import { simpleTag } from './simple.ts'

/** What the wall of the account shows. Documented: these tags use the account's time zone (campaigns-content §4.2). */
const nowOf = (scope: Scope): Moment => onceIn(scope, NOW, () => momentIn(scope.settings.timeZone, scope.settings.now))
const NOW = {}

function formatOf(format: unknown, { budget }: Scope): string {
  const text = textOf(format, budget)
  budget.widen(text.length)
  return text
}

/** `{% now "Y" %}`: Django's letters. Stock Django. */
const now = simpleTag({ least: 1 }, ({ values: [format] }, scope) => {
  return formatDate(nowOf(scope), formatNamed(formatOf(format, scope)))
})

/** `{% today "%Y-%m-%d" as today %}`. Documented, campaigns-content §4.2; Assumed: without `as` it prints. */
const today = simpleTag({ least: 1 }, ({ values: [format] }, scope) =>
  formatTime(nowOf(scope), formatOf(format, scope)),
)

type Fields = ReturnType<typeof fieldsOf>
const current = (of: (fields: Fields) => unknown): Tag => simpleTag({}, (_, scope) => of(fieldsOf(nowOf(scope))))

/** Tags that print the account's date. Documented, campaigns-content §4.2: names in English only. */
export const dateTags: Tags = {
  now,
  today,
  current_day: current(({ day }) => day),
  current_month: current(({ month }) => month),
  current_month_name: current(({ month }) => MONTHS[month - 1]),
  current_weekday: current(({ weekday }) => WEEKDAYS[weekday]),
  current_year: current(({ year }) => year),
}
