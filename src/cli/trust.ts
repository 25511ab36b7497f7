import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { rootCertificates } from 'node:tls'

/** Files by which programs trust the sandbox. */
export interface TrustFiles {
  /** For programs that add it to what they trust. */
  extra: string
  /** For programs that trust nothing else: the authority, and whom they would trust without it. */
  all: string
}

/** Where systems keep the certificates of all whom they trust. */
const SYSTEM_FILES = [
  '/etc/ssl/certs/ca-certificates.crt',
  '/etc/pki/tls/certs/ca-bundle.crt',
  '/etc/ssl/ca-bundle.pem',
  '/etc/ssl/cert.pem',
]

/**
 * Writes, into a folder, the files by which programs trust an authority beside all that they trusted before: what the
 * variables of `env` name, and the system's certificates, or else those that Node knows.
 */
export function writeTrustFiles(caFile: string, folder: string, env: NodeJS.ProcessEnv): TrustFiles {
  const authority = readFileSync(caFile, 'utf8')
  const given = env.NODE_EXTRA_CA_CERTS
  const extra = given ? join(folder, 'extra.pem') : caFile
  if (given) writeFileSync(extra, joined([authority, contentOf(given)]))
  const before = [env.SSL_CERT_FILE, env.REQUESTS_CA_BUNDLE, env.CURL_CA_BUNDLE].filter((file) => file !== undefined)
  const system = SYSTEM_FILES.find((file) => existsSync(file))
  const usual = system === undefined ? rootCertificates.join('\n') : readFileSync(system, 'utf8')
  const all = join(folder, 'all.pem')
  writeFileSync(all, joined([authority, ...[...new Set(before)].map(contentOf), usual]))
  return { extra, all }
}

/** The certificates of a file; none when there is no such file, which the program itself would say. */
const contentOf = (file: string): string => (file !== '' && existsSync(file) ? readFileSync(file, 'utf8') : '')

const joined = (texts: readonly string[]): string => texts.map((text) => `${text.trim()}\n`).join('')
