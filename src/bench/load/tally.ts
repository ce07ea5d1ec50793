import { createHistogram, mergeHistograms } from '../figures/histogram.ts'
import type { LoadResult } from './load-result.ts'

/** The figures of one thread while they grow. */
export interface Tally {
  answers: number
  lost: number
  retried: number
  wrong: number
  checked: number
  bytes: number
  count(status: number, us: number, secondsIn: number): void
  late(us: number): void
  problem(text: string): void
  result(rest: { seconds: number; asked: number; busy: number }): LoadResult
}

const mostProblems = 5

export function createTally(): Tally {
  const [latency, lateness] = [createHistogram(), createHistogram()]
  const statuses: Record<string, number> = {}
  const problems: string[] = []
  const perSecond: number[] = []

  return {
    answers: 0,
    lost: 0,
    retried: 0,
    wrong: 0,
    checked: 0,
    bytes: 0,
    count(status, us, secondsIn) {
      this.answers++
      latency.record(us)
      statuses[status] = (statuses[status] ?? 0) + 1
      const second = Math.floor(secondsIn)
      perSecond[second] = (perSecond[second] ?? 0) + 1
    },
    late: (us) => lateness.record(us),
    problem(text) {
      this.wrong++
      if (problems.length < mostProblems) problems.push(text)
    },
    result(rest) {
      const { answers, lost, retried, wrong, checked, bytes } = this
      return {
        ...rest,
        ...{ answers, lost, retried, wrong, checked, bytes, problems, statuses },
        latency: latency.encode(),
        lateness: lateness.encode(),
        perSecond: Array.from({ length: Math.floor(rest.seconds) }, (_, second) => perSecond[second] ?? 0),
      }
    },
  }
}

/** What all threads did together. */
export function mergeResults(results: readonly LoadResult[]): LoadResult {
  const sum = (key: 'asked' | 'answers' | 'lost' | 'retried' | 'wrong' | 'checked' | 'bytes') =>
    results.reduce((total, result) => total + result[key], 0)
  const most = (key: 'seconds' | 'busy') => Math.max(0, ...results.map((result) => result[key]))
  return {
    seconds: most('seconds'),
    asked: sum('asked'),
    answers: sum('answers'),
    lost: sum('lost'),
    retried: sum('retried'),
    wrong: sum('wrong'),
    problems: results.flatMap(({ problems }) => problems).slice(0, mostProblems),
    checked: sum('checked'),
    statuses: addedUp(results.map(({ statuses }) => statuses)),
    bytes: sum('bytes'),
    latency: mergeHistograms(results.map(({ latency }) => latency)),
    lateness: mergeHistograms(results.map(({ lateness }) => lateness)),
    perSecond: addedByIndex(results.map(({ perSecond }) => perSecond)),
    busy: most('busy'),
  }
}

function addedUp(records: readonly Readonly<Record<string, number>>[]): Record<string, number> {
  const sum: Record<string, number> = {}
  for (const record of records) for (const [key, count] of Object.entries(record)) sum[key] = (sum[key] ?? 0) + count
  return sum
}

function addedByIndex(lists: readonly (readonly number[])[]): number[] {
  const length = Math.max(0, ...lists.map((list) => list.length))
  return Array.from({ length }, (_, index) => lists.reduce((sum, list) => sum + (list[index] ?? 0), 0))
}
