/** How to run a proxy that leads Klaviyo's hosts to the sandbox. */
export interface ProxyOptions {
  /** Port to listen on; 0 (the default) takes a free one. */
  port?: number
  /** What becomes of requests for other hosts: refused (default), or passed on to them. */
  others?: 'refuse' | 'pass'
  /** Told of every host that was refused: clients often do not show what a proxy says. */
  refused?: (host: string) => void
}

/** Where the proxy is. */
export interface ProxyAddress {
  /** `http://127.0.0.1:<port>`. */
  readonly url: string
}
