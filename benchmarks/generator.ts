/**
 * The client of `enddel bench` beside wrk. First their maximum, in turn, for nginx, bare node:http and `enddel serve` with one
 * page: what is the client's own limit must not pass for the server's. Then a server that stops for 200 ms every 2 s: what a closed
 * loop, which waits with the server, tells of it, and what the open model does at 60 % of the maximum.
 * Servers are pinned to core 0, clients to core 1; each has one thread.
 * Run: npm run build && node --import ./src/testing/typescript.mjs benchmarks/generator.ts [rounds] [seconds]
 */
import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { percentileMs } from '../src/bench/figures/histogram.ts'
import { decodeBody, digestOf } from '../src/bench/load/check-answer.ts'
import { runLoad } from '../src/bench/load/load.ts'
import type { Pace } from '../src/bench/load/load-plan.ts'
import type { LoadResult } from '../src/bench/load/load-result.ts'
import { buildWithEnddel, startEnddel, writePlainPages } from './lab/enddel.ts'
import { inLab, type Lab, type Running } from './lab/lab.ts'
import { describeRun } from './lab/machine.ts'
import { startNginx } from './lab/nginx.ts'
import { type RawAnswer, rawAnswer, requestBytes } from './lab/raw-answer.ts'
import { figure, median, ratio, table } from './lab/table.ts'
import { requireTool } from './lab/tools.ts'
import { wrk } from './lab/wrk.ts'

const rounds = Number(process.argv[2] ?? 5)
const seconds = Number(process.argv[3] ?? 3)
const path = '/en/crypto_report/12'
const connections = 64
const cores = '0'
/** So few that a closed loop has hardly anything under way when the server stops. */
const stallConnections = 16
const stallSeconds = 10

// Told before this process keeps to one core.
const run = describeRun('generator.ts').replace('--import tsx', '--import ./src/testing/typescript.mjs')
// Its threads inherit that; the servers get their core from the lab.
execFileSync(requireTool('taskset'), ['-a', '-p', '-c', '1', String(process.pid)], { stdio: 'ignore' })

await inLab(async (lab) => {
  const out = join(lab.folder, 'out')
  const build = await buildWithEnddel(out, ['--brotli', '11'])
  const pages = await writePlainPages(build, join(lab.folder, 'plain'))
  const enddel = await startEnddel(lab, { out, port: 3971, cores })
  const like = await rawAnswer(enddel.port, requestBytes(path))
  const node = await startNode(lab, 'node:http', 3973, like)
  const nginx = await startNginx(lab, { port: 3972, cores, pages, like })

  console.log(`${run}; ${path}, ${figure(like.body.length)} bytes of brotli\n`)
  console.log(`${await compareMaximum([nginx, node, enddel], like)}\n`)
  console.log(await compareStall(await startNode(lab, 'stalling', 3974, like, ['200', '2000']), like))
})

function startNode(lab: Lab, name: string, port: number, like: RawAnswer, args: string[] = []): Promise<Running> {
  const file = join(lab.folder, 'answers.json')
  const fields = like.fields.filter(([field]) => !/^(date|content-length|connection|keep-alive)$/i.test(field)).flat()
  writeFileSync(file, JSON.stringify({ [path]: { status: 200, fields, body: like.body.toString('base64') } }))
  const peer = fileURLToPath(new URL('./peers/node-http.mjs', import.meta.url))
  return lab.start({ name, port, cores, command: 'node', args: [peer, String(port), file, ...args] })
}

async function compareMaximum(servers: readonly Running[], like: RawAnswer): Promise<string> {
  const samples = servers.map((server) => ({ server, wrk: [] as number[], own: [] as number[], busy: [] as number[] }))
  for (let round = 0; round < rounds; round++) {
    for (const { server, ...of } of samples) {
      of.wrk.push((await wrk({ port: server.port, path, connections, seconds })).perSecond)
      const result = await load(server, { kind: 'closed', seconds }, like)
      of.own.push(result.answers / result.seconds)
      of.busy.push(result.busy)
    }
  }
  const rows = samples.map(({ server, wrk, own, busy }) => [
    server.name,
    ...[figure(median(wrk)), figure(median(own)), ratio(median(own), median(wrk))],
    `${figure(100 * median(busy))} %`,
  ])
  return table(['server', 'wrk, requests/s', 'enddel bench, requests/s', 'to wrk', 'client busy'], rows)
}

/** wrk is not asked here: from 4.0.0 on it corrects its latencies for what a closed loop hides. */
async function compareStall(server: Running, like: RawAnswer): Promise<string> {
  const closed = await load(server, { kind: 'closed', seconds: stallSeconds }, like, stallConnections)
  const perSecond = Math.round((0.6 * closed.answers) / closed.seconds)
  const open = await load(server, { kind: 'open', seconds: stallSeconds, perSecond }, like, stallConnections)
  const row = (model: string, rate: string, { latency }: LoadResult) => [
    model,
    rate,
    ...[50, 99, 99.9].map((percentile) => `${figure(percentileMs(latency, percentile), 2)} ms`),
  ]
  return table(
    ['model', 'requests/s', 'p50', 'p99', 'p99.9'],
    [
      row('closed', `${figure(closed.answers / closed.seconds)}, as many as are answered`, closed),
      row('open', `${figure(perSecond)}, 60 % of that`, open),
    ],
  )
}

async function load(server: Running, pace: Pace, like: RawAnswer, clients = connections): Promise<LoadResult> {
  const coding = like.fields.find(([name]) => /^content-encoding$/i.test(name))?.[1]
  const digest = digestOf(decodeBody(like.body, coding), [])
  const expect = { status: 200, fields: {}, digest, mask: [] }
  const result = await runLoad(
    {
      server: { hostname: '127.0.0.1', port: server.port, isTls: false },
      requests: [{ text: requestBytes(path), method: 'GET', target: path, expect }],
      ...{ order: [0], connections: clients, threads: 1, pace, timeoutMs: 5000, checkEvery: 1000 },
    },
    { stop: new AbortController().signal, onSecond() {} },
  )
  const { wrong, lost, problems } = result
  if (wrong + lost > 0) throw new Error(`${server.name}: ${wrong} wrong answers, ${lost} lost. ${problems.join('. ')}`)
  return result
}
