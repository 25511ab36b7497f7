// Kills the built sandbox (npm run build -- --quick) with -9 while it writes, again and again, and looks each time whether
// every write that was acknowledged is there and every file is sound: node scripts/kill-often.mjs [times].
import Database from 'better-sqlite3'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const times = Number(process.argv[2] ?? 100)
const KEYS = ['pk_one', 'pk_two', 'pk_three']
const folder = mkdtempSync(join(tmpdir(), 'klaviyo-sandbox-'))
/** Ids that were acknowledged, by key. */
const acknowledged = new Map(KEYS.map((key) => [key, []]))
let writes = 0

try {
  for (let round = 0; round < times; round++) {
    const server = await start()
    await checkAll(server.url)
    await writeUntilKilled(server, 5 + ((round * 37) % 60))
    checkFiles()
  }
  const server = await start()
  await checkAll(server.url)
  server.child.kill('SIGKILL')
  await server.ended
  console.log(`killed ${times} times: all ${writes} acknowledged writes are there, every file is sound`)
} finally {
  rmSync(folder, { recursive: true, force: true })
}

async function start() {
  const args = ['dist/cli.js', '--port', '0', '--data', folder, '--rate-limits', 'off', '--log', 'off']
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  const ended = once(child, 'exit')
  for await (const data of child.stdout) {
    const url = /listens on (http:\S+)/.exec(data.toString())?.[1]
    if (url !== undefined) return { child, ended, url }
  }
  throw new Error('the sandbox ended before it listened')
}

/** Several clients write at once; when so many writes were acknowledged, the process is killed amid the others. */
async function writeUntilKilled({ child, ended, url }, killAfter) {
  let done = 0
  const write = async (key, client) => {
    for (let index = 0; ; index++) {
      const answer = await ask(url, key, 'POST', '/api/profiles', {
        data: { type: 'profile', attributes: { external_id: `${child.pid}-${client}-${index}` } },
      }).catch(() => undefined)
      if (answer === undefined) return
      if (answer.status !== 201) throw new Error(`a write was answered ${answer.status} ${answer.text}`)
      acknowledged.get(key).push(JSON.parse(answer.text).data.id)
      writes++
      if (++done === killAfter) child.kill('SIGKILL')
    }
  }
  await Promise.all(KEYS.flatMap((key) => [0, 1].map((client) => write(key, client))))
  await ended
}

async function checkAll(url) {
  for (const [key, ids] of acknowledged) {
    const found = new Set()
    let path = '/api/profiles?page[size]=100&fields[profile]=email'
    while (path) {
      const { status, text } = await ask(url, key, 'GET', path)
      if (status !== 200) throw new Error(`a list was answered ${status} ${text}`)
      const { data, links } = JSON.parse(text)
      for (const { id } of data) found.add(id)
      path = links.next && links.next.slice(url.length)
    }
    const lost = ids.filter((id) => !found.has(id))
    if (lost.length > 0) throw new Error(`${key} lost ${lost.length} of ${ids.length} acknowledged writes`)
  }
}

function checkFiles() {
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.sqlite'))) {
    const db = new Database(join(folder, file))
    const verdict = db.pragma('integrity_check', { simple: true })
    db.close()
    if (verdict !== 'ok') throw new Error(`${file}: ${verdict}`)
  }
}

async function ask(url, key, method, path, body) {
  const headers = { authorization: `Klaviyo-API-Key ${key}`, 'content-type': 'application/vnd.api+json' }
  const answer = await fetch(url + path, { method, headers, ...(body && { body: JSON.stringify(body) }) })
  return { status: answer.status, text: await answer.text() }
}
