/**
 * A page rendered for every request with preact-render-to-string, compressed, and sent by bare node:http.
 * Run: node preact-http.mjs <bundle of sites/bare> <port> <file with the text before the body> <brotli quality>
 */
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { brotli } from '../../dist/render/compress.js'

const [bundle, port, beforeFile, quality] = process.argv.slice(2)
const { site } = await import(bundle)
const before = readFileSync(beforeFile, 'utf8')

createServer((request, response) => {
  const id = Number(request.url.slice('/rows/'.length))
  const html = Buffer.from(`${before}${site.render(id)}</body></html>\n`)
  const isBrotli = request.headers['accept-encoding']?.includes('br')
  const body = isBrotli ? brotli(html, Number(quality)) : html
  response.writeHead(200, {
    'Content-Type': 'text/html; charset=utf-8',
    'Content-Length': body.length,
    ...(isBrotli && { 'Content-Encoding': 'br' }),
    Vary: 'Accept-Encoding',
    'Cache-Control': 'public, max-age=0',
  })
  response.end(body)
}).listen(Number(port), '127.0.0.1')
