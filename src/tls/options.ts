/** How to serve HTTPS beside HTTP. */
export interface TlsOptions {
  /** Port to listen on; 0 (the default) takes a free one. */
  port?: number
  /** Folder of the local authority, made on first use; default one of the user's own. */
  dir?: string
}

/** Where HTTPS is served. */
export interface TlsAddress {
  /** `https://127.0.0.1:<port>`. */
  readonly url: string
  /** The PEM file by which clients trust the certificate. */
  readonly caFile: string
}
