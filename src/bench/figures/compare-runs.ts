import type { BenchResult } from '../bench-result.ts'
import { lateRefusalsOf, ofRole, refusalsOf, warningsOf } from './comparable.ts'
import type { MainFigure } from './main-figures.ts'
import { type FigurePair, pairFigures, type Rounds } from './pair-figures.ts'
import { geometricRatio, median, type Ratio, ratioInterval } from './statistics.ts'

export type Verdict = 'better' | 'same' | 'worse' | 'unsure'

export interface Comparison {
  /** `worse` when a single figure is, or when an answer was wrong or lost; `unsure` also when no figure decides. */
  verdict: Verdict | 'refused'
  /** Why nothing was compared, in sentences; then there are no figures. */
  refusals: readonly string[]
  warnings: readonly string[]
  /** What was wrong or lost now. */
  problems: readonly string[]
  figures: readonly ComparedFigure[]
  /** Of the intervals, such as 0.95. */
  confidence: number
  howDecided: string
}

export interface ComparedFigure extends Pick<MainFigure, 'key' | 'name' | 'unit' | 'better'> {
  scenario: string
  step: string
  then: Side
  now: Side
  /** Now to then, both by the yardstick where there is one. */
  ratio: number
  /** With the confidence of all; undefined of one round. */
  interval: Pick<Ratio, 'low' | 'high'> | undefined
  /** Undefined: it is only shown. */
  verdict: Verdict | undefined
}

/** Medians of the rounds. */
export interface Side {
  measured: number
  /** How many times the yardstick's in the same round; undefined without one. */
  toYardstick: number | undefined
}

/**
 * Whether the subject has become better or worse since `then`. `tolerance` is a share: 0.05 of 5 %.
 *
 * Each round's figure is divided by the yardstick's of the same round, so that a slower machine is no slower server. A figure
 * is worse only if all of the confidence interval lies beyond the tolerance: noise widens the interval, and then it is
 * unsure, which fails nobody. The tolerance in its turn is for what differs between two starts of one server, which rounds
 * within a run cannot show. The more figures decide, the more sure each of them has to be (Bonferroni): all together cry wolf
 * as seldom as one with an interval of 95 %.
 *
 * Throughput decides, and so does CPU time an answer, which hardly feels what else runs on the machine. Latencies are only
 * shown: a p99 is made by the worst moments of a run, of which there are few, and they come from the machine more often than
 * from the server; between two runs of one server it differs by more than the intervals of either tell, so that any
 * tolerance wide enough to let the same server pass is too wide to find anything. What stalls a server shows in its throughput.
 * Also only shown: what has no yardstick, one round or short ones, and CPU time at rates that differ, since it depends on the rate.
 */
export function compareRuns(then: BenchResult, now: BenchResult, tolerance: number): Comparison {
  const problems = problemsOf(now)
  const refusals = [...refusalsOf(then, now), ...lateRefusalsOf(then, now)]
  const { pairs, warnings } = refusals.length > 0 ? nothing : pairFigures(then, now)
  const deciding = pairs.filter(({ decides }) => decides).length
  const confidence = 1 - 0.05 / Math.max(1, deciding)
  const figures = pairs.flatMap((pair) => compareFigure(pair, tolerance, confidence) ?? [])
  if (refusals.length === 0 && figures.length === 0) refusals.push('the two runs have no figure in common')
  return {
    verdict: verdictOf(problems, refusals, figures),
    refusals,
    warnings: [...warningsOf(then, now), ...warnings],
    problems,
    figures,
    confidence,
    howDecided: howDecided(tolerance, deciding, confidence),
  }
}

const nothing = { pairs: [], warnings: [] }

function howDecided(tolerance: number, deciding: number, confidence: number): string {
  const [beyond, sure] = [tolerance, confidence].map((share) => `${Number((share * 100).toFixed(2))} %`)
  return (
    `Worse, or better, is what lies beyond noise and beyond ${beyond}: each round's figure is divided by the yardstick's of ` +
    `the same round, and all of the ${sure} confidence interval of now to then (Welch's t on logarithms) has to lie beyond ` +
    `${beyond}.${deciding > 1 ? ` It is ${sure} since ${deciding} figures decide, which together err as seldom as one with 95 %.` : ''} ` +
    'Throughput and CPU time decide; latencies, and what has no yardstick, one round or short ones, are only shown. ' +
    'A wrong or lost answer is always worse.'
  )
}

function verdictOf(
  problems: readonly string[],
  refusals: readonly string[],
  figures: readonly ComparedFigure[],
): Comparison['verdict'] {
  if (problems.length > 0) return 'worse'
  if (refusals.length > 0) return 'refused'
  const verdicts = new Set(figures.map(({ verdict }) => verdict))
  const first = (['worse', 'unsure', 'better', 'same'] as const).find((verdict) => verdicts.has(verdict))
  return first ?? 'unsure'
}

function problemsOf(now: BenchResult): string[] {
  const subject = ofRole(now, 'subject')?.name ?? ''
  return now.scenarios.flatMap(({ name, steps, problems }) => {
    const samples = steps.flatMap((step) => step.samples[subject] ?? [])
    const sum = (key: 'wrong' | 'lost') => samples.reduce((total, sample) => total + sample[key], 0)
    const counted = `${name}: ${sum('wrong')} wrong and ${sum('lost')} lost answers`
    if (problems.length > 0) return problems.map((problem) => `${name}: ${problem}`)
    return sum('wrong') + sum('lost') > 0 ? [counted] : []
  })
}

function compareFigure(pair: FigurePair, tolerance: number, confidence: number): ComparedFigure | undefined {
  const { figure, scenario, step, isByYardstick, decides } = pair
  const [then, now] = [pair.then, pair.now].map((side) => (isByYardstick ? side.toYardstick : side.measured))
  const found = ratioInterval(now!, then!, 'unpaired', confidence)
  const ratio = found?.ratio ?? geometricRatio(now!, then!)
  if (ratio === undefined) return undefined
  const interval = found && { low: found.low, high: found.high }
  const verdict = decides && interval ? judge(interval, figure.better, tolerance) : undefined
  return { ...figure, scenario, step, then: sideOf(pair.then), now: sideOf(pair.now), ratio, interval, verdict }
}

function sideOf({ measured, toYardstick }: Rounds): Side {
  return { measured: median(measured)!, toYardstick: median(toYardstick) }
}

function judge({ low, high }: Pick<Ratio, 'low' | 'high'>, better: 'more' | 'less', tolerance: number): Verdict {
  const [below, above]: Verdict[] = better === 'more' ? ['worse', 'better'] : ['better', 'worse']
  if (high < 1 - tolerance) return below!
  if (low > 1 + tolerance) return above!
  return low >= 1 - tolerance && high <= 1 + tolerance ? 'same' : 'unsure'
}
