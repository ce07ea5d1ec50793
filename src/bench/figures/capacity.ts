import type { BenchResult, Sample, StepResult } from '../bench-result.ts'
import { coreCount } from '../server/core-count.ts'
import { ofRole } from './comparable.ts'
import { mergeHistograms, percentileMs } from './histogram.ts'
import { median } from './statistics.ts'

/** What a server can be expected to take, and under which assumptions: neither is to be shown without the other. */
export interface Capacity {
  scenario: string
  /** Requests a second that were due and were all answered in time. */
  perSecond: number
  p99Ms: number
  /** That the server could use. */
  cores: number
  /** On average over a day, when the rate above is that of its busiest time. */
  meanPerSecond: number
  perDay: number
  /** Sentences. */
  assumptions: readonly string[]
}

/** Of the busiest time of a day to its mean. */
const peakToMean = 3
const leastShare = 0.98
const latestMs = 1_000

/**
 * From the rate of `mix`, else of `hot`, that the subject has held. Undefined when none was: a request lost, answered wrongly
 * or, in one of a hundred cases, only after a second, or fewer answers a second than were due.
 */
export function capacityOf(result: BenchResult): Capacity | undefined {
  const subject = ofRole(result, 'subject')
  const measured = ['mix', 'hot'].flatMap((name) => result.scenarios.find((scenario) => scenario.name === name) ?? [])
  const scenario = measured.find(({ steps }) => steps.some(isAtRate))
  const step = scenario?.steps.find(isAtRate)
  const samples = step?.samples[subject?.name ?? ''] ?? []
  const due = samples[0]?.duePerSecond
  if (!subject || !scenario || due === undefined) return undefined
  const p99Ms = percentileMs(mergeHistograms(samples.map(({ latency }) => latency)), 99)
  if (!isHeld(samples, due, p99Ms)) return undefined

  const perSecond = Math.min(median(samples.map((sample) => sample.perSecond))!, due)
  const meanPerSecond = perSecond / peakToMean
  return {
    scenario: scenario.name,
    perSecond,
    p99Ms,
    cores: coreCount(subject.cores) ?? result.machine.cores,
    meanPerSecond,
    perDay: meanPerSecond * 24 * 60 * 60,
    assumptions: assumptionsOf(result, scenario.about),
  }
}

function isAtRate({ pace }: StepResult): boolean {
  return pace.kind === 'rate'
}

function isHeld(samples: readonly Sample[], due: number, p99Ms: number): boolean {
  const isKept = ({ lost, wrong, perSecond }: Sample) => lost === 0 && wrong === 0 && perSecond >= due * leastShare
  return samples.every(isKept) && p99Ms <= latestMs
}

function assumptionsOf(result: BenchResult, about: string): string[] {
  const { url, cores } = ofRole(result, 'subject')!
  const { protocol, hostname } = new URL(url)
  const isLocal = /^(localhost|127\..*|\[::1\])$/.test(hostname)
  return [
    isLocal
      ? 'It was measured over loopback: no network stands between, with its delays, its losses and its own limit.'
      : `It was measured over the network to ${hostname}, which may have been the limit.`,
    protocol === 'https:'
      ? 'TLS was on, with connections that stay open: the first handshake of each visitor comes on top.'
      : 'There was no TLS, which costs CPU time with each new connection and each byte.',
    'Connections stay open from one request to the next (keep-alive); a visitor who asks once costs more.',
    `Visitors ask for the same as here: ${about}. Pages that are larger, or are not built yet, cost more.`,
    cores === undefined
      ? 'The server and the client that measured it shared the cores of this machine.'
      : 'The client had cores of its own, and nothing else ran on the machine.',
    'The machine is as fast as now at all times: not throttled, and not shared with others.',
    `The rate is for the busiest time of a day, taken as ${peakToMean} times its mean; the day's count follows from the mean.`,
  ]
}
