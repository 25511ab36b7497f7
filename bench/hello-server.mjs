// The floor of a start: Fastify's hello world, as anyone writes it.
import Fastify from 'fastify'

const app = Fastify()
app.get('/', () => ({ hello: 'world' }))
console.log(`listens on ${await app.listen({ port: 0, host: '127.0.0.1' })}`)
