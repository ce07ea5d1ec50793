/**
 * Plain files with the module sirv on node:http.
 * Run: node sirv.mjs <folder with node_modules> <folder of the files> <port>
 */
import { createServer } from 'node:http'
import { createRequire } from 'node:module'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'

const [modules, files, port] = process.argv.slice(2)
const found = createRequire(resolve(modules, 'index.js')).resolve('sirv')
const { default: sirv } = await import(pathToFileURL(found))

createServer(sirv(files, { brotli: true, gzip: true, etag: true, extensions: ['html'], maxAge: 60 })).listen(
  Number(port),
  '127.0.0.1',
)
process.on('SIGTERM', () => process.exit(0))
