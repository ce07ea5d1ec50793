/**
 * 1,000 connections opened at once, each of which asks for a hot page again as soon as it has it: how long do they wait for
 * their first answer? `enddel serve` beside nginx, each pinned to core 0, the client (lab/load.c) to core 1, in turn.
 * Run: npm run build && node --import tsx benchmarks/first-second.ts [rounds] [seconds]
 */
import { join } from 'node:path'
import { buildWithEnddel, startEnddel, writePlainPages } from './lab/enddel.ts'
import { inLab } from './lab/lab.ts'
import { loadClient, type LoadResult } from './lab/load.ts'
import { describeRun } from './lab/machine.ts'
import { startNginx } from './lab/nginx.ts'
import { rawAnswer, requestBytes } from './lab/raw-answer.ts'
import { figure, median, table } from './lab/table.ts'
import { wrk } from './lab/wrk.ts'

const rounds = Number(process.argv[2] ?? 5)
const seconds = Number(process.argv[3] ?? 5)
const connections = 1_000
const path = '/en/crypto_report/12'
const cores = '0'

await inLab(async (lab) => {
  const load = await loadClient(lab)
  const build = await buildWithEnddel(join(lab.folder, 'out'), ['--brotli', '11'])
  const pages = await writePlainPages(build, join(lab.folder, 'plain'))
  const enddel = await startEnddel(lab, { out: join(lab.folder, 'out'), port: 3961, cores })
  const like = await rawAnswer(enddel.port, requestBytes(path))
  const nginx = await startNginx(lab, { port: 3962, cores, pages, like })
  const servers = [nginx, enddel]
  // The code that answers is compiled by then; that which accepts a thousand at once is not spared.
  for (const { port } of servers) await wrk({ port, path, connections: 64, seconds: 1 })

  const results = new Map<string, LoadResult[]>(servers.map(({ name }) => [name, []]))
  for (let round = 0; round < rounds; round++) {
    for (const { name, port } of servers) {
      results.get(name)!.push(await load({ port, path, connections, rate: 0, seconds }))
    }
  }

  console.log(`${describeRun('first-second.ts')}\n`)
  const head = ['server', 'served in the first second', 'of the worst round', `all ${figure(connections)} served after`]
  console.log(
    table(
      [...head, 'failures'],
      [...results].map(([name, each]) => row(name, each)),
    ),
  )
})

function row(name: string, results: readonly LoadResult[]): string[] {
  const inASecond = results.map(({ servedInASecond }) => servedInASecond)
  // A round in which some were never served is later than any other.
  const allAfter = results.map(({ served, lastFirstMs }) => (served === connections ? lastFirstMs : Infinity))
  const middle = median(allAfter)
  return [
    name,
    figure(median(inASecond)),
    figure(Math.min(...inASecond)),
    middle === Infinity ? `not within ${seconds} s` : `${figure(middle)} ms`,
    figure(results.reduce((sum, { failures }) => sum + failures, 0)),
  ]
}
