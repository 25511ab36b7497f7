/** A time in seconds, and the place among what happened in that second. */
export type Moment = readonly [time: number, seq: number]

/**
 * Whether steps were gone through in order: each one that is to happen after the one before it, and all of them within
 * `seconds` of the first. A step that is not to happen must not have done so after the one before it, until that time is
 * over; before any step, not at all. Assumed, audience §5.5: only the shape of the condition is documented.
 */
export function funnelPassed(
  seconds: number | null,
  exists: readonly boolean[],
  moments: readonly (readonly Moment[])[],
): boolean {
  const first = exists.indexOf(true)
  const leading = exists.slice(0, first < 0 ? exists.length : first)
  if (leading.some((_, index) => moments[index]!.length > 0)) return false
  if (first < 0) return true
  return moments[first]!.some((start) => {
    const end = seconds === null ? Infinity : start[0] + seconds
    return passedFrom([start], first + 1, end, exists, moments)
  })
}

function passedFrom(
  candidates: readonly Moment[],
  step: number,
  end: number,
  exists: readonly boolean[],
  moments: readonly (readonly Moment[])[],
): boolean {
  if (candidates.length === 0) return false
  if (step === exists.length) return true
  const happened = moments[step]!.filter(([time]) => time <= end)
  const next = exists[step]
    ? happened.filter((moment) => candidates.some((candidate) => isBefore(candidate, moment)))
    : candidates.filter((candidate) => !happened.some((moment) => isBefore(candidate, moment)))
  return passedFrom(next, step + 1, end, exists, moments)
}

const isBefore = (one: Moment, other: Moment): boolean =>
  one[0] < other[0] || (one[0] === other[0] && one[1] < other[1])
