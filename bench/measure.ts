import autocannon from 'autocannon'

export interface Load {
  url: string
  method?: 'GET' | 'POST'
  headers?: Record<string, string>
  /** Gives each request its own body. */
  body?: (index: number) => string
}

/** Requests per second over loopback: ten connections for some seconds; throws when any answer is no 2xx. */
export async function requestsPerSecond({ url, method = 'GET', headers, body }: Load, seconds = 3): Promise<number> {
  let index = 0
  const result = await autocannon({
    url,
    method,
    headers: { ...headers, ...(body && { 'content-type': 'application/vnd.api+json' }) },
    connections: 10,
    duration: seconds,
    ...(body && {
      requests: [
        {
          method,
          setupRequest: (request: object) => ({ ...request, body: body(index++) }),
        },
      ],
    }),
  })
  if (result.non2xx > 0 || result.errors > 0) {
    throw new Error(`${url}: ${result.non2xx} answers were no 2xx, ${result.errors} errors`)
  }
  return result.requests.average
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)]!
}

/**
 * Lets the event loop turn once. A loop of injected requests alone never does: Node then keeps what it would release
 * between two turns, and the garbage slows down what is measured.
 */
export const turnLoop = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

/** The median milliseconds of a piece of work, over several runs. */
export async function medianMs(runs: number, work: (run: number) => unknown): Promise<number> {
  const times: number[] = []
  for (let run = 0; run < runs; run++) {
    const begun = performance.now()
    await work(run)
    times.push(performance.now() - begun)
    await turnLoop()
  }
  return median(times)
}

export interface Line {
  what: string
  sandbox: string
  floor: string
  /** How the sandbox compares with the floor, in the sense of the aim. */
  ratio: number
  aim: string
}

/** Prints the lines as a table, and whether each aim is met. */
export function printLines(lines: readonly Line[]): void {
  console.table(
    lines.map(({ what, sandbox, floor, ratio, aim }) => ({
      what,
      sandbox,
      floor,
      ratio: ratio.toFixed(2),
      aim,
      met: met(ratio, aim),
    })),
  )
}

function met(ratio: number, aim: string): string {
  const limit = Number(aim.slice(2))
  if (aim === '') return ''
  return (aim.startsWith('≥') ? ratio >= limit : ratio <= limit) ? 'yes' : 'no'
}
