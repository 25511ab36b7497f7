import type { LogLine } from '../index.ts'
import type { LogLevel } from './serve-flags.ts'

/** One line per answer, written when the process is idle; keys and bodies never appear. */
export function requestLog(level: LogLevel, write: (text: string) => void): ((line: LogLine) => void) | undefined {
  if (level === 'off') return undefined
  let lines = ''
  const flush = () => {
    write(lines)
    lines = ''
  }
  return ({ method, url, status, ms, account, hint }) => {
    if (level === 'errors' && status < 400) return
    if (lines === '') setImmediate(flush)
    const why = hint === undefined ? '' : ` (${hint.replace(/\p{Cc}/gu, ' ')})`
    lines += `${status} ${method} ${url} ${ms.toFixed(1)} ms ${account}${why}`.replace(/\bpk_[^&\s]*/g, 'pk_…') + '\n'
  }
}
