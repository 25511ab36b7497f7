// Loaded into Node programs by `klaviyo-sandbox exec --proxy`: leads connections to Klaviyo's hosts to the sandbox. A proxy
// alone is not enough: fetch and node:https heed HTTPS_PROXY from Node 22.21 and 24 on, and only when told to. Names and
// certificates stay as they are; only where the connection goes is changed. CommonJS, so that any Node can require it.
'use strict'

// eslint-disable-next-line @typescript-eslint/no-require-imports
const { Socket } = require('net')

const hosts = new Set((process.env.SANDBOX_HOSTS || '').split(','))
const led = { 80: process.env.SANDBOX_URL, 443: process.env.SANDBOX_TLS_URL }

/** Options of a connection that lead to the sandbox; the same when they are of another. */
function ledOptions(options) {
  if (options === null || typeof options !== 'object' || typeof options.host !== 'string') return options
  const to = hosts.has(options.host.toLowerCase().replace(/\.$/, '')) ? led[options.port] : undefined
  if (!to) return options
  const { hostname, port } = new URL(to)
  return { ...options, host: hostname.replace(/^\[|\]$/g, ''), port: Number(port) }
}

const { connect } = Socket.prototype

/** Takes (options, listener), (port, host, listener), and the list that net.connect makes of either. */
Socket.prototype.connect = function (first, ...others) {
  if (Array.isArray(first)) {
    first[0] = ledOptions(first[0])
    return connect.call(this, first, ...others)
  }
  if (typeof first === 'object' || typeof others[0] !== 'string') {
    return connect.call(this, ledOptions(first), ...others)
  }
  const [host, ...rest] = others
  return connect.call(this, ledOptions({ port: Number(first), host }), ...rest)
}
