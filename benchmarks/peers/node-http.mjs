/**
 * Bare node:http that sends answers prepared ahead, by their paths. With `stall` it stops for so many milliseconds, so often.
 * Run: node node-http.mjs <port> <file: {"/path": {"status", "fields": [name, value, ...], "body": base 64}}>
 *   [stall: how long] [how often]
 */
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'

const [port, file, stallMs, everyMs] = process.argv.slice(2)
const answers = new Map(
  Object.entries(JSON.parse(readFileSync(file, 'utf8'))).map(([path, { status, fields, body }]) => {
    const bytes = Buffer.from(body, 'base64')
    return [path, { status, fields: [...fields, 'Content-Length', String(bytes.length)], bytes }]
  }),
)
const missing = { status: 404, fields: ['Content-Length', '0'], bytes: Buffer.alloc(0) }

createServer((request, response) => {
  const { status, fields, bytes } = answers.get(request.url) ?? missing
  response.writeHead(status, fields)
  response.end(bytes)
}).listen(Number(port), '127.0.0.1', 4096)

if (stallMs) {
  const cell = new Int32Array(new SharedArrayBuffer(4))
  setInterval(() => Atomics.wait(cell, 0, 0, Number(stallMs)), Number(everyMs))
}
