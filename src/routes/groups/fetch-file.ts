/** A file that a URL led to. */
export interface FetchedFile {
  /** The last part of its path, decoded; undefined where there is none. */
  name: string | undefined
  bytes: Buffer
}

/** How a file is fetched: from which hosts, how many bytes at most, how long, after how many redirects. */
export interface FetchOptions {
  allowed: ReadonlySet<string>
  limit: number
  accept: string
  method?: 'GET' | 'POST'
  timeLimitMs: number
  redirects: number
}

/** Fetches a file, also where it redirects only from hosts that are allowed. Gives the reason as a text where that fails. */
export async function fetchFile(
  address: string,
  { allowed, limit, accept, method = 'GET', timeLimitMs, redirects: most }: FetchOptions,
): Promise<FetchedFile | string> {
  const signal = AbortSignal.timeout(timeLimitMs)
  let target = address
  let base: string | undefined
  for (let redirects = 0; redirects <= most; redirects++) {
    if (!URL.canParse(target, base)) return 'it is no URL'
    const url = new URL(target, base)
    if (!/^https?:$/.test(url.protocol)) return `${url.protocol} is neither http: nor https: nor data:`
    if (!isAllowed(url, allowed)) {
      return `${url.host} was not asked: allow it with --allow-host ${url.host} (allowedHosts of createSandbox)`
    }
    try {
      const response = await fetch(url, { method, redirect: 'manual', signal, headers: { accept } })
      const location = response.status >= 300 && response.status < 400 ? response.headers.get('location') : null
      if (location === null) return await readFile(url, response, limit)
      await response.body?.cancel()
      target = location
      base = url.href
    } catch (error) {
      return `${url.host} could not be asked: ${reasonOf(error as Error)}`
    }
  }
  return `more than ${most} redirects`
}

/** Whether a URL may be asked: false where it is none. */
export const mayFetch = (address: string, allowed: ReadonlySet<string>): boolean =>
  URL.canParse(address) && isAllowed(new URL(address), allowed)

/** Whether the host, or the host with its port, is on the list. */
function isAllowed({ hostname, port, protocol }: URL, allowed: ReadonlySet<string>): boolean {
  return allowed.has(hostname) || allowed.has(`${hostname}:${port || (protocol === 'https:' ? 443 : 80)}`)
}

async function readFile(url: URL, response: Response, limit: number): Promise<FetchedFile | string> {
  if (!response.ok || response.body === null) {
    await response.body?.cancel()
    return `${url.host} answered ${response.status}`
  }
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
    chunks.push(chunk)
    size += chunk.length
    if (size > limit) return `${url.host} sent more than ${limit} bytes` // leaving the loop ends the download
  }
  return { name: nameIn(url), bytes: Buffer.concat(chunks) }
}

function nameIn({ pathname }: URL): string | undefined {
  const last = pathname.slice(pathname.lastIndexOf('/') + 1)
  try {
    return decodeURIComponent(last) || undefined
  } catch {
    return last
  }
}

function reasonOf(error: Error): string {
  return error.cause instanceof Error && error.cause.message !== '' ? error.cause.message : error.message
}
