// npm run bench: what the sandbox costs, each figure as a ratio to a floor measured in the same run.
// `npm run bench -- --small` leaves out the million profiles; names (start http control load bulk content segments scale) choose parts.
import type * as source from '../src/index.ts'
import { aggregateLine, importLine } from './bulk.ts'
import { controlLines, loadLine } from './control.ts'
import { compileLine, estimationLine, renderLine } from './content.ts'
import { httpLines } from './http.ts'
import { printLines } from './measure.ts'
import { reportLine } from './reports.ts'
import { scaleLines } from './scale.ts'
import { segmentLines } from './segments.ts'
import { startLines } from './start.ts'

const built = new URL('../dist/index.js', import.meta.url).href
const { createSandbox } = (await import(built)) as typeof source

const chosen = process.argv.slice(2).filter((argument) => !argument.startsWith('--'))
const wanted = (part: string) => chosen.length === 0 || chosen.includes(part)
const sizes = process.argv.includes('--small') ? [1_000, 100_000] : [1_000, 100_000, 1_000_000]

if (wanted('start')) printLines(await startLines())
if (wanted('http')) printLines(await httpLines())
if (wanted('control')) printLines(await controlLines(() => createSandbox({ rateLimits: 'off' })))
if (wanted('load')) printLines([await loadLine()])
if (wanted('bulk')) {
  const sandbox = await createSandbox({ rateLimits: 'headers' })
  printLines([await importLine(sandbox), await aggregateLine(sandbox), await reportLine(sandbox)])
  await sandbox.close()
}
if (wanted('content')) {
  const sandbox = await createSandbox({ rateLimits: 'headers' })
  printLines([await estimationLine(sandbox), await renderLine(sandbox), await compileLine(sandbox)])
  await sandbox.close()
}
if (wanted('segments')) {
  const sandbox = await createSandbox({ rateLimits: 'headers' })
  printLines(await segmentLines(sandbox, 100_000))
  await sandbox.close()
}
if (wanted('scale')) {
  const sandbox = await createSandbox({ rateLimits: 'headers' })
  printLines(await scaleLines(sandbox, sizes))
  console.log(`resident with ${sizes.at(-1)} profiles: ${Math.round(process.memoryUsage().rss / 2 ** 20)} MB`)
  await sandbox.close()
}
