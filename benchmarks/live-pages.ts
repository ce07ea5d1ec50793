/**
 * A hot page of 12 live figures whose prices change 10 times a second, beside the same page without any. Both are served by
 * one `enddel serve` pinned to core 0; wrk is on core 1, rounds alternate.
 * Run: npm run build && node --import tsx benchmarks/live-pages.ts [rounds] [seconds]
 */
import { join } from 'node:path'
import { cpuUsOf } from '../src/bench/server/process-usage.ts'
import { buildWithEnddel, startEnddel } from './lab/enddel.ts'
import { inLab } from './lab/lab.ts'
import { describeRun } from './lab/machine.ts'
import { startPriceStream } from './lab/price-stream.ts'
import { rawAnswer, requestBytes } from './lab/raw-answer.ts'
import { figure, median, ratio, table } from './lab/table.ts'
import { wrk } from './lab/wrk.ts'

const rounds = Number(process.argv[2] ?? 5)
const seconds = Number(process.argv[3] ?? 5)
const changesPerSecond = 10

await inLab(async (lab) => {
  const out = join(lab.folder, 'out')
  await buildWithEnddel(out, ['--site', 'benchmarks/sites/live', '--brotli', '11'])
  const prices = await startPriceStream(changesPerSecond)
  const nowhere = 'http://127.0.0.1:9'
  const env = {
    MARKET: 'live',
    BINANCE_WS_URL: prices.url,
    COINBASE_WS_URL: 'ws://127.0.0.1:9',
    KRAKEN_WS_URL: 'ws://127.0.0.1:9',
    ...Object.fromEntries(
      ['BINANCE', 'COINGECKO', 'CMC', 'TAAPI', 'FINNHUB', 'FEAR_GREED'].map((name) => [`${name}_URL`, nowhere]),
    ),
  }
  const server = await startEnddel(lab, { out, port: 3961, cores: '0', env })
  const changes = await countVersions(server.port)
  const pages = ['/plain', '/live'].map((path) => ({ path, samples: [] as { perSecond: number; cpuUs: number }[] }))
  for (let round = 0; round < rounds; round++) {
    for (const { path, samples } of pages) {
      const before = cpuUsOf(server.pid)
      const { requests, perSecond } = await wrk({ port: server.port, path, connections: 64, seconds })
      samples.push({ perSecond, cpuUs: (cpuUsOf(server.pid) - before) / requests })
    }
  }
  const sizes = await Promise.all(pages.map(({ path }) => rawAnswer(server.port, requestBytes(path))))
  prices.close()

  const of = (index: number, key: 'perSecond' | 'cpuUs') => median(pages[index]!.samples.map((sample) => sample[key]))
  const rows = pages.map(({ path }, index) => [
    ...[path, figure(sizes[index]!.body.length), figure(of(index, 'perSecond'))],
    ...[ratio(of(index, 'perSecond'), of(0, 'perSecond')), `${figure(of(index, 'cpuUs'), 1)} µs`],
    ratio(of(index, 'cpuUs'), of(0, 'cpuUs')),
  ])
  console.log(`${describeRun('live-pages.ts')}; 64 connections, ${changes} versions of the live page in a second\n`)
  console.log(table(['page', 'bytes of brotli', 'requests/s', 'to plain', 'CPU a request', 'to plain'], rows))
})

/** How many versions of the live page there are in one second: about as many as changes, or nothing was measured. */
async function countVersions(port: number): Promise<number> {
  const versions = new Set<string>()
  for (const until = Date.now() + 1_000; Date.now() < until;) {
    const { bytes } = await rawAnswer(port, requestBytes('/live'))
    versions.add(/\r\nETag: (\S+)/.exec(bytes.toString('latin1'))![1]!)
  }
  if (versions.size < changesPerSecond / 2)
    throw new Error(`only ${versions.size} versions of the live page in a second`)
  return versions.size
}
