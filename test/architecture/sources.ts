import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, normalize, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** A source file: its path from the root of the project, its text, its syntax. */
export interface Source {
  path: string
  text: string
  tree: ts.SourceFile
}

export interface Import {
  /** A package, or the path of a file from the root of the project. */
  target: string
  /** Gone after compiling: it makes no dependency at run time. */
  typeOnly: boolean
}

/** A source from its text; for the checks of the checks themselves. */
export function sourceOf(path: string, text: string): Source {
  return { path, text, tree: ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true) }
}

/** Every hand-written TypeScript file of src. */
export function readSources(): Source[] {
  return readdirSync(join(root, 'src'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))
    .filter((path) => !path.startsWith('src/schemas/contract/'))
    .sort()
    .map((path) => sourceOf(path, readFileSync(join(root, path), 'utf8')))
}

/** Every node of a tree, parents first. */
export function* nodesOf(node: ts.Node): Generator<ts.Node> {
  yield node
  const children: ts.Node[] = []
  ts.forEachChild(node, (child) => void children.push(child))
  for (const child of children) yield* nodesOf(child)
}

/** What a file imports or re-exports, dynamic imports too. */
export function importsOf({ path, tree }: Source): Import[] {
  const found: Import[] = []
  for (const node of nodesOf(tree)) {
    const specifier = specifierOf(node)
    if (specifier === undefined) continue
    const target = specifier.text.startsWith('.') ? normalize(join(dirname(path), specifier.text)) : specifier.text
    found.push({ target, typeOnly: isTypeOnly(node) })
  }
  return found
}

function specifierOf(node: ts.Node): ts.StringLiteral | undefined {
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) {
    return node.moduleSpecifier as ts.StringLiteral | undefined
  }
  if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
    return node.arguments[0] as ts.StringLiteral
  }
  return undefined
}

function isTypeOnly(node: ts.Node): boolean {
  if (ts.isExportDeclaration(node)) return node.isTypeOnly
  if (!ts.isImportDeclaration(node) || node.importClause === undefined) return false
  const { isTypeOnly: whole, name, namedBindings } = node.importClause
  if (whole) return true
  if (name !== undefined || namedBindings === undefined || !ts.isNamedImports(namedBindings)) return false
  return namedBindings.elements.length > 0 && namedBindings.elements.every((element) => element.isTypeOnly)
}

/** `src/store/ids.ts:12`. */
export function placeOf({ path, tree }: Source, node: ts.Node): string {
  return `${path}:${tree.getLineAndCharacterOfPosition(node.getStart(tree)).line + 1}`
}
