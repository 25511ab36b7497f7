import { spawn } from 'node:child_process'
import { constants } from 'node:os'

/** What is forwarded to a command. A terminal sends the first two to the command itself. */
const FROM_TERMINAL = ['SIGINT', 'SIGQUIT'] as const
const FORWARDED = [...FROM_TERMINAL, 'SIGTERM', 'SIGHUP', 'SIGUSR2'] as const

/**
 * Runs a command with the terminal of this process; gives its status: 128 and the signal's number when a signal ended it,
 * 127 when there is no such command, 126 when it cannot be run.
 */
export async function runCommand([file, ...args]: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  // On Windows npm and its like are scripts, which only a shell runs.
  const child = spawn(file!, args, { stdio: 'inherit', env, shell: process.platform === 'win32' })
  const forwards = FORWARDED.map((signal) => {
    const isTold = process.stdin.isTTY && (FROM_TERMINAL as readonly string[]).includes(signal)
    const forward = isTold ? () => {} : () => void child.kill(signal)
    process.on(signal, forward)
    return () => void process.off(signal, forward)
  })
  try {
    return await new Promise<number>((resolve) => {
      child.once('error', (error: NodeJS.ErrnoException) => {
        const isMissing = error.code === 'ENOENT'
        const why = isMissing ? `there is no command '${file}'` : `'${file}' cannot be run: ${error.message}`
        process.stderr.write(`klaviyo-sandbox: ${why}\n`)
        resolve(isMissing ? 127 : 126)
      })
      child.once('exit', (status, signal) => resolve(signal === null ? status! : 128 + constants.signals[signal]))
    })
  } finally {
    for (const stop of forwards) stop()
  }
}
