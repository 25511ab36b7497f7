// The floor: a bare Fastify that parses a JSON body and answers the bytes it was given, with the same content type.
// Argument: JSON {"url", "method", "status", "body"}.
import Fastify from 'fastify'

const { url, method, status, body } = JSON.parse(
  process.argv[2] ?? '{"url":"/","method":"GET","status":200,"body":"{}"}',
)
const app = Fastify()
app.addContentTypeParser(
  'application/vnd.api+json',
  { parseAs: 'string' },
  app.getDefaultJsonParser('remove', 'ignore'),
)
app.route({
  method,
  url,
  handler: (request, reply) => {
    reply.code(status).header('Content-Type', 'application/vnd.api+json')
    return reply.send(body)
  },
})
console.log(`listens on ${await app.listen({ port: 0, host: '127.0.0.1' })}`)
