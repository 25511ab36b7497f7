/** What a route of the control plane is asked. */
export interface Input {
  /** What stands in the path in the place of `{…}`; '' where it has none. */
  id: string
  /** Parameters of the query, decoded. */
  query: Readonly<Record<string, string | undefined>>
  /** The JSON body, valid against the route's schema; undefined where none was sent. */
  body: unknown
  /** Whether it came over HTTP: then no file of this machine is read because of it. */
  remote?: true
  /** A body that is a file. */
  bytes?: Buffer
}

/** A file as an answer. */
export interface FileAnswer {
  type: string
  bytes: Buffer
}
