/**
 * One hot page: `enddel serve` beside nginx, the addon `uwebsockets` and a minimal C server (the limit), with the same bytes.
 * Each is pinned to core 0, wrk to core 1; rounds go over all of them in turn.
 * The client `load` (lab/load.c) needs less time a request than wrk, so that it is less of a limit, and counts latencies as they are.
 * Run: npm run build && node --import tsx benchmarks/hot-page.ts [rounds] [seconds] [client: wrk or load]
 */
import { execFile } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { cpuUsOf } from '../src/bench/server/process-usage.ts'
import { compile } from './lab/c-program.ts'
import { buildWithEnddel, startEnddel, writePlainPages } from './lab/enddel.ts'
import { inLab, type Lab, type Running } from './lab/lab.ts'
import { loadClient } from './lab/load.ts'
import { describeRun } from './lab/machine.ts'
import { startNginx } from './lab/nginx.ts'
import { type RawAnswer, rawAnswer, requestBytes } from './lab/raw-answer.ts'
import { figure, median, ratio, table } from './lab/table.ts'
import { wrk } from './lab/wrk.ts'

const rounds = Number(process.argv[2] ?? 5)
const seconds = Number(process.argv[3] ?? 5)
const client = process.argv[4] ?? 'wrk'
if (client !== 'wrk' && client !== 'load') throw new Error(`client ${client}: take wrk or load`)
const path = '/long'
const cores = '0'
const uwebsockets = 'uwebsockets@3.0.6'

interface Sample {
  perSecond: number
  p99Ms: number
  cpuUs: number
}

await inLab(async (lab) => {
  const build = await buildWithEnddel(join(lab.folder, 'out'), ['--site', 'benchmarks/sites/rows', '--brotli', '11'])
  const pages = await writePlainPages(build, join(lab.folder, 'plain'))
  const enddel = await startEnddel(lab, { out: join(lab.folder, 'out'), port: 3961, cores })
  const like = await rawAnswer(enddel.port, requestBytes(path))
  const servers = [
    await orSay('nginx', startNginx(lab, { port: 3962, cores, pages, like })),
    await orSay('nginx', startNginx(lab, { port: 3965, cores, pages, like, hasSendfile: false })),
    enddel,
    await orSay('uwebsockets', startUwebsockets(lab, enddel, like)),
    await orSay('C', startC(lab, like)),
  ].filter((server) => server !== undefined)
  for (const server of servers) await checkBytes(server, like)

  const ask = client === 'load' ? await askWithLoad(lab) : wrk
  console.log(
    `${describeRun('hot-page.ts')}; ${path}, ${figure(like.body.length)} bytes of brotli, asked for by ${client}`,
  )
  for (const connections of [64, 1000]) console.log(`\n${await compare(servers, connections, ask)}`)
})

type Ask = typeof wrk

async function askWithLoad(lab: Lab): Promise<Ask> {
  const load = await loadClient(lab)
  return async ({ port, path, connections, seconds }) => {
    const { answers, failures, p99Ms } = await load({ port, path, connections, rate: 0, seconds })
    const complaint = failures > 0 ? `${failures} connections failed` : ''
    return { requests: answers, perSecond: answers / seconds, p99Ms, complaint }
  }
}

/** A server that cannot be had is said to be missing, and the others are measured. */
async function orSay(name: string, starting: Promise<Running>): Promise<Running | undefined> {
  return starting.catch((error: Error) => void console.log(`not measured: ${name}: ${error.message}`))
}

async function startC(lab: Lab, like: RawAnswer): Promise<Running> {
  const answer = join(lab.folder, 'answer-br')
  writeFileSync(answer, like.bytes)
  const command = await compile(lab, 'peers/epoll.c')
  return lab.start({ name: 'C', port: 3963, cores, command, args: ['3963', answer] })
}

async function startUwebsockets(lab: Lab, enddel: Running, like: RawAnswer): Promise<Running> {
  const folder = join(lab.folder, 'uwebsockets')
  await promisify(execFile)('npm', ['install', '--prefix', folder, '--no-audit', '--no-fund', uwebsockets])
  const [br, identity] = [join(folder, 'br'), join(folder, 'identity')]
  writeFileSync(br, like.bytes)
  writeFileSync(identity, (await rawAnswer(enddel.port, requestBytes(path, []))).bytes)
  const peer = fileURLToPath(new URL('./peers/uwebsockets.mjs', import.meta.url))
  const args = [peer, join(folder, 'node_modules/uwebsockets/uws.js'), '3964', br, identity]
  return lab.start({ name: 'uwebsockets', port: 3964, cores, command: 'node', args })
}

async function checkBytes({ name, port }: Running, like: RawAnswer): Promise<void> {
  const { body } = await rawAnswer(port, requestBytes(path))
  if (!body.equals(like.body)) throw new Error(`${name} sends another page than enddel`)
}

async function compare(servers: readonly Running[], connections: number, ask: Ask): Promise<string> {
  const samples = new Map<string, Sample[]>(servers.map(({ name }) => [name, []]))
  for (let round = 0; round < rounds; round++) {
    for (const server of servers) samples.get(server.name)!.push(await measure(server, connections, ask))
  }

  const of = (name: string, key: keyof Sample) => {
    const values = samples.get(name)
    return values && median(values.map((sample) => sample[key]))
  }
  const rows = servers.map(({ name }) => {
    const [rate, p99, cpu] = (['perSecond', 'p99Ms', 'cpuUs'] as const).map((key) => of(name, key)!)
    return [
      ...[figure(connections), name],
      ...[figure(rate!), ratio(rate!, of('nginx', 'perSecond')), ratio(rate!, of('C', 'perSecond'))],
      ...[`${figure(p99!, 2)} ms`, ratio(p99!, of('nginx', 'p99Ms'))],
      ...[`${figure(cpu!, 1)} µs`, ratio(cpu!, of('nginx', 'cpuUs')), ratio(cpu!, of('uwebsockets', 'cpuUs'))],
    ]
  })
  const [toNginx, toC, toUws] = ['to nginx', 'to C', 'to uwebsockets']
  const head = [
    ...['connections', 'server', 'requests/s', toNginx, toC],
    ...['p99', toNginx, 'CPU a request', toNginx, toUws],
  ]
  return table(head as string[], rows)
}

async function measure({ name, port, pid }: Running, connections: number, ask: Ask): Promise<Sample> {
  const before = cpuUsOf(pid)
  const { requests, perSecond, p99Ms, complaint } = await ask({ port, path, connections, seconds })
  if (complaint) console.log(`${name}, ${connections} connections: ${complaint}`)
  return { perSecond, p99Ms, cpuUs: (cpuUsOf(pid) - before) / requests }
}
