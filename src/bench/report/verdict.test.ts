import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { benchResult, interruptedResult, plainResult, plainSample } from '../../testing/bench-results.ts'
import { verdictOf } from './verdict.ts'

const verdict = suite('bench/report/verdict')

verdict('is good when all answers were right, and counts them', () => {
  const { isGood, text } = verdictOf(plainResult({ enddel: [plainSample(), plainSample()] }))

  assert.ok(isGood)
  assert.is(text, 'All answers were right: 2,000, none lost.')
})

verdict('names each problem with its scenario', () => {
  const { isGood, failures } = verdictOf(benchResult())

  assert.not(isGood)
  assert.equal(
    failures.map((failure) => failure.split(':')[0]),
    ['stampede', 'deploy'],
  )
})

verdict('is bad for what was lost or wrong though the run has not said so', () => {
  const { isGood, failures } = verdictOf(plainResult({ enddel: [plainSample({ lost: 1 }), plainSample({ wrong: 2 })] }))

  assert.not(isGood)
  assert.equal(failures, ['hot: in max, enddel had 1 lost and 2 wrong'])
})

verdict('is bad when nothing was measured', () => {
  assert.not(verdictOf(benchResult({ scenarios: [] })).isGood)
})

verdict('of a run that was ended early speaks of what came until then', () => {
  assert.match(verdictOf(interruptedResult()).text, 'until the run was ended')
})

verdict.run()
