import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { sample } from '../../testing/simulated-run.ts'
import type { Sample, StepResult } from '../bench-result.ts'
import { createHistogram } from './histogram.ts'
import { mainFiguresOf } from './main-figures.ts'

const figures = suite('bench/figures/main-figures')

figures('of a maximum: requests a second and CPU time an answer, round by round', () => {
  const rounds = [sample({ perSecond: 40_000, cpuUsPerAnswer: 25 }), sample({ perSecond: 50_000, cpuUsPerAnswer: 20 })]

  const found = mainFiguresOf(stepOf({ kind: 'max' }, { a: rounds, b: [sample({ perSecond: 7 })] }))

  assert.equal(
    found.map(({ key, better, rounds }) => [key, better, rounds]),
    [
      ['perSecond', 'more', { a: [40_000, 50_000], b: [7] }],
      ['cpuUs', 'less', { a: [25, 20], b: [undefined] }],
    ],
  )
})

figures('of a rate, which is given: the p99 in milliseconds', () => {
  const histogram = createHistogram()
  for (let at = 1; at <= 100; at++) histogram.record(at >= 99 ? 2_000 : 1_000)
  const rounds = [sample({ latency: histogram.encode() })]

  const found = mainFiguresOf(stepOf({ kind: 'rate' }, { a: rounds }))

  assert.equal(
    found.map(({ key, unit, better, rounds }) => [key, unit, better, rounds.a]),
    [['p99Ms', 'ms', 'less', [2]]],
  )
})

figures('of the feed: the delay, under a name of its own', () => {
  const step = { ...stepOf({ kind: 'feed' }, { a: [sample({ latencyMs: 2 })] }), kind: 'feed' as const }

  assert.equal(
    mainFiguresOf(step).map(({ name }) => name),
    ['p99 delay'],
  )
})

figures('leave out what a round does not tell: no answers, or a CPU time of few ticks', () => {
  const rounds = [
    sample({ answers: 0, perSecond: 0, latency: '', cpuUsPerAnswer: 0 }),
    sample({ answers: 200, perSecond: 2_000, cpuUsPerAnswer: 100 }),
    sample({ answers: 2_000, perSecond: 2_000, cpuUsPerAnswer: 100 }),
  ]

  const found = mainFiguresOf(stepOf({ kind: 'once' }, { a: rounds }))

  assert.equal(
    found.map(({ rounds }) => rounds.a),
    [
      [undefined, 2_000, 2_000],
      [undefined, undefined, 100],
    ],
  )
})

figures.run()

function stepOf(pace: StepResult['pace'], samples: Record<string, Sample[]>): StepResult {
  return { name: 'step', kind: 'pages', connections: 64, pace, samples }
}
