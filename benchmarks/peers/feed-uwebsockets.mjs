/**
 * The same messages with the C++ addon `uwebsockets`: published to one topic that every client has. `GET /paced`, `/full` and
 * `/quiet` as in lab/feed-server.ts.
 * Run: node feed-uwebsockets.mjs <file of the module> <port>
 */
import { createRequire } from 'node:module'

const [moduleFile, port] = process.argv.slice(2)
const { App } = createRequire(import.meta.url)(moduleFile)

let seq = 0
let stop = () => {}

const app = App()
  .ws('/ws', {
    compression: 0,
    maxBackpressure: 1024 * 1024,
    open: (socket) => void socket.subscribe('market'),
    message: () => {},
  })
  .get('/*', (response, request) => {
    stop()
    stop = modes[request.getUrl()]?.() ?? (() => {})
    response.end('ok')
  })
  .listen('127.0.0.1', Number(port), (socket) => {
    if (!socket) process.exit(1)
  })

process.on('SIGTERM', () => process.exit(0))

const modes = {
  '/paced'() {
    const timer = setInterval(publish, 100)
    return () => clearInterval(timer)
  },
  '/full'() {
    let isOn = true
    const next = () => {
      if (!isOn) return
      publish()
      setImmediate(next)
    }
    next()
    return () => (isOn = false)
  },
}

function publish() {
  const made = Number(process.hrtime.bigint() / 1000n)
  const figure = [made, Date.now(), 'binance', 'live']
  const figures = { 'BTC.price': figure, 'BTC.change24h': figure, 'BTC.volume24h': figure }
  app.publish('market', JSON.stringify({ type: 'delta', epoch: 'benchmark', seq: ++seq, figures }), false)
}
