import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { plainResult, plainSample } from '../../../testing/bench-results.ts'
import { roundsOf } from './rounds.ts'

const rounds = suite('bench/report/chart/rounds')

rounds('come after one another with gaps, as long as the server that took longest', () => {
  const samples = {
    enddel: [plainSample({ series: [5, 6] }), plainSample({ series: [7, 8] })],
    nginx: [plainSample({ series: [1, 2, 3] })],
  }
  const [scenario] = plainResult(samples).scenarios

  const [first, second] = roundsOf(scenario!, ['enddel', 'nginx'])

  assert.is(first!.seconds, 3)
  assert.ok(second!.from > 3)
  assert.equal(second!.series, [[7, 8], []])
})

rounds('that have no whole second are left out', () => {
  const [scenario] = plainResult({ enddel: [plainSample({ series: [] })] }).scenarios

  assert.equal(roundsOf(scenario!, ['enddel']), [])
})

rounds.run()
