/**
 * A process that answers each GET with the same prepared page, and does nothing else: how fast it goes tells how fast the
 * machine goes today. On node:http, so that it and not the client is what limits. It ends with the process that started it.
 */
import { createHash } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

const body = Buffer.from(pageOf(3_000))
const etag = `"${createHash('sha256').update(body).digest('hex').slice(0, 16)}"`
const fields = { 'Content-Type': 'text/html; charset=utf-8', 'Content-Length': body.length, ETag: etag }

const server = createServer({ noDelay: true, keepAliveTimeout: 0 }, ({ method, headers }, response) => {
  if (method !== 'GET') response.writeHead(405, { Allow: 'GET', Connection: 'close' }).end()
  else if (headers['if-none-match'] === undefined) response.writeHead(200, fields).end(body)
  else response.writeHead(304, { ETag: etag }).end()
})
server.listen({ host: '127.0.0.1', port: 0, backlog: 4096 }, () =>
  process.send?.({ port: (server.address() as AddressInfo).port }),
)
// Ctrl-C goes to all processes of a terminal; the one that started this one says when to stop.
process.on('SIGINT', () => {})
process.once('disconnect', () => process.exit())

/** So many bytes of html, the same each time. */
function pageOf(bytes: number): string {
  const [start, end] = [
    '<!doctype html><html lang="en"><head><title>Yardstick</title></head><body><p>',
    '</p></body></html>\n',
  ]
  const words = 'always the same page, so that only the machine can make it faster or slower; '
  const room = bytes - start.length - end.length
  return start + words.repeat(Math.ceil(room / words.length)).slice(0, room) + end
}
