import { createHash, randomBytes, randomUUID } from 'node:crypto'

/**
 * The only source of chance. Formats as observed on the wire (protocol §9.1). With a seed, the same calls give the
 * same ids; without one they come from the system's random source.
 */
export interface Ids {
  /** A whole number, 0 ≤ n < bound. */
  below(bound: number): number
  /** Profile, campaign, suppression job …: 26 characters, growing with time and within one millisecond. */
  ulid(now: number): string
  /** List, segment, metric …: six letters and digits, the first a letter from Q to Y. */
  short(): string
  /** Event: eleven base-58 characters, growing with the time of ingestion. */
  event(now: number): string
  uuid(): string
  /** The `uuid` of an event: version 1, its time field equal to the event's timestamp (seconds). */
  uuidAt(timestamp: number): string
  /** Image, flow action …: digits. */
  numeric(): string
  /** Bulk import job: base64url of `<account>_maintenance.<6>.<unix seconds>.<6>`, unpadded. */
  job(accountId: string, now: number): string
  /** Metric aggregate: a signed 64-bit integer as text. */
  int64(): string
  /** What nobody may guess: OAuth's codes and tokens. 43 letters and digits, 256 bits. */
  secret(): string
  /** All there is to know of the generator, as plain JSON. */
  state(): IdsState
}

/** What a generator must remember. */
export interface IdsState {
  /** Of the seeded sequence; null: the system's random source. */
  seeded: number | null
  /** Base 10, because it is larger than a number can be. */
  lastEvent: string
  lastUlidMs: number
  ulidDigits: number[]
}

const CROCKFORD = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const ALPHANUMERIC = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'
const BASE58 = '123456789abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ'
const FIRST_LETTERS = 'QRSTUVWXY'
/** Gives event ids of today the leading `7` and the length that were observed. Assumed: the real factor is not known. */
const EVENT_ID_STEPS_PER_MICROSECOND = 1480n
/** 100 ns steps between 1582-10-15, where version 1 UUIDs begin to count, and 1970. */
const UUID_EPOCH = 122_192_928_000_000_000n

/** Ids from the system's random source, or, with a seed, a repeatable sequence. */
export function createIds(seed?: string): Ids {
  const seeded = seed === undefined ? null : createHash('sha256').update(seed).digest().readUInt32LE(0)
  return idsFrom({ seeded, lastEvent: '0', lastUlidMs: -1, ulidDigits: [] })
}

/** A generator that goes on as one in this state would. */
export function idsFrom({ lastEvent: event, ...given }: IdsState): Ids {
  const state = { ...given, ulidDigits: [...given.ulidDigits] }
  let lastEvent = BigInt(event)
  const below = state.seeded === null ? systemBelow() : seededBelow(state as IdsState & { seeded: number })
  const pick = (alphabet: string, length: number): string => {
    let text = ''
    for (let i = 0; i < length; i++) text += alphabet[below(alphabet.length)]
    return text
  }
  const hex = (length: number): string => pick('0123456789abcdef', length)
  return {
    below,
    ulid: createUlid(state, below),
    short: () => pick(FIRST_LETTERS, 1) + pick(ALPHANUMERIC, 5),
    event(now) {
      const wanted = BigInt(now) * EVENT_ID_STEPS_PER_MICROSECOND
      lastEvent = wanted > lastEvent ? wanted : lastEvent + 1n
      return base58(lastEvent)
    },
    uuid:
      state.seeded === null
        ? randomUUID
        : () => `${hex(8)}-${hex(4)}-4${hex(3)}-${pick('89ab', 1)}${hex(3)}-${hex(12)}`,
    uuidAt: (timestamp) => uuidAt(timestamp, hex(12)),
    numeric: () => String(10_000_000 + below(90_000_000)),
    job: (accountId, now) =>
      Buffer.from(
        `${accountId}_maintenance.${pick(ALPHANUMERIC, 6)}.${Math.floor(now / 1_000_000)}.${pick(ALPHANUMERIC, 6)}`,
      ).toString('base64url'),
    int64: () => String(BigInt.asIntN(64, BigInt(`0x${hex(16)}`))),
    secret: () => pick(ALPHANUMERIC, 43),
    state: () => ({ ...state, ulidDigits: [...state.ulidDigits], lastEvent: String(lastEvent) }),
  }
}

/** A private key of the sandbox's making; nobody can take it for one of Klaviyo's. */
export const mintKey = (ids: Ids): string => `pk_sandbox_${ids.secret().slice(0, 24)}`

/** What opens the control plane, where a stranger could ask it. */
export const mintToken = (): string => createIds().secret()

/** The account id that belongs to a private key: always the same six characters for the same key. */
export function accountIdOf(privateKey: string): string {
  const digest = createHash('sha256').update(`account of ${privateKey}`).digest()
  const letters = [...digest.subarray(1, 6)].map((byte) => ALPHANUMERIC[byte % ALPHANUMERIC.length]).join('')
  return FIRST_LETTERS[digest[0]! % FIRST_LETTERS.length] + letters
}

/** The id of the tag group that an account begins with: a UUID, always the same one for the same account. */
export function defaultTagGroupIdOf(accountId: string): string {
  const hex = createHash('sha256').update(`default tag group of ${accountId}`).digest('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}

function systemBelow(): (bound: number) => number {
  let pool = Buffer.alloc(0) // filled when first needed: not every account does
  let at = 0
  return (bound) => {
    if (at + 4 > pool.length) {
      pool = randomBytes(4096)
      at = 0
    }
    const value = pool.readUInt32LE(at)
    at += 4
    return Math.floor((value / 2 ** 32) * bound)
  }
}

/** Mulberry32 over a hash of the seed: small, fast and repeatable. */
function seededBelow(state: { seeded: number }): (bound: number) => number {
  return (bound) => {
    const next = (state.seeded + 0x6d2b79f5) | 0
    state.seeded = next
    let t = Math.imul(next ^ (next >>> 15), 1 | next)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 2 ** 32) * bound)
  }
}

function createUlid(
  state: Pick<IdsState, 'lastUlidMs' | 'ulidDigits'>,
  below: (bound: number) => number,
): (now: number) => string {
  return (now) => {
    const ms = Math.floor(now / 1000)
    if (ms > state.lastUlidMs) {
      state.lastUlidMs = ms
      state.ulidDigits = Array.from({ length: 16 }, () => below(32))
      state.ulidDigits[0] = below(16)
    } else {
      increment(state.ulidDigits)
    }
    let time = ''
    for (let rest = state.lastUlidMs, i = 0; i < 10; i++, rest = Math.floor(rest / 32))
      time = CROCKFORD[rest % 32] + time
    return time + state.ulidDigits.map((value) => CROCKFORD[value]).join('')
  }
}

function increment(digits: number[]): void {
  for (let i = digits.length - 1; i >= 0; i--) {
    digits[i] = (digits[i]! + 1) % 32
    if (digits[i] !== 0) return
  }
}

function base58(value: bigint): string {
  let text = ''
  for (let rest = value; rest > 0n; rest /= 58n) text = BASE58[Number(rest % 58n)] + text
  return text
}

function uuidAt(timestamp: number, node: string): string {
  const steps = (BigInt(timestamp) * 10_000_000n + UUID_EPOCH).toString(16).padStart(15, '0')
  return `${steps.slice(7)}-${steps.slice(3, 7)}-1${steps.slice(0, 3)}-8001-${node}`
}
