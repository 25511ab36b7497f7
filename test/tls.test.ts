import { X509Certificate } from 'node:crypto'
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { request as requestPlain } from 'node:http'
import { request } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TLSSocket } from 'node:tls'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openAuthority } from '../src/tls/authority.ts'
import { DAY_MS, issueCertificate } from '../src/tls/certificates.ts'
import { defaultFolder } from '../src/tls/folder.ts'
import { listenTls } from '../src/tls/listener.ts'
import { testSandbox, type Json } from './client.ts'

const NOW = Date.UTC(2026, 10, 2)

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'klaviyo-sandbox-tls-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

const newFolder = () => mkdtempSync(join(folder, 'dir-'))

interface Asked {
  /** What the client believes to talk to. */
  servername?: string
  ca: string
  path?: string
}

/** Asks a listener as a client would that was led there. */
function ask(url: string, { servername = 'a.klaviyo.com', ca, path = '/api/accounts' }: Asked): Promise<Json> {
  const { hostname: host, port } = new URL(url)
  const headers = { host: servername, authorization: 'Klaviyo-API-Key pk_test', revision: '2026-07-15' }
  return new Promise((resolve, reject) => {
    const sent = request({ host, port, path, servername, ca, headers, agent: false }, (answer) => {
      let text = ''
      answer.on('data', (data: Buffer) => (text += data.toString()))
      answer.on('end', () => resolve({ status: answer.statusCode, body: JSON.parse(text) }))
    })
    sent.on('error', reject).end()
  })
}

describe('the authority of a folder', () => {
  it('is made once, with a key that only its user may read', async () => {
    const dir = join(newFolder(), 'deep', 'down')
    const made = await openAuthority(dir, NOW)
    expect(await openAuthority(dir, NOW + DAY_MS)).toEqual(made)
    expect(readdirSync(dir).sort()).toEqual(['authority-1', 'ca.pem'])
    expect(made.caFile).toBe(join(dir, 'ca.pem'))
    expect(readFileSync(made.caFile, 'utf8')).toBe(made.cert)
    const modes = ['.', 'authority-1', 'authority-1/key.pem'].map((name) => statSync(join(dir, name)).mode & 0o777)
    expect(modes).toEqual([0o700, 0o700, 0o600])
  })

  it('vouches for Klaviyo and this machine only', async () => {
    const { cert } = await openAuthority(newFolder(), NOW)
    const authority = new X509Certificate(cert)
    expect(authority.ca).toBe(true)
    expect([authority.validFrom, authority.validTo].map((text) => new Date(text).toISOString())).toEqual([
      '2026-11-01T00:00:00.000Z',
      '2028-11-01T00:00:00.000Z',
    ])
    const text = authority.raw.toString('latin1')
    expect(text).toContain('\x06\x03\x55\x1d\x1e\x01\x01\xff') // NameConstraints, critical
    expect(text).toContain('\x82\x0bklaviyo.com')
  })

  it('is one, even when many open the folder at once', async () => {
    const dir = newFolder()
    const opened = await Promise.all(Array.from({ length: 8 }, () => openAuthority(dir, NOW)))
    expect(new Set(opened.map(({ cert }) => cert)).size).toBe(1)
    expect(readdirSync(dir).sort()).toEqual(['authority-1', 'ca.pem'])
  })

  it('is renewed before its end, and the old one is trusted until its own', async () => {
    const dir = newFolder()
    const first = await openAuthority(dir, NOW)
    expect((await openAuthority(dir, NOW + 669 * DAY_MS)).cert).toBe(first.cert)
    const second = await openAuthority(dir, NOW + 671 * DAY_MS)
    expect(second.cert).not.toBe(first.cert)
    expect(readFileSync(second.caFile, 'utf8')).toBe(first.cert + second.cert)
    expect(await openAuthority(dir, NOW + 731 * DAY_MS)).toEqual(second)
    expect(readFileSync(second.caFile, 'utf8')).toBe(second.cert)
  })

  it('is not used when others may read its key', async () => {
    const dir = newFolder()
    await openAuthority(dir, NOW)
    const key = join(dir, 'authority-1', 'key.pem')
    chmodSync(key, 0o644)
    await expect(openAuthority(dir, NOW)).rejects.toThrow(
      `the folder of the local authority, ${dir}, cannot be used: others than you may read ${key}; delete its folder, or chmod it to 600`,
    )
  })

  it('needs a folder', async () => {
    const file = join(newFolder(), 'file')
    writeFileSync(file, '')
    await expect(openAuthority(file, NOW)).rejects.toThrow(
      `the folder of the local authority, ${file}, cannot be used: EEXIST`,
    )
  })

  it.each([
    ['linux', { XDG_DATA_HOME: '/data' }, /^\/data\/klaviyo-sandbox\/tls$/],
    ['linux', {}, /\/\.local\/share\/klaviyo-sandbox\/tls$/],
    ['darwin', {}, /\/Library\/Application Support\/klaviyo-sandbox\/tls$/],
    ['win32', { LOCALAPPDATA: '/local' }, /^\/local\/klaviyo-sandbox\/tls$/],
  ])('lives where %s keeps data: %j', (platform, env, place) => {
    expect(defaultFolder(env, platform)).toMatch(place)
  })
})

