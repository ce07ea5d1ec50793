import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { runOf, sample, simulatedRun, type Simulation } from '../../testing/simulated-run.ts'
import type { BenchResult, Sample, StepResult } from '../bench-result.ts'
import { compareRuns } from './compare-runs.ts'

const runs = suite('bench/figures/compare-runs')
const tolerance = 0.05
const us = 25
const slowerUs = us / 0.85

runs('find a server 15 % slower, and let the same server pass, each 200 times out of 200', () => {
  const verdicts = (now: Simulation['us']) => tally(200, { us }, { us: now! })

  assert.is(verdicts(slowerUs).worse, 200)
  assert.is(verdicts(us).worse, 0)
  assert.is(verdicts(us).better, 0)
})

runs('take no slower machine for a slower server', () => {
  const found = tally(50, { us }, { us, machine: 0.6 })

  assert.is(found.worse, 0)
})

runs('find a slower server on a day on which the machine is faster', () => {
  const found = tally(50, { us }, { us: slowerUs, machine: 1.4 })

  assert.is(found.worse, 50)
})

runs('find a server that has become faster', () => {
  assert.is(tally(50, { us: slowerUs, noise: 0.01 }, { us, noise: 0.01 }).better, 50)
})

runs('are judged the more carefully the more figures decide', () => {
  const steps = (count: number, ours: number[]) =>
    runOf(Array.from({ length: count }, (_, at) => ({ ...maxStep(ours, [100, 100, 100]), name: `step ${at}` })))
  const found = (count: number) => compareRuns(steps(count, [100, 100, 101]), steps(count, [86, 87, 85]), tolerance)

  assert.is(found(1).confidence, 0.95)
  assert.is(found(10).confidence, 0.995)
  assert.match(found(10).howDecided, 'all of the 99.5 % confidence interval')
  assert.ok(found(10).figures[0]!.interval!.high > found(1).figures[0]!.interval!.high)
})

runs('in which everything is noise say that they are unsure', () => {
  const found = tally(50, { us, noise: 0.4 }, { us, noise: 0.4 })

  assert.ok(found.worse! <= 2 && found.unsure! >= 46, JSON.stringify(found))
})

runs('tell for each figure what was measured, what of that is the server, and how sure it is', () => {
  const then = runOf([maxStep([40_000, 20_000, 40_000], [80_000, 40_000, 80_000])])
  const now = runOf([maxStep([10_000, 20_000, 10_000], [40_000, 80_000, 40_000])])

  const { figures } = compareRuns(then, now, tolerance)

  assert.equal(
    figures.map(({ interval, ...figure }) => ({ ...figure, ratio: figure.ratio.toFixed(6) })),
    [
      {
        ...{ scenario: 'hot', step: 'max', key: 'perSecond', name: 'requests/s', unit: '/s', better: 'more' },
        then: { measured: 40_000, toYardstick: 0.5 },
        now: { measured: 10_000, toYardstick: 0.25 },
        ...{ ratio: '0.500000', verdict: 'worse' },
      },
    ],
  )
  assert.equal(
    Object.values(figures[0]!.interval!).map((value) => value.toFixed(6)),
    ['0.500000', '0.500000'],
  )
})

runs('are worse only when the whole interval lies beyond the tolerance', () => {
  const then = runOf([maxStep([100, 100, 100], [100, 100, 100])])
  const verdictOf = (ours: number[]) => compareRuns(then, runOf([maxStep(ours, [100, 100, 100])]), tolerance).verdict

  assert.is(verdictOf([94, 94, 94]), 'worse')
  assert.is(verdictOf([94, 96, 92]), 'unsure')
  assert.is(verdictOf([96, 96, 96]), 'same')
  assert.is(verdictOf([104, 104, 104]), 'same')
  assert.is(verdictOf([106, 106, 106]), 'better')
})

runs('take more CPU time for worse', () => {
  const cpu = (perAnswer: number) =>
    runOf([
      stepOf({
        subject: rounds([1, 2, 3], (at) => ({
          seconds: 1,
          answers: 40_000,
          perSecond: 100,
          cpuUsPerAnswer: perAnswer + at,
        })),
        yardstick: rounds([1, 2, 3], () => ({ seconds: 1, answers: 40_000, perSecond: 100, cpuUsPerAnswer: 10 })),
      }),
    ])

  const { figures, verdict } = compareRuns(cpu(100), cpu(120), tolerance)

  assert.equal(
    figures.map(({ key, verdict }) => [key, verdict]),
    [
      ['perSecond', 'same'],
      ['cpuUs', 'worse'],
    ],
  )
  assert.is(verdict, 'worse')
})

