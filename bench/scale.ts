import type { Sandbox } from '../src/index.ts'
import { emailOf, profileBody } from './http.ts'
import { send } from './inject.ts'
import { medianMs, turnLoop, type Line } from './measure.ts'

const PER_JOB = 10_000
/** Runs that are not counted: the first ones of a process are slow, whatever the size. */
const WARM_UP = 400

const questions: readonly { what: string; url: (size: number) => string }[] = [
  { what: 'list 20', url: () => '/api/profiles' },
  { what: 'list 20 by -updated', url: () => '/api/profiles?sort=-updated' },
  { what: 'filter by e-mail', url: (size) => filterUrl(`equals(email,"${emailOf(Math.floor(size / 2))}")`) },
  { what: 'filter by created', url: () => filterUrl('greater-than(created,2020-01-01T00:00:00Z)') },
]

function filterUrl(filter: string): string {
  return `/api/profiles?filter=${encodeURIComponent(filter)}`
}

/** The same questions to an account as it grows: the speed at each size as a share of the speed at the smallest. */
export async function scaleLines(sandbox: Sandbox, sizes: readonly number[]): Promise<Line[]> {
  const lines: Line[] = []
  const smallest = new Map<string, number>()
  let filled = 0
  for (const size of sizes) {
    filled = await fill(sandbox, filled, size)
    for (const { what, url } of questions) {
      const ask = () => send(sandbox, 'GET', url(size))
      await medianMs(WARM_UP, ask)
      const ms = await medianMs(400, ask)
      if (!smallest.has(what)) smallest.set(what, ms)
      const first = smallest.get(what)!
      const aim = size === sizes.at(-1) ? '≥ 0.8' : ''
      const time = (value: number) => `${(value * 1000).toFixed(0)} µs`
      lines.push({ what: `${what}, ${size} profiles`, sandbox: time(ms), floor: time(first), ratio: first / ms, aim })
    }
  }
  return lines
}

/** Imports profiles until there are so many; gives that number. */
export async function fill(sandbox: Sandbox, from: number, until: number): Promise<number> {
  for (let index = from; index < until; index += PER_JOB) {
    const count = Math.min(PER_JOB, until - index)
    const data = Array.from({ length: count }, (_, offset) => JSON.parse(profileBody(index + offset)).data as object)
    const attributes = { profiles: { data } }
    await send(sandbox, 'POST', '/api/profile-bulk-import-jobs', {
      data: { type: 'profile-bulk-import-job', attributes },
    })
    await send(sandbox, 'GET', '/api/accounts')
    await turnLoop()
  }
  return until
}
