import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'

/** A server in a process of its own. */
export interface ServerProcess {
  url: string
  /** Milliseconds from the spawn to the line that says it listens. */
  startMs: number
  residentMb(): number
  /** Seconds of processor that it has used. */
  cpuSeconds(): number
  stop(): Promise<void>
}

/** What /proc counts processor time in, on Linux. */
const CLOCK_TICKS = 100

/** Starts `node <args>` and waits until it says where it listens; its output is read and dropped. */
export function startServer(args: readonly string[]): Promise<ServerProcess> {
  const begun = performance.now()
  const child = spawn(process.execPath, [...args], { stdio: ['ignore', 'pipe', 'inherit'] })
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  return new Promise((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`${args[0]} ended with ${code} before it listened`)))
    child.stdout.on('data', (data: Buffer) => {
      const url = /listens on (http:\S+)/.exec(data.toString())?.[1]
      if (url === undefined) return
      resolve({
        url,
        startMs: performance.now() - begun,
        residentMb: () => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1]) / 1024,
        cpuSeconds: () => {
          const fields = readFileSync(`/proc/${child.pid}/stat`, 'utf8').split(') ')[1]!.split(' ')
          return (Number(fields[11]) + Number(fields[12])) / CLOCK_TICKS
        },
        stop: async () => {
          child.kill()
          await ended
        },
      })
    })
  })
}

export const sandboxArgs = ['dist/cli.js', '--port', '0', '--rate-limits', 'headers', '--log', 'requests']
