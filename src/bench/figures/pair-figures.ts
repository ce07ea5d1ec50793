import type { BenchResult, StepResult } from '../bench-result.ts'
import { ofRole, stepRefusal, stepWarnings } from './comparable.ts'
import { pairsOf } from './compare-servers.ts'
import { type MainFigure, mainFiguresOf } from './main-figures.ts'
import { median } from './statistics.ts'

/** A figure of a step, then and now. */
export interface FigurePair {
  figure: Omit<MainFigure, 'rounds'>
  scenario: string
  step: string
  then: Rounds
  now: Rounds
  isByYardstick: boolean
  /** Whether it may decide, or is only shown. */
  decides: boolean
}

/** Of the subject. */
export interface Rounds {
  measured: readonly number[]
  /** Empty without a yardstick. */
  toYardstick: readonly number[]
}

/** Shorter rounds are more chance than server, also on average: the same short moment comes in each of them. */
const leastSeconds = 0.5

/** All figures that both runs have, of steps that can be compared, and a sentence about what makes others differ. */
export function pairFigures(then: BenchResult, now: BenchResult): { pairs: FigurePair[]; warnings: string[] } {
  const names = { then: namesOf(then), now: namesOf(now) }
  const pairs: FigurePair[] = []
  const warnings: string[] = []
  for (const { scenario, before, today } of commonSteps(then, now)) {
    const refusal = stepRefusal(before, today)
    const told = refusal ? [`not compared: ${refusal}`] : stepWarnings(before, today, names)
    warnings.push(...told.map((sentence) => `${scenario}, ${today.name}: ${sentence}`))
    if (!refusal) pairs.push(...pairStep(before, today, names).map((pair) => ({ ...pair, scenario })))
  }
  return { pairs, warnings }
}

interface Names {
  subject: string
  yardstick: string
}

function namesOf(result: BenchResult): Names {
  return { subject: ofRole(result, 'subject')!.name, yardstick: ofRole(result, 'yardstick')!.name }
}

function pairStep(before: StepResult, today: StepResult, names: { then: Names; now: Names }) {
  const isLong = isLongEnough(before, names.then) && isLongEnough(today, names.now)
  // What an answer costs depends on how many there are to do at once.
  const isAlike = dueOf(before, names.then) === dueOf(today, names.now)
  const older = mainFiguresOf(before)
  return mainFiguresOf(today).flatMap(({ rounds, ...figure }) => {
    const was = older.find(({ key }) => key === figure.key)
    if (!was) return []
    const [then, now] = [roundsOf(was.rounds, names.then), roundsOf(rounds, names.now)]
    const isByYardstick = then.toYardstick.length > 0 && now.toYardstick.length > 0
    const hasSpread = then.toYardstick.length > 1 && now.toYardstick.length > 1
    const decides = hasSpread && isLong && (figure.key === 'perSecond' || (figure.key === 'cpuUs' && isAlike))
    return [{ figure, step: today.name, then, now, isByYardstick, decides }]
  })
}

function commonSteps(then: BenchResult, now: BenchResult) {
  return now.scenarios.flatMap(({ name: scenario, steps }) => {
    const older = then.scenarios.find(({ name }) => name === scenario)?.steps ?? []
    return steps.flatMap((today) => {
      const before = older.find(({ name }) => name === today.name)
      return before ? [{ scenario, before, today }] : []
    })
  })
}

function isLongEnough({ samples }: StepResult, { subject }: Names): boolean {
  return (median((samples[subject] ?? []).map(({ seconds }) => seconds)) ?? 0) >= leastSeconds
}

function dueOf({ samples }: StepResult, { subject }: Names): number | undefined {
  return samples[subject]?.[0]?.duePerSecond
}

function roundsOf(rounds: MainFigure['rounds'], { subject, yardstick }: Names): Rounds {
  const measured = (rounds[subject] ?? []).filter((value) => value !== undefined)
  const [ours, theirs] = pairsOf(rounds[subject] ?? [], rounds[yardstick] ?? [])
  return { measured, toYardstick: ours.map((value, round) => value / theirs[round]!) }
}
