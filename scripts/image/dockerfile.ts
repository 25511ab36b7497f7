import { DockerfileParser, type Flag, type Instruction } from 'dockerfile-ast'

/** One instruction of a Dockerfile. */
export interface Step {
  /** In capitals. */
  keyword: string
  /** What stands behind the keyword and the flags, in one line. */
  text: string
  words: readonly string[]
  flags: Readonly<Record<string, string>>
}

/** What lies between one FROM and the next. */
export interface Stage {
  name: string | undefined
  base: string
  steps: readonly Step[]
}

/** The stages of a Dockerfile, with the defaults of the arguments before them in their bases. */
export function readDockerfile(text: string): Stage[] {
  const stages: { name: string | undefined; base: string; steps: Step[] }[] = []
  const defaults = new Map<string, string>()
  for (const step of DockerfileParser.parse(text).getInstructions().map(stepOf)) {
    const { keyword, words } = step
    if (keyword === 'FROM') {
      const base = words[0]!.replace(/\$\{(\w+)\}/g, (_, name: string) => defaults.get(name) ?? '')
      stages.push({ name: words[2], base, steps: [] })
    } else if (stages.length > 0) stages.at(-1)!.steps.push(step)
    else if (keyword === 'ARG') defaults.set(...pairOf(words[0]!))
    else throw new Error(`${keyword} stands before the first FROM`)
  }
  return stages
}

function stepOf(instruction: Instruction): Step {
  const flags = (instruction as Instruction & { getFlags?: () => Flag[] }).getFlags?.() ?? []
  return {
    keyword: instruction.getKeyword(),
    text: instruction.getArgumentsContent() ?? '',
    words: instruction.getArguments().map(String),
    flags: Object.fromEntries(flags.map((flag) => [flag.getName(), flag.getValue() ?? ''])),
  }
}

/** `NAME=value` in two; the value may stand in quotation marks. */
export function pairOf(text: string): [string, string] {
  const [, name = text, value = ''] = /^(\w+)="?(.*?)"?$/.exec(text) ?? []
  return [name, value]
}

/**
 * Whether a file of the context, or a folder with such files, is taken into a build by the lines of .dockerignore. Throws for a
 * pattern that it does not understand.
 */
export function isInContext(path: string, lines: readonly string[]): boolean {
  if (lines.some((line) => line.startsWith(`!${path}/`))) return true
  let isTaken = true
  for (const line of lines) {
    const [, back, pattern = ''] = /^(!?)(.+)$/.exec(line)!
    if (/[[?\\]/.test(pattern) || /[^*/]\*|\*[^*/]/.test(pattern))
      throw new Error(`.dockerignore: '${line}' is not understood`)
    const form = pattern
      .replace(/[.+^${}()|]/g, '\\$&')
      .replace(/\*\*\/|\*/g, (star) => (star === '*' ? '[^/]*' : '(.*/)?'))
    if (new RegExp(`^${form}(/|$)`).test(path)) isTaken = back === '!'
  }
  return isTaken
}
