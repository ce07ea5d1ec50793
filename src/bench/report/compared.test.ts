import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Comparison } from '../figures/compare-runs.ts'
import { comparedTable, comparisonLines, comparisonVerdict } from './compared.ts'

const compared = suite('bench/report/compared')

compared('shows then and now, also in times of the yardstick, with the ratio and the verdict', () => {
  const { rows } = comparedTable(slower)!

  assert.equal(
    rows[0]!.cells.map(({ text }) => text),
    ['hot', 'max', 'requests/s', '90,000 (0.90)', '76,500 (0.77)', '0.85 (0.83–0.87)', 'worse'],
  )
  assert.is(rows[0]!.cells.at(-1)!.tone, 'bad')
})

compared('says how it was decided', () => {
  assert.is(comparisonLines(slower).at(-1), 'By a rule.')
  assert.is(comparisonVerdict(slower), 'Compared with the saved run: worse.')
})

compared('says why nothing was compared', () => {
  const refused: Comparison = { ...slower, verdict: 'refused', figures: [], refusals: ['it is of another machine'] }

  assert.is(comparedTable(refused), undefined)
  assert.is(comparisonVerdict(refused), 'Not compared: it is of another machine.')
})

const slower: Comparison = {
  verdict: 'worse',
  refusals: [],
  warnings: [],
  problems: [],
  confidence: 0.95,
  howDecided: 'By a rule.',
  figures: [
    {
      ...{ scenario: 'hot', step: 'max', key: 'perSecond', name: 'requests/s', unit: '/s', better: 'more' },
      then: { measured: 90_000, toYardstick: 0.9 },
      now: { measured: 76_500, toYardstick: 0.765 },
      ratio: 0.85,
      interval: { low: 0.83, high: 0.87 },
      verdict: 'worse',
    },
  ],
}

compared.run()
