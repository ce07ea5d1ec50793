/**
 * A server with nothing but the feed. `GET /paced` changes figures 10 times a second from then on, `/full` as often as there
 * is time, `/quiet` never.
 * Run: node --import tsx feed-server.ts <port> <flushMs>
 */
import { createServer } from 'node:http'
import { createFeed } from '../../src/realtime/feed.ts'
import { createBoard } from '../../src/market/board.ts'

const [port, flushMs] = process.argv.slice(2).map(Number)
const epoch = 'benchmark'
const board = createBoard()
const many = 1_000_000
const feed = createFeed(
  { board, market: 'demo', build: () => 'b', report: () => null, dashboard: () => ({}) },
  { origins: [], maxClients: many, maxPerAddress: many, flushMs: flushMs! },
  () => {},
)
let seq = 0
board.apply({ kind: 'snapshot', epoch, seq, figures: {} })

function change() {
  const figure = (value: number) => ({ value, at: Date.now(), source: 'binance', status: 'live' as const })
  const made = Number(process.hrtime.bigint() / 1000n)
  const figures = { 'BTC.price': figure(made), 'BTC.change24h': figure(made), 'BTC.volume24h': figure(made) }
  board.apply({ kind: 'change', epoch, seq: ++seq, figures })
}

let stop = () => {}
const modes: Record<string, () => () => void> = {
  '/quiet': () => () => {},
  '/paced'() {
    const timer = setInterval(change, 100)
    return () => clearInterval(timer)
  },
  '/full'() {
    let isOn = true
    const next = () => {
      if (!isOn) return
      change()
      setImmediate(next)
    }
    next()
    return () => (isOn = false)
  },
}

createServer((request, response) => {
  stop()
  stop = modes[request.url ?? '']?.() ?? (() => {})
  response.end('ok')
})
  .on('upgrade', feed.upgrade)
  .listen(port, '127.0.0.1')
process.on('SIGTERM', () => process.exit(0))