runs('show latencies, and do not decide by them', () => {
  const slow = (latencyMs: number): BenchResult =>
    runOf([
      stepOf(
        { subject: rounds([1, 2, 3], () => ({ latencyMs })), yardstick: rounds([1, 2, 3], () => ({ latencyMs: 1 })) },
        { kind: 'rate' },
      ),
    ])

  const { figures, verdict } = compareRuns(slow(1), slow(100), tolerance)

  assert.equal(
    figures.map(({ key, ratio, verdict }) => [key, Math.round(ratio), verdict]),
    [['p99Ms', 100, undefined]],
  )
  assert.is(verdict, 'unsure')
})

runs('do not decide by one round, by short ones, or without a yardstick in that step', () => {
  const seconds = (value: number) => rounds([100, 100], () => ({ seconds: value, perSecond: 100 }))
  const verdictOf = (then: Record<string, Sample[]>, now: Record<string, Sample[]>) =>
    compareRuns(runOf([stepOf(then)]), runOf([stepOf(now)]), tolerance).figures[0]!.verdict
  const halved = { subject: rounds([50, 50]), yardstick: rounds([100, 100]) }

  assert.is(verdictOf({ subject: seconds(1), yardstick: seconds(1) }, halved), 'worse')
  assert.is(verdictOf({ subject: seconds(0.3), yardstick: seconds(1) }, halved), undefined)
  assert.is(verdictOf({ subject: seconds(1) }, halved), undefined)
  assert.is(verdictOf({ subject: seconds(1).slice(1), yardstick: seconds(1) }, halved), undefined)
})

runs('with a lost or wrong answer now are worse, whatever the figures', () => {
  const [then, now] = [simulatedRun({ seed: 1 }), simulatedRun({ seed: 2 })]
  const step = now.scenarios[0]!.steps[0]!
  const [first, ...others] = step.samples.subject!
  const lost = runOf([{ ...step, samples: { ...step.samples, subject: [{ ...first!, lost: 1 }, ...others] } }])

  const found = compareRuns(then, lost, tolerance)

  assert.is(compareRuns(then, now, tolerance).problems.length, 0)
  assert.is(found.verdict, 'worse')
  assert.equal(found.problems, ['hot: 0 wrong and 1 lost answers'])
})

runs('with what a scenario found to be wrong are worse, too', () => {
  const [then, now] = [simulatedRun({ seed: 1 }), simulatedRun({ seed: 2 })]
  const problems = ['201 renders of one page']

  const found = compareRuns(then, { ...now, scenarios: [{ ...now.scenarios[0]!, problems }] }, tolerance)

  assert.is(found.verdict, 'worse')
  assert.equal(found.problems, ['hot: 201 renders of one page'])
})

runs('say how it was decided', () => {
  const { howDecided } = compareRuns(simulatedRun({ seed: 1 }), simulatedRun({ seed: 2 }), 0.075)

  assert.match(howDecided, 'beyond 7.5 %')
  assert.match(howDecided, '97.5 % confidence interval')
})

runs.run()

/** How often each verdict comes out of so many pairs of runs. */
function tally(count: number, then: Omit<Simulation, 'seed'>, now: Omit<Simulation, 'seed'>): Record<string, number> {
  const found: Record<string, number> = { worse: 0, better: 0, same: 0, unsure: 0, refused: 0 }
  for (let seed = 0; seed < count; seed++) {
    const before = simulatedRun({ ...then, seed: 2 * seed })
    found[compareRuns(before, simulatedRun({ ...now, seed: 2 * seed + 1 }), tolerance).verdict]!++
  }
  return found
}

function maxStep(subject: readonly number[], yardstick: readonly number[]): StepResult {
  return stepOf({ subject: rounds(subject), yardstick: rounds(yardstick) })
}

function stepOf(samples: Record<string, Sample[]>, pace: StepResult['pace'] = { kind: 'max' }): StepResult {
  return { name: 'max', kind: 'pages', connections: 64, pace, samples }
}

function rounds(
  perSecond: readonly number[],
  figures: (at: number) => Parameters<typeof sample>[0] = (at) => ({ perSecond: perSecond[at]! }),
): Sample[] {
  return perSecond.map((_, at) => sample(figures(at)))
}
