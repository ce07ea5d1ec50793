/**
 * Clients of the feed that come and go, 2,000 a second: each connects, subscribes, hears its snapshot and leaves. Afterwards
 * no client may be left, and the server may not have grown. It is pinned to core 0, the clients are on core 1.
 * Run: npm run build && taskset -c 1 node --import tsx benchmarks/feed-churn.ts [seconds] [clients a second]
 */
import { connect } from 'node:net'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { cpuUsOf } from '../src/bench/server/process-usage.ts'
import { buildWithEnddel, startEnddel } from './lab/enddel.ts'
import { handshake, textFrame } from './lab/feed-bytes.ts'
import { inLab } from './lab/lab.ts'
import { describeRun } from './lab/machine.ts'
import { settledRss, settleFlags } from './lab/settled-memory.ts'
import { figure, table } from './lab/table.ts'

const seconds = Number(process.argv[2] ?? 10)
const perSecond = Number(process.argv[3] ?? 2_000)
const ticksPerSecond = 100
const subscribe = textFrame('{"type":"subscribe","topics":["BTC"]}')

await inLab(async (lab) => {
  const out = join(lab.folder, 'out')
  await buildWithEnddel(out, ['--site', 'benchmarks/sites/live'])
  const env = { MARKET: 'demo', FEED_CLIENTS_PER_ADDRESS: '100000' }
  const server = await startEnddel(lab, { out, port: 3961, cores: '0', env, nodeFlags: settleFlags })
  await churn(server.port, 1)
  const before = await settledRss(server.pid)
  const cpuBefore = cpuUsOf(server.pid)
  const { done, failed } = await churn(server.port, seconds)
  const cpuUs = (cpuUsOf(server.pid) - cpuBefore) / done
  await delay(1_000)
  const after = await settledRss(server.pid)
  const left = await clientsOf(server.port)

  console.log(`${describeRun('feed-churn.ts')}\n`)
  const mib = (bytes: number) => `${figure(bytes / 2 ** 20, 1)} MiB`
  const head = ['clients', 'failed', 'left afterwards', 'resident before', 'after', 'CPU a client']
  console.log(
    table(head, [[figure(done), figure(failed), figure(left), mib(before), mib(after), `${figure(cpuUs)} µs`]]),
  )
})

async function churn(port: number, forSeconds: number): Promise<{ done: number; failed: number }> {
  const clients: Promise<boolean>[] = []
  const begin = performance.now()
  for (let tick = 0; tick < forSeconds * ticksPerSecond; tick++) {
    for (let count = 0; count < perSecond / ticksPerSecond; count++) clients.push(visit(port))
    await delay(Math.max(0, begin + ((tick + 1) * 1_000) / ticksPerSecond - performance.now()))
  }
  const results = await Promise.all(clients)
  return { done: results.length, failed: results.filter((isGood) => !isGood).length }
}

/** Resolves with whether it heard a snapshot. */
function visit(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(handshake))
    let heard = ''
    let isSubscribed = false
    socket.setEncoding('latin1').on('data', (text: string) => {
      heard += text
      if (!isSubscribed && heard.includes('"welcome"')) {
        isSubscribed = true
        socket.write(subscribe)
      }
      if (heard.includes('"snapshot"')) socket.destroy()
    })
    socket.on('error', () => {}).on('close', () => resolve(heard.includes('"snapshot"')))
    socket.setTimeout(10_000, () => socket.destroy())
  })
}

async function clientsOf(port: number): Promise<number> {
  const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text()
  return Number(/^enddel_feed_clients (\d+)/m.exec(text)![1])
}
