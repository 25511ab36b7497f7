import type { Parameters } from 'fast-check'

/**
 * How often and from which seed properties are tried: the same in every run, so that a failure is never a surprise.
 * PROPERTY_RUNS=2000 PROPERTY_SEED=7 looks further.
 */
export function runs<T>(count: number): Parameters<T> {
  const { PROPERTY_RUNS, PROPERTY_SEED } = process.env
  return { numRuns: Number(PROPERTY_RUNS ?? count), seed: Number(PROPERTY_SEED ?? 20_261_102) }
}
