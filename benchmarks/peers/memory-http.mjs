/**
 * Bare node:http with all pages in memory: brotli, gzip or neither by Accept-Encoding, and 304.
 * Run: node memory-http.mjs <folder of the pages, with .br and .gz beside each> <port>
 */
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { join, relative } from 'node:path'

const [folder, port] = process.argv.slice(2)
const pages = new Map()
for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
  if (!entry.name.endsWith('.html')) continue
  const file = join(entry.parentPath, entry.name)
  const address = `/${relative(folder, file).replace(/(^|(?<=\/))index\.html$|\.html$/, '')}`
  pages.set(address, { br: answer(`${file}.br`, 'br'), gzip: answer(`${file}.gz`, 'gzip'), plain: answer(file) })
}

function answer(file, coding) {
  if (!existsSync(file)) return undefined
  const body = readFileSync(file)
  const etag = `"${createHash('sha256').update(body).digest('hex').slice(0, 16)}"`
  const fields = {
    'Content-Type': 'text/html; charset=utf-8',
    'Content-Length': body.length,
    'Cache-Control': 'public, max-age=60',
    Vary: 'Accept-Encoding',
    ETag: etag,
    ...(coding && { 'Content-Encoding': coding }),
  }
  return { body, etag, fields }
}

createServer((request, response) => {
  const page = pages.get(request.url)
  if (!page) return void response.writeHead(404, { 'Content-Length': 0 }).end()
  const asked = request.headers['accept-encoding'] ?? ''
  const chosen = (asked.includes('br') && page.br) || (asked.includes('gzip') && page.gzip) || page.plain
  if (request.headers['if-none-match'] === chosen.etag) response.writeHead(304, { ETag: chosen.etag }).end()
  else response.writeHead(200, chosen.fields).end(chosen.body)
}).listen(Number(port), '127.0.0.1', 4096)
process.on('SIGTERM', () => process.exit(0))
