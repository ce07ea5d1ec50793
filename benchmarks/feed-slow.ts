/**
 * 2,000 clients of the feed, 10 messages a second to each, alone and beside others that connect, subscribe and never read.
 * The server is pinned to core 0, the clients that read to core 1.
 * Run: node --import tsx benchmarks/feed-slow.ts [clients that never read] [seconds]
 */
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { fileURLToPath } from 'node:url'
import { handshake, textFrame } from './lab/feed-bytes.ts'
import { type FeedClients, feedClients } from './lab/feed-load.ts'
import { inLab } from './lab/lab.ts'
import { describeRun } from './lab/machine.ts'
import { settledRss, settleFlags } from './lab/settled-memory.ts'
import { figure, ratio, table } from './lab/table.ts'

const slowCount = Number(process.argv[2] ?? 100)
const seconds = Number(process.argv[3] ?? 10)
const port = 3971
const topics = JSON.stringify({ type: 'subscribe', topics: ['BTC'] })

await inLab(async (lab) => {
  const file = fileURLToPath(new URL('./lab/feed-server.ts', import.meta.url))
  const args = [...settleFlags, '--import', 'tsx', file, String(port), '50']
  const server = await lab.start({ name: 'enddel', port, cores: '0', command: process.execPath, args })
  const all = await (await feedClients(lab))({ port, clients: 2_000, text: topics })
  await fetch(`http://127.0.0.1:${port}/paced`)
  await all.measure(2)
  const alone = await readers(all)
  const before = await settledRss(server.pid)
  const sleepers = await Promise.all(Array.from({ length: slowCount }, neverReads))
  // Long enough for each to have been sent all it may be sent unread.
  await all.measure(20)
  const beside = await readers(all)
  const after = await settledRss(server.pid)
  for (const socket of sleepers) socket.destroy()
  await all.close()

  console.log(`${describeRun('feed-slow.ts')}; ${figure(slowCount)} clients that never read\n`)
  const row = (name: string, { perSecond, p99Ms }: Readers) => [
    ...[name, figure(perSecond), `${figure(p99Ms, 1)} ms`],
    ratio(p99Ms, alone.p99Ms),
  ]
  console.log(table(['2,000 readers', 'messages/s', 'p99', 'to alone'], [row('alone', alone), row('beside', beside)]))
  console.log(`\nresident: ${figure((after - before) / slowCount / 1024, 1)} KiB more for each that never reads`)
})

type Readers = Pick<Awaited<ReturnType<FeedClients['measure']>>, 'perSecond' | 'p99Ms'>

/** The better of three, as what else the machine does only makes it worse. */
async function readers(all: FeedClients): Promise<Readers> {
  const results = [await all.measure(seconds), await all.measure(seconds), await all.measure(seconds)]
  return results.reduce((best, next) => (next.p99Ms < best.p99Ms ? next : best))
}

async function neverReads(): Promise<Socket> {
  const socket = connect(port, '127.0.0.1')
  await once(socket, 'connect')
  socket.pause()
  socket.write(handshake)
  socket.write(textFrame(topics))
  return socket
}
