/**
 * A hot page while cold pages keep the render threads busy without a pause, beside the same server with nothing else to do: at
 * a fixed, modest rate, where latency runs from the moment a request was due (lab/load.c), and as often as it is answered.
 * Clients are pinned to core 1; with two cores the server has that one too. Runs alternate.
 * Run: npm run build && node --import tsx benchmarks/saturation.ts [rounds] [seconds] [requests a second]
 */
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { coldLoad } from './lab/cold-load.ts'
import { buildWithEnddel, startEnddel } from './lab/enddel.ts'
import { inLab, type Lab, type Running } from './lab/lab.ts'
import { loadClient, type LoadOptions, type LoadResult } from './lab/load.ts'
import { describeRun } from './lab/machine.ts'
import { figure, median, ratio, table } from './lab/table.ts'

const rounds = Number(process.argv[2] ?? 5)
const seconds = Number(process.argv[3] ?? 5)
const rate = Number(process.argv[4] ?? 1_000)
/** As lab/load.c takes it. */
const fullSpeed = 0
const coldConnections = 64

interface Contestant {
  label: string
  server: Running
  /** Requests a second for the hot page. */
  hotRate: number
  rounds: readonly Round[]
}

interface Round {
  idle: LoadResult
  busy: LoadResult
  coldPerSecond: number
}

await inLab(async (lab) => {
  const load = await loadClient(lab)
  const out = join(lab.folder, 'out')
  await buildWithEnddel(out, ['--site', 'benchmarks/sites/rows'])
  const servers = [
    { label: '1 core, 1 render thread', server: await startEnddel(lab, { out, port: 3961, cores: '0' }) },
    {
      label: '2 cores, 2 render threads',
      server: await startEnddel(lab, { out, port: 3962, cores: '0,1', renderThreads: 2 }),
    },
  ]
  const contestants = servers.flatMap((each) =>
    [rate, fullSpeed].map((hotRate) => ({ ...each, hotRate, rounds: [] as Round[] })),
  )

  for (const { server } of servers) await warm(lab, server, load)
  for (let round = 0; round < rounds; round++) {
    for (const each of contestants) each.rounds.push(await measure(lab, each, load))
  }

  console.log(`${describeRun('saturation.ts')}\n`)
  const head = ['server', 'hot page', 'p50 alone', 'p99 alone', 'p50 beside cold pages', 'p99 beside cold pages']
  console.log(table([...head, 'p99 to alone', 'cold pages/s'], contestants.map(row)))
})

type Load = (options: LoadOptions) => Promise<LoadResult>

async function warm(lab: Lab, server: Running, load: Load): Promise<void> {
  await load({ port: server.port, path: '/', connections: 64, rate: fullSpeed, seconds: 1 })
  await coldLoad(lab, server, coldConnections, 2)
}

async function measure(lab: Lab, { server, hotRate }: Contestant, load: Load): Promise<Round> {
  const hot = async () => {
    const result = await load({ port: server.port, path: '/', connections: 64, rate: hotRate, seconds })
    const missing = hotRate === fullSpeed ? 0 : result.asked - result.answers
    if (missing > 0) console.log(`port ${server.port}: ${JSON.stringify(result)}`)
    return result
  }
  const idle = await hot()
  const saturating = coldLoad(lab, server, coldConnections, seconds + 2)
  await sleep(1_000)
  const [busy, cold] = await Promise.all([hot(), saturating])
  return { idle, busy, coldPerSecond: cold.perSecond }
}

function row({ label, hotRate, rounds }: Contestant): string[] {
  const middle = (figureOf: (round: Round) => number) => median(rounds.map(figureOf))
  const ms = (value: number) => `${figure(value, 2)} ms`
  const p99 = { idle: middle(({ idle }) => idle.p99Ms), busy: middle(({ busy }) => busy.p99Ms) }
  return [
    ...[label, hotRate === fullSpeed ? 'as often as answered' : `${figure(hotRate)}/s`],
    ...[ms(middle(({ idle }) => idle.p50Ms)), ms(p99.idle)],
    ...[ms(middle(({ busy }) => busy.p50Ms)), ms(p99.busy), ratio(p99.busy, p99.idle)],
    figure(middle(({ coldPerSecond }) => coldPerSecond)),
  ]
}
