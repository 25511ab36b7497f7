import { Agent, request, type IncomingMessage } from 'node:http'
import { once } from 'node:events'
import { describe, expect, it } from 'vitest'
import { createApp } from '../../src/app.ts'
import { testSandbox } from '../client.ts'
import { ask, KEY, makeList, REVISION } from './ask.ts'

const headers = { authorization: KEY, revision: REVISION }

describe('close', () => {
  it('does not wait for connections that are kept alive', async () => {
    const sandbox = await testSandbox()
    const agent = new Agent({ keepAlive: true })
    const asked = request(`${await sandbox.listen()}/api/lists`, { headers, agent }).end()
    const [answer] = (await once(asked, 'response')) as [IncomingMessage]
    answer.resume()
    await once(answer, 'end')
    const socket = asked.socket!
    expect([socket.destroyed, answer.headers.connection]).toEqual([false, 'keep-alive'])
    const ended = once(socket, 'close')
    await sandbox.close() // would take the keep-alive time of some seconds, or for ever
    await ended
    agent.destroy()
  }, 20000)

  it('may come twice, and before any request', async () => {
    const unused = await testSandbox()
    await unused.close()
    await unused.close()
  })

  it('frees the port', async () => {
    const first = await testSandbox()
    const port = Number(new URL(await first.listen()).port)
    await first.close()
    const second = await testSandbox({ port })
    expect(await second.listen()).toBe(`http://127.0.0.1:${port}`)
    await second.close()
  })
})

describe('sandboxes', () => {
  it('live side by side in one process and share nothing', async () => {
    const sandboxes = await Promise.all(Array.from({ length: 5 }, () => testSandbox()))
    const urls = await Promise.all(sandboxes.map((sandbox) => sandbox.listen()))
    expect(new Set(urls).size).toBe(5)
    await makeList(sandboxes[0]!, 'A')
    await sandboxes[0]!.clock.advance(1000)
    const counts = await Promise.all(
      urls.map(async (url) => {
        const answer = await fetch(`${url}/api/lists`, { headers })
        const { data, links } = (await answer.json()) as { data: unknown[]; links: { self: string } }
        expect(links.self).toBe(`${url}/api/lists`)
        return data.length
      }),
    )
    expect(counts).toEqual([1, 0, 0, 0, 0])
    await Promise.all(sandboxes.map((sandbox) => sandbox.close()))
  })

  it('refuse a clock that stands at no time, and an advance that is none', async () => {
    const sandbox = await testSandbox()
    await ask(sandbox, { url: '/api/lists' })
    for (const by of [-1, 'P1M', 'P', 'PT', 'soon']) {
      await expect(sandbox.clock.advance(by)).rejects.toThrow('is no duration, such as PT10M')
    }
    expect((await ask(sandbox, { url: '/api/lists' })).status).toBe(200)
    await sandbox.close()
  })
})

describe('what cannot be loaded', () => {
  it.each(['/api/lists', '/nope', '/api/lists/%'])('is a 500, not a wait: %s', async (url) => {
    const lines: number[] = []
    const { server } = await createApp({
      load: () => Promise.reject(new Error('there is no engine')),
      findAccount: () => undefined,
      serveControl: () => Promise.reject(new Error('there is no engine')),
      log: ({ status }) => lines.push(status),
    })
    const { statusCode, body } = await server.inject({ url })
    expect([statusCode, JSON.parse(body)]).toEqual([500, expect.objectContaining({ message: 'there is no engine' })])
    if (!url.includes('%')) expect(lines).toEqual([500])
    await server.close()
  })
})
