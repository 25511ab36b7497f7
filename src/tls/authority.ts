import { X509Certificate } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs'
import { renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { createAuthority, DAY_MS, SERVER_DAYS, type KeyAndCertificate } from './certificates.ts'

/** An authority of a folder, and the file by which clients trust what it vouches for. */
export interface Authority extends KeyAndCertificate {
  caFile: string
}

interface Generation extends KeyAndCertificate {
  number: number
  /** Milliseconds since 1970. */
  until: number
}

/** An authority is renewed this many days before its end: what it vouches for in the meantime must not outlive it. */
const RENEWAL_DAYS = 2 * SERVER_DAYS

/**
 * The authority of a folder, made or renewed when needed. A generation is a folder of its own, `authority-1`, which appears
 * complete or not at all: of processes that begin together one makes it, and the others take it. `ca.pem` has the
 * certificates of all that are good, so that a server which began before a renewal stays trusted. `now` is in milliseconds
 * since 1970. Throws, in one line, when the folder cannot be used or others may read a key in it.
 */
export async function openAuthority(folder: string, now: number): Promise<Authority> {
  const dir = resolve(folder)
  try {
    mkdirSync(dir, { recursive: true, mode: 0o700 })
    const newest = readGenerations(dir).at(-1)
    const isGood = newest !== undefined && newest.until > now + RENEWAL_DAYS * DAY_MS
    const { key, cert } = isGood ? newest : await addGeneration(dir, (newest?.number ?? 0) + 1, now)
    return { key, cert, caFile: writeTrusted(dir, now) }
  } catch (error) {
    throw new Error(`the folder of the local authority, ${dir}, cannot be used: ${(error as Error).message}`)
  }
}

/** Makes a generation, unless another process was quicker: then the one that it made. */
async function addGeneration(dir: string, number: number, now: number): Promise<KeyAndCertificate> {
  const made = await createAuthority(now)
  const draft = mkdtempSync(join(dir, 'new-')) // 0700
  const place = join(dir, `authority-${number}`)
  writeFileSync(join(draft, 'key.pem'), made.key, { mode: 0o600 })
  writeFileSync(join(draft, 'cert.pem'), made.cert)
  try {
    renameSync(draft, place)
  } catch (error) {
    rmSync(draft, { recursive: true })
    if (!existsSync(place)) throw error
  }
  return readGeneration(dir, number)
}

function readGenerations(dir: string): Generation[] {
  return readdirSync(dir)
    .flatMap((name) => /^authority-(\d+)$/.exec(name)?.[1] ?? [])
    .map((number) => readGeneration(dir, Number(number)))
    .sort((one, other) => one.number - other.number)
}

function readGeneration(dir: string, number: number): Generation {
  const [keyFile, certFile] = ['key.pem', 'cert.pem'].map((name) => join(dir, `authority-${number}`, name))
  if (process.platform !== 'win32' && (statSync(keyFile!).mode & 0o077) !== 0) {
    throw new Error(`others than you may read ${keyFile}; delete its folder, or chmod it to 600`)
  }
  const [key, cert] = [readFileSync(keyFile!, 'utf8'), readFileSync(certFile!, 'utf8')]
  return { number, key, cert, until: Date.parse(new X509Certificate(cert).validTo) }
}

/** Writes the file of all that is trusted, where it is not what it should be; gives its path. */
function writeTrusted(dir: string, now: number): string {
  const file = join(dir, 'ca.pem')
  const trusted = () => readGenerations(dir).flatMap(({ cert, until }) => (until > now ? [cert] : []))
  // Again when another process has added a generation in the meantime: the last one to write knows them all.
  for (let text = trusted().join(''); !isContent(file, text); text = trusted().join('')) {
    const draft = mkdtempSync(join(dir, 'new-'))
    writeFileSync(join(draft, 'ca.pem'), text)
    renameSync(join(draft, 'ca.pem'), file)
    rmSync(draft, { recursive: true })
  }
  return file
}

const isContent = (file: string, text: string): boolean => existsSync(file) && readFileSync(file, 'utf8') === text