it('a certificate has the names of Klaviyo and of this machine, and ends soon', async () => {
  const authority = await openAuthority(newFolder(), NOW)
  const { cert } = await issueCertificate(authority, NOW)
  const issued = new X509Certificate(cert)
  expect(issued.subjectAltName).toBe(
    'DNS:a.klaviyo.com, DNS:www.klaviyo.com, DNS:klaviyo.com, DNS:localhost, IP Address:127.0.0.1, IP Address:0:0:0:0:0:0:0:1',
  )
  expect(issued.verify(new X509Certificate(authority.cert).publicKey)).toBe(true)
  expect(new Date(issued.validTo).toISOString()).toBe('2026-12-02T00:00:00.000Z')
})

describe('a sandbox with TLS', () => {
  it('answers HTTPS as it does HTTP, under every name, and links to it', async () => {
    const sandbox = await testSandbox()
    const dir = newFolder()
    const url = await sandbox.listen({ tls: { dir } })
    const { url: secure, caFile } = sandbox.tls!
    expect(secure).toMatch(/^https:\/\/127\.0\.0\.1:\d+$/)
    const ca = readFileSync(caFile, 'utf8')
    for (const servername of ['a.klaviyo.com', 'www.klaviyo.com', 'klaviyo.com', 'localhost']) {
      const { status, body } = await ask(secure, { ca, servername })
      expect([status, body.data[0].links.self]).toEqual([
        200,
        `https://${servername}/api/accounts/${body.data[0].id as string}/`,
      ])
    }
    const plain = await fetch(`${url}/api/accounts`, { headers: { authorization: 'Klaviyo-API-Key pk_test' } })
    expect(plain.status).toBe(200)
    await expect(ask(secure, { ca, servername: 'example.com' })).rejects.toThrow('altnames')
    await sandbox.close()
    await expect(ask(secure, { ca })).rejects.toThrow('ECONNREFUSED')
  })

  it('ends with connections that are still open', async () => {
    const sandbox = await testSandbox()
    await sandbox.listen({ tls: { dir: newFolder() } })
    const { port } = new URL(sandbox.tls!.url)
    const ended = new Promise((resolve) => {
      requestPlain({ host: '127.0.0.1', port: Number(port), method: 'POST' })
        .on('error', resolve)
        .on('socket', (socket) => socket.once('connect', () => void sandbox.close()))
        .write('half a request')
    })
    expect(await ended).toBeInstanceOf(Error)
  })

  it('is not there unless it was asked for', async () => {
    const sandbox = await testSandbox()
    await sandbox.listen()
    expect([sandbox.tls, sandbox.proxy]).toEqual([undefined, undefined])
    await sandbox.close()
  })

  it('says what hinders it', async () => {
    const sandbox = await testSandbox()
    const file = join(newFolder(), 'file')
    writeFileSync(file, '')
    await expect(sandbox.listen({ tls: { dir: file } })).rejects.toThrow('the folder of the local authority')
    await sandbox.close()
  })
})

it('a certificate that ends is replaced while the server runs', async () => {
  let now = NOW
  const listener = await listenTls(
    (_, reply) => reply.end('{}'),
    { dir: newFolder() },
    () => now,
  )
  const ca = readFileSync(listener.caFile, 'utf8')
  const certificate = () =>
    new Promise<string>((resolve, reject) => {
      const { hostname: host, port } = new URL(listener.url)
      // When the certificate begins is in the future of those who run this.
      request({ host, port, ca, rejectUnauthorized: false, agent: false }, (answer) => {
        resolve((answer.socket as TLSSocket).getPeerCertificate().valid_to)
        answer.resume()
      })
        .on('error', reject)
        .end()
    })
  const first = await certificate()
  now += 19 * DAY_MS
  expect(await certificate()).toBe(first)
  now += 2 * DAY_MS
  // The connection that finds it may still get the old one.
  for (let turn = 0; turn < 100 && (await certificate()) === first; turn++);
  expect(Date.parse(await certificate()) - Date.parse(first)).toBe(21 * DAY_MS)
  await listener.close()
})
