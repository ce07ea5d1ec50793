/**
 * Prepared answers by bare node:http, the same for each path, after so much work a request that does nothing else.
 * Run: node burning.mjs <port> [--burn <µs>]
 */
import { createServer } from 'node:http'
import { parseArgs } from 'node:util'

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { burn: { type: 'string', default: '0' } },
})
const burnMs = Number(values.burn) / 1000
const body = Buffer.from(`<!doctype html><title>Burning</title><p>${'It burns, and says the same. '.repeat(200)}</p>\n`)
const fields = { 'Content-Type': 'text/html; charset=utf-8', 'Content-Length': body.length, ETag: '"burning"' }

createServer((_, response) => {
  if (burnMs > 0) for (const until = performance.now() + burnMs; performance.now() < until;);
  response.writeHead(200, fields)
  response.end(body)
})
  .on('clientError', (_, socket) => socket.destroy())
  .listen(Number(positionals[0]), '127.0.0.1', 4096)
