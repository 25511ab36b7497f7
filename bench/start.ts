import { median, type Line } from './measure.ts'
import { sandboxArgs, startServer, type ServerProcess } from './process.ts'

const ROUNDS = 7

/** Time from the spawn until a server listens, and what it holds resident then, against Fastify's hello world. */
export async function startLines(): Promise<Line[]> {
  const sandbox = { start: [] as number[], answer: [] as number[], idle: [] as number[] }
  const floor = { start: [] as number[], answer: [] as number[], idle: [] as number[] }
  for (let round = 0; round < ROUNDS; round++) {
    await observe(['bench/hello-server.mjs'], '/', floor)
    await observe(sandboxArgs, '/api/lists', sandbox)
  }
  const line = (what: string, name: keyof typeof floor, unit: string, aim: string): Line => {
    const [mine, theirs] = [median(sandbox[name]), median(floor[name])]
    return {
      what,
      sandbox: `${mine.toFixed(0)} ${unit}`,
      floor: `${theirs.toFixed(0)} ${unit}`,
      ratio: mine / theirs,
      aim,
    }
  }
  return [
    line('start until it listens', 'start', 'ms', '≤ 0.9'),
    line('start until the first answer', 'answer', 'ms', '≤ 1.22'),
    line('memory at rest, after a first answer', 'idle', 'MB', '≤ 1.18'),
  ]
}

async function observe(
  args: readonly string[],
  path: string,
  into: { start: number[]; answer: number[]; idle: number[] },
): Promise<void> {
  const begun = performance.now()
  const server: ServerProcess = await startServer(args)
  into.start.push(server.startMs)
  await (await fetch(server.url + path, { headers: { authorization: 'Klaviyo-API-Key pk_bench' } })).text()
  into.answer.push(performance.now() - begun)
  into.idle.push(server.residentMb())
  await server.stop()
}
