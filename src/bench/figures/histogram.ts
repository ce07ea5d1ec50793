/**
 * Latencies: histograms of microseconds from 1 µs to 60 s with three significant digits (larger ones count as 60 s). As
 * text, compressed and in base 64, they cross threads and stand in results; '' is an empty one.
 */
import {
  build,
  decodeFromCompressedBase64,
  encodeIntoCompressedBase64,
  type Histogram as Counts,
} from 'hdr-histogram-js'

export type { Counts }

export interface Histogram {
  record(us: number): void
  encode(): string
}

const highestUs = 60_000_000

export function createHistogram(): Histogram {
  const counts = emptyCounts()
  return {
    record(us) {
      counts.recordValue(us >= highestUs ? highestUs : us < 1 ? 1 : Math.round(us))
    },
    encode: () => encode(counts),
  }
}

/** Throws when `text` is no histogram. */
export function readHistogram(text: string): Counts {
  return text === '' ? emptyCounts() : decodeFromCompressedBase64(text, 32, false)
}

export function mergeHistograms(texts: readonly string[]): string {
  const sum = emptyCounts()
  // Both are made by the functions above, so both are the library's counts in plain JavaScript.
  for (const text of texts) if (text !== '') sum.add(readHistogram(text) as never)
  return encode(sum)
}

/** 0 when it is empty, as everything below. `percentile` goes from 0 to 100. */
export function percentileMs(of: string | Counts, percentile: number): number {
  const counts = countsOf(of)
  if (counts.totalCount === 0) return 0
  return Math.min(counts.getValueAtPercentile(percentile), counts.maxValue, highestUs) / 1000
}

export function countOf(of: string | Counts): number {
  return countsOf(of).totalCount
}

export function maxMs(of: string | Counts): number {
  return percentileMs(of, 100)
}

export interface CurvePoint {
  percentile: number
  ms: number
}

/** The points of a latency curve, as far out as there are values beyond a point; its last is the largest value. */
export function curveOf(of: string | Counts): CurvePoint[] {
  const counts = countsOf(of)
  const total = counts.totalCount
  if (total === 0) return []
  // A percentile tells something when at least one value lies above it; rounded, since 100 - 99.9 is not 0.1.
  const told = curvePercentiles.filter(
    (percentile) => percentile === 100 || total >= Math.round(100 / (100 - percentile)),
  )
  return told.map((percentile) => ({ percentile, ms: percentileMs(counts, percentile) }))
}

const curvePercentiles = [
  ...[0, 5, 10, 15, 20, 25, 30, 35, 40, 45, 50, 55, 60, 65, 70, 75, 80, 85, 90, 92.5, 95, 96, 97, 98, 99],
  ...[99.25, 99.5, 99.6, 99.7, 99.8, 99.9, 99.95, 99.97, 99.98, 99.99, 99.995, 99.998, 99.999, 100],
]

function countsOf(of: string | Counts): Counts {
  return typeof of === 'string' ? readHistogram(of) : of
}

function emptyCounts(): Counts {
  return build({
    bitBucketSize: 32,
    autoResize: false,
    lowestDiscernibleValue: 1,
    highestTrackableValue: highestUs,
    numberOfSignificantValueDigits: 3,
    useWebAssembly: false,
  })
}

function encode(counts: Counts): string {
  return counts.totalCount === 0 ? '' : encodeIntoCompressedBase64(counts)
}
