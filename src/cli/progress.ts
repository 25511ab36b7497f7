/** Where progress is told: the standard error, or what stands for it. */
export type Terminal = Pick<NodeJS.WriteStream, 'write'> & { isTTY?: boolean }

/** Letters of a full bar. */
const WIDTH = 30

/**
 * Tells how far something has come: on a terminal in a bar that is drawn over itself, elsewhere in a line for every tenth.
 * Each label has a bar, or lines, of its own; nothing is told of what has no parts.
 */
export function drawProgress(terminal: Terminal): (done: number, total: number, label: string) => void {
  const step = terminal.isTTY ? 1 : 10
  const told = new Map<string, number>()
  return (done, total, label) => {
    if (total === 0) return
    const percent = Math.floor((done / total) * 100)
    const known = told.get(label)
    if (known !== undefined && Math.floor(percent / step) <= Math.floor(known / step)) return
    told.set(label, percent)
    const counted = `${String(percent).padStart(3)} %  ${done.toLocaleString('en')} of ${total.toLocaleString('en')}`
    if (!terminal.isTTY) return void terminal.write(`${label}  ${counted}\n`)
    const full = '█'.repeat(Math.floor((percent / 100) * WIDTH))
    const line = `${label.padEnd(8)}  ${full.padEnd(WIDTH, '░')}  ${counted}`
    // To the beginning of the line, and what is left of the one before is cleared.
    terminal.write(`\r${line}\x1b[K${percent === 100 ? '\n' : ''}`)
  }
}
