/**
 * A page rendered on demand and promoted to the hot table, beside the same page as the build made it; rounds alternate.
 * Run: npm run build && node --import tsx benchmarks/promoted.ts [rounds] [seconds]
 */
import { join } from 'node:path'
import { cpuUsOf } from '../src/bench/server/process-usage.ts'
import { buildWithEnddel, startEnddel } from './lab/enddel.ts'
import { inLab, type Lab, type Running } from './lab/lab.ts'
import { describeRun } from './lab/machine.ts'
import { rawAnswer, requestBytes } from './lab/raw-answer.ts'
import { figure, median, ratio, table } from './lab/table.ts'
import { wrk } from './lab/wrk.ts'

const rounds = Number(process.argv[2] ?? 5)
const seconds = Number(process.argv[3] ?? 3)
const path = '/en/coin/btc'

interface Sample {
  perSecond: number
  cpuUs: number
}

await inLab(async (lab) => {
  const built = await startWith(lab, 3961, 'all')
  const promoted = await startWith(lab, 3962, '0')
  const contestants = [
    { label: 'built', server: built, bytes: await bytesOf(built), samples: [] as Sample[] },
    { label: 'promoted', server: promoted, bytes: await bytesOf(promoted), samples: [] as Sample[] },
  ]
  for (let round = 0; round < rounds; round++) {
    for (const { server, samples } of contestants) samples.push(await measure(server))
  }
  console.log(`${describeRun('promoted.ts')}; ${path}, 64 connections\n`)
  const of = (samples: readonly Sample[], key: keyof Sample) => median(samples.map((sample) => sample[key]))
  const base = contestants[0]!.samples
  const rows = contestants.map(({ label, bytes, samples }) => [
    label,
    figure(bytes),
    figure(of(samples, 'perSecond')),
    ratio(of(samples, 'perSecond'), of(base, 'perSecond')),
    `${figure(of(samples, 'cpuUs'), 1)} µs`,
  ])
  console.log(table(['page', 'bytes of brotli', 'requests/s', 'to built', 'CPU a request'], rows))
})

async function startWith(lab: Lab, port: number, popular: string): Promise<Running> {
  const out = join(lab.folder, `out-${port}`)
  await buildWithEnddel(out, ['--popular', popular])
  return startEnddel(lab, { out, port, cores: '0' })
}

/** Asks often enough to have the page promoted. */
async function bytesOf({ port }: Running): Promise<number> {
  let bytes = 0
  for (let asked = 0; asked < 4; asked++) bytes = (await rawAnswer(port, requestBytes(path))).body.length
  return bytes
}

async function measure({ port, pid }: Running): Promise<Sample> {
  const before = cpuUsOf(pid)
  const { perSecond, requests } = await wrk({ port, path, connections: 64, seconds })
  return { perSecond, cpuUs: (cpuUsOf(pid) - before) / requests }
}
