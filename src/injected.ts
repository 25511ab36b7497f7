/** A request that needs no socket. */
export interface InjectedRequest {
  method?: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'OPTIONS'
  /** Path and query. */
  url: string
  headers?: Record<string, string>
  /** A text or bytes as they are, anything else as JSON. */
  payload?: string | object
}

/** The answer to it. */
export interface InjectedAnswer {
  statusCode: number
  headers: Record<string, string | string[] | number | undefined>
  body: string
  /** The body, parsed. */
  json<Body>(): Body
}
