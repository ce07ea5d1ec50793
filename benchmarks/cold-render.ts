/**
 * A page of 100 rows rendered for every request: enddel with its render thread on the same core and with a second core,
 * beside preact-render-to-string on bare node:http with the same component, compressed the same way but compiled as its
 * users do, by Vite's ordinary JSX transform: precompiling is a part of enddel. The bare server is pinned to core 0, wrk to
 * core 1, which in the last row it shares with enddel; rounds go over all of them in turn.
 * Run: npm run build && node --import tsx benchmarks/cold-render.ts [rounds] [seconds] [render threads with two cores]
 */
import { writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { cpuUsOf } from '../src/bench/server/process-usage.ts'
import { bundleServer } from '../src/prerender/bundle.ts'
import { brotli } from '../src/render/compress.ts'
import { coldLoad, rendersOf } from './lab/cold-load.ts'
import { buildWithEnddel, startEnddel } from './lab/enddel.ts'
import { inLab, type Lab, type Running } from './lab/lab.ts'
import { describeRun } from './lab/machine.ts'
import { rawAnswer, requestBytes } from './lab/raw-answer.ts'
import { figure, median, ratio, table } from './lab/table.ts'

const rounds = Number(process.argv[2] ?? 5)
const seconds = Number(process.argv[3] ?? 5)
const renderThreads = Number(process.argv[4] ?? 1)
const connections = 64

interface Sample {
  perSecond: number
  p99Ms: number
  cpuUs: number
}

await inLab(async (lab) => {
  const out = join(lab.folder, 'out')
  await buildWithEnddel(out, ['--site', 'benchmarks/sites/rows'])
  const oneCore = await startEnddel(lab, { out, port: 3961, cores: '0' })
  const twoCores = await startEnddel(lab, { out, port: 3962, cores: '0,1', renderThreads })
  const page = await pageOf(oneCore)
  const bare = await startBare(lab, page)
  if (!(await pageOf(bare)).br.equals(page.br)) throw new Error('the bare server sends another page than enddel')

  const contestants = [
    { label: 'bare node:http, 1 core', server: bare, samples: [] as Sample[] },
    { label: 'enddel, 1 core', server: oneCore, samples: [] as Sample[] },
    { label: `enddel, 2 cores, --render-threads ${renderThreads}`, server: twoCores, samples: [] as Sample[] },
  ]
  for (const { server } of contestants) await coldLoad(lab, server, connections, 2)
  for (let round = 0; round < rounds; round++) {
    for (const { server, samples } of contestants) samples.push(await measure(lab, server))
  }

  const sizes = `${figure(page.html.length)} bytes, ${figure(page.br.length)} in brotli ${page.quality}`
  console.log(`${describeRun('cold-render.ts')}; ${sizes}, ${connections} connections\n`)
  const of = (samples: readonly Sample[], key: keyof Sample) => median(samples.map((sample) => sample[key]))
  const base = of(contestants[0]!.samples, 'perSecond')
  const rows = contestants.map(({ label, samples }) => [
    ...[label, figure(of(samples, 'perSecond')), ratio(of(samples, 'perSecond'), base)],
    ...[`${figure(of(samples, 'p99Ms'), 1)} ms`, `${figure(of(samples, 'cpuUs'))} µs`],
  ])
  console.log(table(['server', 'pages/s', 'to bare', 'p99', 'CPU a page'], rows))
})

/** What a server sends for one cold page, and the quality it was compressed with. */
async function pageOf({ port }: Running) {
  const { body: html } = await rawAnswer(port, requestBytes('/rows/0', []))
  const { body: br } = await rawAnswer(port, requestBytes('/rows/0', ['Accept-Encoding: br']))
  const quality = Array.from({ length: 12 }, (_, each) => each).find((each) => brotli(html, each).equals(br))
  if (quality === undefined) throw new Error(`port ${port} sends brotli that render/compress.ts does not make`)
  return { html, br, quality }
}

async function startBare(lab: Lab, { html, quality }: { html: Buffer; quality: number }): Promise<Running> {
  const bundle = join(lab.folder, 'bare/site.mjs')
  await bundleServer('benchmarks/sites/bare', resolve('benchmarks/sites/bare/site.tsx'), bundle, false)
  const before = join(lab.folder, 'before-body')
  writeFileSync(before, html.subarray(0, html.indexOf('<body>') + '<body>'.length))
  const peer = fileURLToPath(new URL('./peers/preact-http.mjs', import.meta.url))
  const args = [peer, pathToFileURL(bundle).href, '3963', before, String(quality)]
  return lab.start({ name: 'bare', port: 3963, cores: '0', command: 'node', args })
}

async function measure(lab: Lab, server: Running): Promise<Sample> {
  const isEnddel = server.name === 'enddel'
  const rendersBefore = isEnddel ? await rendersOf(server) : 0
  const cpuBefore = cpuUsOf(server.pid)
  const { requests, perSecond, p99Ms, complaint } = await coldLoad(lab, server, connections, seconds)
  const cpuUs = (cpuUsOf(server.pid) - cpuBefore) / requests
  if (complaint) console.log(`port ${server.port}: ${complaint}`)
  const renders = isEnddel ? (await rendersOf(server)) - rendersBefore : requests
  if (renders < requests) throw new Error(`${requests} pages, but only ${renders} renders`)
  return { perSecond, p99Ms, cpuUs }
}
