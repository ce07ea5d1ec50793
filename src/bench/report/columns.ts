import type { MeasuredServer, Sample, StepResult } from '../bench-result.ts'
import { type Counts, countOf, percentileMs } from '../figures/histogram.ts'
import { median } from '../figures/statistics.ts'
import type { Cell } from './table.ts'
import * as units from './units.ts'

/** What a row is made of: one server in all rounds of one step. */
export interface Facts {
  step: StepResult
  server: MeasuredServer
  /** One at least. */
  samples: readonly Sample[]
  /** Of all rounds together. */
  latency: Counts
  /** The server tells how many pages it rendered, and each is asked for once. */
  isRendering: boolean
}

export interface FigureColumn {
  title: string
  cell(facts: Facts): Cell | undefined
}

/** All figures there can be, in order; medians of the rounds where nothing else is said. */
export const figureColumns: readonly FigureColumn[] = [
  { title: 'requests/s', cell: (facts) => (isPlain(facts) ? medianOf(facts, perSecond, units.rate) : undefined) },
  { title: 'pages/s', cell: (facts) => (facts.isRendering ? medianOf(facts, perSecond, units.rate) : undefined) },
  { title: 'renders', cell: (facts) => (facts.isRendering ? rangeOf(facts, ({ renders }) => renders) : undefined) },
  { title: 'messages/s', cell: (facts) => (isFeed(facts) ? medianOf(facts, perSecond, units.rate) : undefined) },
  { title: 'p50 ms', cell: (facts) => (isFeed(facts) ? undefined : percentile(facts, 50)) },
  { title: 'p99 ms', cell: (facts) => (isFeed(facts) ? undefined : percentile(facts, 99)) },
  { title: 'p99.9 ms', cell: (facts) => (isFeed(facts) ? undefined : percentile(facts, 99.9)) },
  { title: 'delay p50 ms', cell: (facts) => (isFeed(facts) ? percentile(facts, 50) : undefined) },
  { title: 'delay p99 ms', cell: (facts) => (isFeed(facts) ? percentile(facts, 99) : undefined) },
  { title: 'lost', cell: (facts) => faults(facts, ({ lost }) => lost) },
  { title: 'wrong', cell: (facts) => faults(facts, ({ wrong }) => wrong) },
  { title: 'retried', cell: (facts) => (sumOf(facts, retried) > 0 ? faults(facts, retried) : undefined) },
  { title: 'CPU µs', cell: (facts) => medianOf(facts, ({ cpuUsPerAnswer }) => cpuUsPerAnswer, units.microseconds) },
  { title: 'cores', cell: (facts) => medianOf(facts, ({ serverCores }) => serverCores, units.cores) },
  {
    title: 'loop ms',
    cell: (facts) => medianOf(facts, ({ eventLoopDelayMs }) => eventLoopDelayMs, units.milliseconds),
  },
  {
    title: 'MiB',
    cell: (facts) =>
      isFeed(facts) ? medianOf(facts, ({ serverRssBytes }) => serverRssBytes, units.mebibytes) : undefined,
  },
  { title: 'KiB/client', cell: (facts) => medianOf(facts, ({ bytesPerClient }) => bytesPerClient, units.kibibytes) },
]

function isFeed({ step }: Facts): boolean {
  return step.kind === 'feed'
}

function isPlain(facts: Facts): boolean {
  return !isFeed(facts) && !facts.isRendering
}

function perSecond(sample: Sample): number {
  return sample.perSecond
}

function retried(sample: Sample): number {
  return sample.retried
}

function percentile({ latency }: Facts, share: number): Cell | undefined {
  return countOf(latency) === 0 ? undefined : { text: units.milliseconds(percentileMs(latency, share)) }
}

function medianOf(
  { samples }: Facts,
  read: (sample: Sample) => number | undefined,
  write: (value: number) => string,
): Cell | undefined {
  const middle = median(known(samples, read))
  return middle === undefined ? undefined : { text: write(middle) }
}

/** `1`, or `1–2` when rounds differ: no round is to be hidden by the others. */
function rangeOf({ samples }: Facts, read: (sample: Sample) => number | undefined): Cell | undefined {
  const values = known(samples, read)
  if (values.length === 0) return undefined
  const [least, most] = [Math.min(...values), Math.max(...values)]
  return { text: least === most ? units.count(most) : `${units.count(least)}–${units.count(most)}` }
}

function faults(facts: Facts, read: (sample: Sample) => number): Cell {
  const sum = sumOf(facts, read)
  return sum > 0 ? { text: units.count(sum), tone: 'bad' } : { text: '0' }
}

function sumOf({ samples }: Facts, read: (sample: Sample) => number): number {
  return samples.reduce((sum, sample) => sum + read(sample), 0)
}

function known(samples: readonly Sample[], read: (sample: Sample) => number | undefined): number[] {
  return samples.map(read).filter((value) => value !== undefined && Number.isFinite(value)) as number[]
}
