import ts from 'typescript'
import { importsOf, nodesOf, placeOf, type Source } from './sources.ts'

/** A rule of the house: gives one line per violation. */
export type Rule = (source: Source) => string[]

interface Room {
  /** Files that live in the room. */
  of: RegExp
  /** What they may import; types and values alike. */
  may: readonly RegExp[]
}

const NODE = /^node:/
const SCHEMAS = /^src\/schemas\//
const FIXTURES = /^src\/fixtures\//
const CONTENT = /^src\/content\//
const STORE = /^src\/store\//
const CLOCK = /^src\/store\/clock\.ts$/
const CONTROL = /^src\/control\//
const TLS = /^src\/tls\//
const PATTERN = /^src\/content\/django\/pattern\.ts$/

/** Who may import what; the first room that fits a file counts. design: cli → index → app → routes → store, schemas. */
const rooms: readonly Room[] = [
  {
    of: /^src\/cli(\/|\.ts$)/,
    may: [
      NODE,
      /^src\/cli\//,
      /^src\/(index|nearest|options|version|seed-folder|fixtures\/(path|read-fixture)|tls\/hosts)\.ts$/,
      /^src\/schemas\/contract\.ts$/,
      // to refuse what a user names before anything is started
      /^src\/store\/(clock|data-folder|declared-apps|durations|file-check)\.ts$/,
    ],
  },
  { of: /^src\/(version|demo-key|injected)\.ts$/, may: [NODE] },
  { of: /^src\/nearest\.ts$/, may: [] },
  { of: /^src\/options\.ts$/, may: [/^src\/fixtures\/read-fixture\.ts$/, STORE, SCHEMAS] },
  {
    of: /^src\/index\.ts$/,
    may: [
      /^src\/(app|demo-key|doors|engine|injected|options|(tls|proxy)\/options)\.ts$/,
      CONTROL,
      /^src\/routes\//,
      STORE,
      SCHEMAS,
      /^fastify$/,
    ],
  },
  // Ways in beside plain HTTP, loaded only when they are wanted.
  { of: /^src\/doors\.ts$/, may: [/^src\/(tls|proxy)\//, /^fastify$/] },
  { of: TLS, may: [NODE, TLS, CLOCK, /^(@peculiar\/x509|reflect-metadata)$/] },
  { of: /^src\/proxy\//, may: [NODE, /^src\/proxy\//, /^src\/tls\/hosts\.ts$/] },
  // What a user's program sees of the control plane: nothing of the inside of a sandbox, whose types need other packages.
  {
    of: /^src\/(control\/(controls|exchanged)|store\/fault-rules)\.ts$/,
    may: [/^src\/(control\/exchanged|store\/fault-rules|injected)\.ts$/],
  },
  // The control plane: what a test does to a sandbox, beside the API.
  {
    of: CONTROL,
    may: [
      NODE,
      CONTROL,
      STORE,
      SCHEMAS,
      /^src\/(injected|nearest|version)\.ts$/,
      /^src\/routes\/(filter|work)\.ts$/,
      /^(ajv|fastify)$/,
    ],
  },
  { of: /^src\/vitest\.ts$/, may: [/^src\/index\.ts$/, /^vitest$/] },
  { of: /^src\/(engine|seed-folder)\.ts$/, may: [/./] },
  { of: /^src\/app\.ts$/, may: [/^src\/routes\//, STORE, SCHEMAS, /^(@fastify\/.*|fastify)$/] },
  // Templates and mails: text and plain data, without store, HTTP or contract.
  { of: CONTENT, may: [NODE, CONTENT, CLOCK, /^parse5(\/|$)/] },
  { of: FIXTURES, may: [NODE, FIXTURES, STORE, SCHEMAS, /^src\/(nearest|routes\/perform)\.ts$/] },
  // patterns and phone numbers are asked for by SQL functions
  { of: STORE, may: [NODE, STORE, PATTERN, /^better-sqlite3$/, /^libphonenumber-js(\/|$)/] },
  { of: SCHEMAS, may: [NODE, SCHEMAS, CLOCK, /^ajv(\/|$)/] },
  {
    of: /^src\/routes\/groups\//,
    may: [
      /^src\/routes\/(resource|context|errors|filter|page|query)\.ts$/,
      /^src\/routes\/shapes\/(read|write)\.ts$/,
      /^src\/routes\/groups\//,
      CONTENT,
      STORE,
      SCHEMAS,
      /^libphonenumber-js(\/|$)/,
      NODE,
    ],
  },
  {
    of: /^src\/routes\/shapes\//,
    may: [
      /^src\/routes\/(document|page|filter|resource|context|errors)\.ts$/,
      /^src\/routes\/shapes\//,
      STORE,
      SCHEMAS,
    ],
  },
  {
    of: /^src\/routes\/hooks\//,
    may: [
      /^src\/routes\/[^/]+\.ts$/,
      /^src\/routes\/hooks\//,
      STORE,
      SCHEMAS,
      /^(@fastify\/.*|fastify|secure-json-parse)$/,
      NODE,
    ],
  },
  { of: /^src\/routes\/oauth\//, may: [/^src\/routes\/oauth\//, STORE, SCHEMAS, /^fastify$/, NODE] },
  {
    of: /^src\/routes\/pipeline\.ts$/,
    may: [/^src\/routes\/([^/]+|hooks\/.*|(groups|oauth)\/index)\.ts$/, STORE, SCHEMAS, /^fastify$/],
  },
  { of: /^src\/routes\//, may: [/^src\/routes\/([^/]+|shapes\/\w+)\.ts$/, STORE, SCHEMAS, /^jsonapi-serializer$/] },
]

/** Imports that a room does not allow. */
export const foreignImports: Rule = (source) => {
  const room = rooms.find(({ of }) => of.test(source.path))
  if (room === undefined) return [`${source.path} lives in no room`]
  return importsOf(source)
    .filter(({ target }) => !room.may.some((allowed) => allowed.test(target)))
    .map(({ target }) => `${source.path} imports ${target}`)
}

/** Circles of imports that exist at run time. */
export function importCircles(sources: readonly Source[]): string[] {
  const imports = new Map(
    sources.map((source) => [
      source.path,
      importsOf(source)
        .filter(({ typeOnly }) => !typeOnly)
        .map(({ target }) => target),
    ]),
  )
  const done = new Set<string>()
  const circles: string[] = []
  const visit = (path: string, trail: readonly string[]): void => {
    if (trail.includes(path)) return void circles.push([...trail.slice(trail.indexOf(path)), path].join(' → '))
    if (done.has(path)) return
    for (const target of imports.get(path) ?? []) visit(target, [...trail, path])
    done.add(path)
  }
  for (const path of imports.keys()) visit(path, [])
  return circles
}

const TIME_AND_CHANCE = /^src\/store\/(clock|ids|schedule)\.ts$/
const BANNED_MEMBERS = new Set([
  ...['Date.now', 'performance.now', 'performance.timeOrigin', 'process.hrtime', 'process.hrtime.bigint'],
  ...['Math.random', 'crypto.randomUUID', 'crypto.randomBytes', 'crypto.getRandomValues'],
])
const BANNED_NAMES = new Set([
  ...['randomUUID', 'randomBytes', 'randomInt', 'setTimeout', 'setInterval', 'CURRENT_TIMESTAMP'],
])

/** Time, chance and later outside the three files that own them. `new Date(value)` and Date.UTC are plain arithmetic. */
export const strayTimeOrChance: Rule = (source) => {
  if (TIME_AND_CHANCE.test(source.path)) return []
  const found: string[] = []
  for (const node of nodesOf(source.tree)) {
    const isEmptyDate =
      ts.isNewExpression(node) && node.expression.getText() === 'Date' && (node.arguments?.length ?? 0) === 0
    const isDateCall = ts.isCallExpression(node) && node.expression.getText() === 'Date'
    const isMember = ts.isPropertyAccessExpression(node) && BANNED_MEMBERS.has(node.getText())
    const isName = ts.isIdentifier(node) && BANNED_NAMES.has(node.text)
    const isSql =
      ts.isStringLiteralLike(node) && /\b(unixepoch|random\(\)|julianday|CURRENT_TIMESTAMP)/i.test(node.text)
    if (isEmptyDate || isDateCall || isMember || isName || isSql) {
      found.push(`${placeOf(source, node)} ${node.getText().slice(0, 60)}`)
    }
  }
  return found
}

const DATES_ALLOWED =
  /^src\/(routes\/hooks\/revision|schemas\/(contract|observed|unions|revisions\/.*|generator\/.*|generate))\.ts$/
const COMPARISONS = new Set([
  ts.SyntaxKind.LessThanToken,
  ts.SyntaxKind.LessThanEqualsToken,
  ts.SyntaxKind.GreaterThanToken,
  ts.SyntaxKind.GreaterThanEqualsToken,
])

/** Dates of revisions outside their home: a literal date, or a comparison of something called revision. */
export const strayRevisionDates: Rule = (source) => {
  if (DATES_ALLOWED.test(source.path)) return []
  const found: string[] = []
  for (const node of nodesOf(source.tree)) {
    const isDate = ts.isStringLiteralLike(node) && /^20\d\d-\d\d-\d\d(\.pre)?$/.test(node.text)
    const isComparison =
      ts.isBinaryExpression(node) &&
      COMPARISONS.has(node.operatorToken.kind) &&
      [node.left, node.right].some((side) => /(^|\.)revision$/i.test(side.getText()))
    if (isDate || isComparison) found.push(`${placeOf(source, node)} ${node.getText()}`)
  }
  return found
}

const SQL = /\b(SELECT\s[\s\S]+\sFROM|INSERT\s+(OR\s+\w+\s+)?INTO|UPDATE\s+\w+\s+SET|DELETE\s+FROM)\s/

/** SQL outside the store. */
export const straySql: Rule = (source) => {
  if (STORE.test(source.path)) return []
  return [...nodesOf(source.tree)]
    .filter((node) => (ts.isStringLiteralLike(node) || ts.isTemplateExpression(node)) && SQL.test(node.getText()))
    .map((node) => `${placeOf(source, node)} ${node.getText().slice(0, 60)}`)
}

export const FILE_LINES = 400
export const FUNCTION_LINES = 60

/** Files that have grown too long. */
export const longFiles: Rule = ({ path, text }) => {
  const lines = text.trimEnd().split('\n').length
  return lines > FILE_LINES ? [`${path} has ${lines} lines`] : []
}

/** Functions that have grown too long. A function inside another counts for itself and for the outer one. */
export const longFunctions: Rule = (source) => {
  const found: string[] = []
  for (const node of nodesOf(source.tree)) {
    if (!ts.isFunctionLike(node) || !('body' in node) || node.body === undefined) continue
    const line = (position: number) => source.tree.getLineAndCharacterOfPosition(position).line
    const lines = line(node.getEnd()) - line(node.getStart(source.tree)) + 1
    if (lines > FUNCTION_LINES) found.push(`${placeOf(source, node)} is a function of ${lines} lines`)
  }
  return found
}

const VAGUE = /(^|[-/])(utils?|helpers?|common|managers?|services?|misc)(-|\.ts$|\/)/

/** File names that say nothing, or that are not kebab-case. */
export const vagueNames: Rule = ({ path }) =>
  VAGUE.test(path) || !/^[a-z0-9-]+(\.[a-z]+)*\.ts$/.test(path.split('/').at(-1)!) ? [path] : []
