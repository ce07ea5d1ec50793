/**
 * A normal client beside 2,000 clients that are half through their request's head and send a byte a second. The normal one
 * asks at a fixed rate; latency runs from the moment a request was due (lab/load.c).
 * Run: npm run build && node --import tsx benchmarks/slow-clients.ts [rounds] [slow clients]
 */
import { connect, type Socket } from 'node:net'
import { once } from 'node:events'
import { join } from 'node:path'
import { buildWithEnddel, startEnddel } from './lab/enddel.ts'
import { inLab } from './lab/lab.ts'
import { loadClient } from './lab/load.ts'
import { describeRun } from './lab/machine.ts'
import { figure, median, table } from './lab/table.ts'

const rounds = Number(process.argv[2] ?? 5)
const slowClients = Number(process.argv[3] ?? 2_000)
const seconds = 4

await inLab(async (lab) => {
  const load = await loadClient(lab)
  const out = join(lab.folder, 'out')
  await buildWithEnddel(out, ['--site', 'benchmarks/sites/rows'])
  const server = await startEnddel(lab, { out, port: 3961, cores: '0' })
  const paced = () => load({ port: server.port, path: '/', connections: 8, rate: 200, seconds })

  const alone: number[] = []
  const beside: number[] = []
  let open = 0
  for (let round = 0; round < rounds; round++) {
    alone.push((await paced()).p99Ms)
    const slow = await openSlow(server.port)
    const drip = setInterval(() => slow.forEach((socket) => socket.write('a')), 1_000)
    beside.push((await paced()).p99Ms)
    open = slow.filter((socket) => !socket.closed).length
    clearInterval(drip)
    for (const socket of slow) socket.destroy()
  }
  console.log(`${describeRun('slow-clients.ts')}; 200 requests a second\n`)
  const row = (what: string, p99s: number[]) => [
    what,
    `${figure(median(p99s), 2)} ms`,
    `${figure(Math.max(...p99s), 2)} ms`,
  ]
  const label = `beside ${figure(slowClients)} slow clients, ${figure(open)} of them still there`
  console.log(table(['normal client', 'p99', 'of the worst round'], [row('alone', alone), row(label, beside)]))
})

async function openSlow(port: number): Promise<Socket[]> {
  const sockets = Array.from({ length: slowClients }, () => connect(port, '127.0.0.1').on('error', () => {}))
  await Promise.all(sockets.map((socket) => once(socket, 'connect')))
  for (const socket of sockets) socket.write('GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ')
  return sockets
}
