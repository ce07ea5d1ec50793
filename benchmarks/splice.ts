/**
 * Twelve prices in a built page of the sample site written into its compressed bytes, brotli and gzip, beside compressing
 * the page anew. In one process, in turn; the bytes are checked first.
 * Run: npm run build && node --import tsx benchmarks/splice.ts [rounds] [splices a round]
 */
import { join } from 'node:path'
import { brotliDecompressSync, gunzipSync, gzipSync } from 'node:zlib'
import { findSlots } from '../src/live/find-slots.ts'
import { markerOf } from '../src/live/marker.ts'
import { slotText } from '../src/live/slot-text.ts'
import { brotliSlotted } from '../src/live/slotted-brotli.ts'
import { gzipSlotted } from '../src/live/slotted-gzip.ts'
import { fill, fillGzip, prepareGzip } from '../src/live/splice.ts'
import { brotli } from '../src/render/compress.ts'
import { buildWithEnddel } from './lab/enddel.ts'
import { inLab } from './lab/lab.ts'
import { describeRun } from './lab/machine.ts'
import { figure, median, table } from './lab/table.ts'

const rounds = Number(process.argv[2] ?? 9)
const splices = Number(process.argv[3] ?? 20_000)
const prices = 12

await inLab(async (lab) => {
  const build = await buildWithEnddel(join(lab.folder, 'out'), ['--brotli', '1'])
  const home = await build.readPage(build.pages().find(({ address }) => address === '/en/')!)
  const { html, slots } = findSlots(withMarkers(home.html.toString()))
  if (slots.length !== prices) throw new Error(`the page has ${slots.length} prices, not ${prices}`)
  const [br, gzip] = [brotliSlotted(html, slots, 11), gzipSlotted(html, slots, 9)]
  const prepared = prepareGzip(gzip, slots, html)
  const page = { bytes: html, at: slots.map(({ at }) => at) }
  const sets = Array.from({ length: 16 }, (_, set) => slots.map((slot, index) => slotText(slot, priceOf(set, index))))
  for (const texts of sets) {
    const spliced = fill(page, slots, texts)
    const decoded = [brotliDecompressSync(fill(br, slots, texts)), gunzipSync(fillGzip(prepared, texts))]
    if (!decoded.every((bytes) => bytes.equals(spliced))) throw new Error('the page does not come back as it was')
  }

  const works = [
    { label: 'html', times: splices, run: (texts: Buffer[]) => fill(page, slots, texts) },
    { label: 'brotli', times: splices, run: (texts: Buffer[]) => fill(br, slots, texts) },
    { label: 'gzip with its CRC', times: splices, run: (texts: Buffer[]) => fillGzip(prepared, texts) },
    {
      label: 'brotli and gzip',
      times: splices,
      run: (texts: Buffer[]) => [fill(br, slots, texts), fillGzip(prepared, texts)],
    },
    {
      label: 'the twelve texts',
      times: splices / 10,
      run: () => slots.map((slot, index) => slotText(slot, priceOf(7, index))),
    },
    {
      label: 'compressed anew, brotli 4',
      times: splices / 100,
      run: (texts: Buffer[]) => brotli(fill(page, slots, texts), 4),
    },
  ].map((work) => ({ ...work, samples: [] as number[] }))
  for (const { times, run } of works) measure(times, run, sets)
  for (let round = 0; round < rounds; round++) {
    for (const { times, run, samples } of works) samples.push(measure(times, run, sets))
  }

  console.log(`${describeRun('splice.ts')}; ${figure(html.length)} bytes, ${prices} prices\n`)
  const head = ['what', 'median', 'best round', 'worst round']
  const micros = (value: number) => `${figure(value, 1)} µs`
  const rows = works.map(({ label, samples }) => [
    label,
    ...[median(samples), Math.min(...samples), Math.max(...samples)].map(micros),
  ])
  console.log(table(head, rows))
  const sizes = [
    ['brotli 11', brotli(html, 11), br.bytes],
    ['gzip 9', gzipSync(html, { level: 9 }), gzip.bytes],
  ] as const
  const bytes = (each: Uint8Array) => `${figure(each.length)} bytes`
  console.log(
    `\n${table(
      ['size', 'whole', 'with slots'],
      sizes.map(([label, whole, slotted]) => [label, bytes(whole), bytes(slotted)]),
    )}`,
  )
})

/** Twelve prices spread over the page, each in an element of its own. */
function withMarkers(html: string): string {
  const ends = [...html.matchAll(/<\/(?:p|li|td|span|h2)>/g)].map(({ index }) => index)
  const places = new Set(Array.from({ length: prices }, (_, price) => ends[Math.floor((price * ends.length) / prices)]))
  let price = 0
  return html.replace(/<\/(?:p|li|td|span|h2)>/g, (end, index: number) => {
    if (!places.has(index)) return end
    return `<b>${markerOf({ value: `COIN${++price}.price`, format: { style: 'price', locale: 'en' } })}</b>${end}`
  })
}

function priceOf(set: number, index: number) {
  return { value: (set + 1) * 1234.56 * 10 ** ((index % 6) - 3), at: 0, source: 'demo', status: 'live' as const }
}

/** Microseconds a run. */
function measure<Texts>(times: number, run: (texts: Texts) => unknown, sets: readonly Texts[]): number {
  const before = process.hrtime.bigint()
  for (let time = 0; time < times; time++) run(sets[time % sets.length]!)
  return Number(process.hrtime.bigint() - before) / 1_000 / times
}
