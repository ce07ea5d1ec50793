/**
 * The page with the C++ addon `uwebsockets`: the same bytes and fields as enddel, brotli by Accept-Encoding.
 * Run: node uwebsockets.mjs <file of the module> <port> <answer with brotli> <answer without>
 */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

const [moduleFile, port, withBrotli, without] = process.argv.slice(2)
const { App } = createRequire(import.meta.url)(moduleFile)
const [br, identity] = [withBrotli, without].map(readAnswer)

App()
  .get('/*', (response, request) => {
    const { fields, body } = request.getHeader('accept-encoding').includes('br') ? br : identity
    for (const [name, value] of fields) response.writeHeader(name, value)
    response.end(body)
  })
  .listen('127.0.0.1', Number(port), (socket) => {
    if (!socket) process.exit(1)
  })

process.on('SIGTERM', () => process.exit(0))

/** Length and Date it writes itself. */
function readAnswer(file) {
  const bytes = readFileSync(file)
  const headEnd = bytes.indexOf('\r\n\r\n')
  const lines = bytes.toString('latin1', 0, headEnd).split('\r\n').slice(1)
  const fields = lines.map((line) => line.split(/: (.*)/)).filter(([name]) => !/^(date|content-length)$/i.test(name))
  return { fields, body: bytes.subarray(headEnd + 4) }
}
