/**
 * A process that answers each GET with the same prepared page, and does nothing else: how fast it goes tells how fast the
 * machine goes today. It ends with the process that started it.
 */
import { createHash } from 'node:crypto'
import { type AddressInfo, createServer, type Socket } from 'node:net'

const endOfHead = '\r\n\r\n'
const body = Buffer.from(pageOf(3_000))
const etag = `"${createHash('sha256').update(body).digest('hex').slice(0, 16)}"`
const found = answerOf('200 OK', [`Content-Type: text/html; charset=utf-8`, `Content-Length: ${body.length}`], body)
const unchanged = answerOf('304 Not Modified', [])
const refused = answerOf('405 Method Not Allowed', ['Allow: GET', 'Content-Length: 0', 'Connection: close'])
const tooLarge = answerOf('431 Request Header Fields Too Large', ['Content-Length: 0', 'Connection: close'])
const maxHeadBytes = 16 * 1024

const server = createServer({ noDelay: true }, answer)
server.listen({ host: '127.0.0.1', port: 0, backlog: 4096 }, () =>
  process.send?.({ port: (server.address() as AddressInfo).port }),
)
// Ctrl-C goes to all processes of a terminal; the one that started this one says when to stop.
process.on('SIGINT', () => {})
process.once('disconnect', () => process.exit())

function answer(socket: Socket): void {
  let rest: Buffer = Buffer.alloc(0)
  socket.on('error', () => {}) // a client that left
  socket.on('drain', () => socket.resume())
  socket.on('data', (chunk: Buffer) => {
    const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
    let from = 0
    // Requests that came in one chunk are answered in one write.
    socket.cork()
    for (let end; (end = bytes.indexOf(endOfHead, from, 'latin1')) !== -1; from = end + endOfHead.length) {
      const head = bytes.toString('latin1', from, end)
      if (!head.startsWith('GET ')) return refuse(socket, refused)
      socket.write(/\r\nif-none-match:/i.test(head) ? unchanged : found)
    }
    rest = bytes.subarray(from)
    if (rest.length > maxHeadBytes) return refuse(socket, tooLarge)
    socket.uncork()
    // Who asks on and on without reading has to wait.
    if (socket.writableNeedDrain) socket.pause()
  })
}

/** What it asks for besides is not read. */
function refuse(socket: Socket, why: Buffer): void {
  socket.pause()
  socket.end(why, () => socket.destroy())
}

function answerOf(status: string, fields: readonly string[], content: Buffer = Buffer.alloc(0)): Buffer {
  const head = [`HTTP/1.1 ${status}`, `ETag: ${etag}`, ...fields].join('\r\n')
  return Buffer.concat([Buffer.from(head + endOfHead), content])
}

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
