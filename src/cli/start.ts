import { createSandbox, type LogLine, type Sandbox } from '../index.ts'
import type { ServeOptions } from './serve-flags.ts'

/** Who is told what becomes of a sandbox. */
interface Told {
  log?: ((line: LogLine) => void) | undefined
  /** Of each request that the proxy refused. */
  refused: (host: string) => void
  /** When the control plane was asked to end it. */
  shutDown: () => void
}

/**
 * A sandbox that listens as the flags say. Throws in one line when it cannot: a taken port with the flag that takes
 * another.
 */
export async function startSandbox(
  { sandbox: given, port, host, tls, proxy, allowShutdown }: ServeOptions,
  { log, refused, shutDown }: Told,
): Promise<Sandbox> {
  const sandbox = await createSandbox({ ...given, ...(log && { log }), ...(allowShutdown && { shutDown }) })
  try {
    await sandbox.listen({
      port,
      host,
      ...((tls.on || proxy.on) && { tls: { port: tls.port, ...(tls.dir !== undefined && { dir: tls.dir }) } }),
      ...(proxy.on && { proxy: { port: proxy.port, others: proxy.others, refused } }),
    })
    return sandbox
  } catch (error) {
    await sandbox.close()
    const { code, port: taken, address } = error as NodeJS.ErrnoException & { port?: number; address?: string }
    if (code !== 'EADDRINUSE') throw error
    const flag = taken === port ? '--port' : taken === tls.port ? '--tls-port' : '--proxy-port'
    throw new Error(`port ${taken} on ${address} is taken; choose another with ${flag}, or 0 for a free one`)
  }
}
