/**
 * The feed beside the addon `uwebsockets`, with the same messages: 10 a second to all clients, then as many as there is time
 * for, and the memory a client takes. Servers are pinned to core 0, the clients (lab/feed-load.c) to core 1; rounds go over both
 * in turn.
 * Run: node --import tsx benchmarks/feed.ts [rounds] [seconds] [clients]
 */
import { execFile, execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { cpuUsOf, rssOf } from '../src/bench/server/process-usage.ts'
import { feedClients } from './lab/feed-load.ts'
import { inLab, type Lab, type Running } from './lab/lab.ts'
import { describeRun } from './lab/machine.ts'
import { settledRss, settleFlags } from './lab/settled-memory.ts'
import { figure, median, ratio, table } from './lab/table.ts'

const rounds = Number(process.argv[2] ?? 5)
const seconds = Number(process.argv[3] ?? 5)
const clientCount = Number(process.argv[4] ?? 5_000)
const cores = '0'
const uwebsockets = 'uwebsockets@3.0.6'
const subscribe = JSON.stringify({ type: 'subscribe', topics: ['BTC'] })

type Mode = 'paced' | 'full'
type Sample = { perSecond: number; p50Ms: number; p99Ms: number; cpu: number; bytes: number; lost: number }
type Clients = Awaited<ReturnType<typeof feedClients>>

requireOpenFiles(clientCount + 500)
await inLab(async (lab) => {
  const clients = await feedClients(lab)
  const file = fileURLToPath(new URL('./lab/feed-server.ts', import.meta.url))
  const start = (port: number, flushMs: number) =>
    startNode(lab, 'enddel', port, ['--import', 'tsx', file, String(port), String(flushMs)])
  const uws = await startUwebsockets(lab)
  const servers: Record<Mode, Running[]> = {
    paced: [await start(3971, 50), uws],
    full: [await start(3972, 0), uws],
  }
  console.log(`${describeRun('feed.ts')}; ${figure(clientCount)} clients\n`)
  console.log(`${await memory(servers.paced, clients)}\n`)
  for (const mode of ['paced', 'full'] as const) console.log(`${await compare(servers[mode], mode, clients)}\n`)
})

function startNode(lab: Lab, name: string, port: number, args: readonly string[]): Promise<Running> {
  return lab.start({ name, port, cores, command: process.execPath, args: [...settleFlags, ...args] })
}

async function startUwebsockets(lab: Lab): Promise<Running> {
  const folder = join(lab.folder, 'uwebsockets')
  await promisify(execFile)('npm', ['install', '--prefix', folder, '--no-audit', '--no-fund', uwebsockets])
  const peer = fileURLToPath(new URL('./peers/feed-uwebsockets.mjs', import.meta.url))
  return startNode(lab, 'uwebsockets', 3973, [peer, join(folder, 'node_modules/uwebsockets/uws.js'), '3973'])
}

async function compare(servers: readonly Running[], mode: Mode, clients: Clients): Promise<string> {
  const samples = new Map<Running, Sample[]>(servers.map((server) => [server, []]))
  for (let round = 0; round < rounds; round++) {
    for (const server of servers) samples.get(server)!.push(await measure(server, mode, clients))
  }
  const of = (server: Running, key: keyof Sample) => median(samples.get(server)!.map((sample) => sample[key]))
  const peer = servers.at(-1)!
  const rows = servers.map((server) => [
    ...[mode === 'paced' ? '10 a second' : 'full speed', server.name],
    ...[figure(of(server, 'perSecond')), ratio(of(server, 'perSecond'), of(peer, 'perSecond'))],
    ...[`${figure(of(server, 'p50Ms'), 1)} ms`, `${figure(of(server, 'p99Ms'), 1)} ms`],
    ...[ratio(of(server, 'p99Ms'), of(peer, 'p99Ms'))],
    ...[`${figure(of(server, 'cpu') * 100, 1)} %`, ratio(of(server, 'cpu'), of(peer, 'cpu'))],
    ...[figure(of(server, 'bytes')), figure(Math.max(...samples.get(server)!.map(({ lost }) => lost)))],
  ])
  const to = 'to uwebsockets'
  return table(['mode', 'server', 'messages/s', to, 'p50', 'p99', to, 'CPU', to, 'bytes each', 'lost'], rows)
}

/** All clients connect, and are gone afterwards. */
async function measure({ port, pid }: Running, mode: Mode, clients: Clients): Promise<Sample> {
  const all = await clients({ port, clients: clientCount, text: subscribe })
  await order(port, mode)
  await sleep(1_000)
  const [cpu, from] = [cpuUsOf(pid), performance.now()]
  const { perSecond, p50Ms, p99Ms, bytesAMessage, lost } = await all.measure(seconds)
  const used = (cpuUsOf(pid) - cpu) / 1000 / (performance.now() - from)
  await order(port, 'quiet')
  await all.close()
  await sleep(500)
  return { perSecond, p50Ms, p99Ms, cpu: used, bytes: bytesAMessage, lost }
}

async function order(port: number, mode: Mode | 'quiet'): Promise<void> {
  await fetch(`http://127.0.0.1:${port}/${mode}`)
}

/** Of a client that has its topic and was sent messages for a while. */
async function memory(servers: readonly Running[], clients: Clients): Promise<string> {
  const rows: string[][] = []
  for (const { name, port, pid } of servers) {
    // What the first ones need once and for all is not counted.
    await (await clients({ port, clients: 100, text: subscribe })).close()
    const before = await settledRss(pid)
    const all = await clients({ port, clients: clientCount, text: subscribe })
    await order(port, 'paced')
    await all.measure(5)
    const busy = rssOf(pid)
    await order(port, 'quiet')
    const after = await settledRss(pid)
    await all.close()
    const mb = (bytes: number) => `${figure(bytes / 2 ** 20, 1)} MiB`
    rows.push([name, mb(before), mb(busy), mb(after), `${figure((after - before) / clientCount / 1024, 1)} KiB`])
  }
  return table(['server', 'resident before', 'while sending', 'after', 'a client'], rows)
}

/** Node itself raises the soft limit to the hard one. */
function requireOpenFiles(needed: number): void {
  const limit = execFileSync('sh', ['-c', 'ulimit -Hn']).toString().trim()
  if (limit !== 'unlimited' && Number(limit) < needed) {
    throw new Error(
      `only ${limit} open files are allowed, ${needed} are needed: raise it with \`ulimit -Hn ${needed}\``,
    )
  }
}
