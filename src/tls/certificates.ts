import 'reflect-metadata' // @peculiar/x509 needs it, and does not bring it
import { createPrivateKey, generateKeyPairSync, webcrypto } from 'node:crypto'
import * as x509 from '@peculiar/x509'
import { KLAVIYO_HOSTS } from './hosts.ts'
import { constraintsOf } from './name-constraints.ts'

/** A private key and the certificate of its public half, both PEM. */
export interface KeyAndCertificate {
  key: string
  cert: string
}

/** Milliseconds of a day. */
export const DAY_MS = 86_400_000

/** How long an authority is good for. Some clients take no certificate that is good for more than 825 days. */
export const AUTHORITY_DAYS = 730

/** How long the certificate of a server is good for. */
export const SERVER_DAYS = 30

/** A certificate begins in the past, for clients whose clock is behind. */
const EARLIER_DAYS = 1

const ECDSA = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }

/** What the certificate of a server is for. */
const NAMES = [...KLAVIYO_HOSTS, 'localhost'].map((value) => ({ type: 'dns', value }) as const)
const ADDRESSES = ['127.0.0.1', '::1'].map((value) => ({ type: 'ip', value }) as const)

/** What an authority may vouch for: these names and what is below them, and these addresses. */
const PERMITTED = constraintsOf(
  ['klaviyo.com', 'localhost'],
  [
    [127, 0, 0, 1],
    [...Array<number>(15).fill(0), 1],
  ],
)

/**
 * A new authority. It can vouch for Klaviyo and this machine only, so that a key that gets about opens nothing else.
 * `now` is in milliseconds since 1970.
 */
export async function createAuthority(now: number): Promise<KeyAndCertificate> {
  const { key, keys } = await newKeys()
  const cert = await x509.X509CertificateGenerator.createSelfSigned({
    name: 'CN=klaviyo-sandbox local authority, O=klaviyo-sandbox',
    ...validity(now, AUTHORITY_DAYS),
    signingAlgorithm: ECDSA,
    keys,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
      new x509.Extension('2.5.29.30', true, PERMITTED),
    ],
  })
  return { key, cert: pemOf(cert) }
}

/** A certificate of Klaviyo's hosts and this machine, vouched for by the authority; `now` in milliseconds since 1970. */
export async function issueCertificate(authority: KeyAndCertificate, now: number): Promise<KeyAndCertificate> {
  const { key, keys } = await newKeys()
  const issuer = new x509.X509Certificate(authority.cert)
  const cert = await x509.X509CertificateGenerator.create({
    subject: `CN=${KLAVIYO_HOSTS[0]}`,
    issuer: issuer.subject,
    ...validity(now, SERVER_DAYS),
    signingAlgorithm: ECDSA,
    publicKey: keys.publicKey,
    signingKey: await importKey(authority.key),
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
      new x509.SubjectAlternativeNameExtension([...NAMES, ...ADDRESSES]),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
      await x509.AuthorityKeyIdentifierExtension.create(issuer),
    ],
  })
  return { key, cert: pemOf(cert) }
}

const validity = (now: number, days: number) => ({
  notBefore: new Date(now - EARLIER_DAYS * DAY_MS),
  notAfter: new Date(now + days * DAY_MS),
})

const pemOf = (cert: x509.X509Certificate): string => `${cert.toString('pem').trim()}\n`

async function newKeys(): Promise<{ key: string; keys: webcrypto.CryptoKeyPair }> {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: ECDSA.namedCurve })
  const key = privateKey.export({ type: 'pkcs8', format: 'pem' }) as string
  const spki = publicKey.export({ type: 'spki', format: 'der' })
  const publicHalf = await webcrypto.subtle.importKey('spki', spki, ECDSA, true, ['verify'])
  return { key, keys: { privateKey: await importKey(key), publicKey: publicHalf } }
}

const importKey = (key: string): Promise<webcrypto.CryptoKey> =>
  webcrypto.subtle.importKey('pkcs8', createPrivateKey(key).export({ type: 'pkcs8', format: 'der' }), ECDSA, true, [
    'sign',
  ])
