import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { interruptedResult, plainResult, plainSample } from '../../testing/bench-results.ts'
import type { BenchResult, Sample } from '../bench-result.ts'
import { ratioTableOf } from './ratio-table.ts'

const ratios = suite('bench/report/ratio-table')

ratios('divide the measured server by each peer, with the interval and what it means', () => {
  const result = plainResult({ enddel: at(200, 202, 198), slow: at(100, 101, 99), fast: at(400, 404, 396) })

  assert.equal(textsOf(result), [
    ['max', 'slow', '2.00 (2.00–2.00) better'],
    ['max', 'fast', '0.50 (0.50–0.50) worse'],
  ])
})

ratios('say that it is unsure when the interval holds one', () => {
  const result = plainResult({ enddel: at(100, 110, 90), other: at(101, 90, 109) })

  assert.match(textsOf(result)![0]![2]!, /^1\.00 \(0\.\d\d–1\.\d\d\) unsure$/)
})

ratios('take less latency for better', () => {
  const [fast, slow] = [1000, 4000].map((us) => [1, 2, 3].map((more) => plainSample({}, [us * (1 + more / 100)])))
  const result = plainResult({ enddel: fast!, slow: slow! }, { pace: { kind: 'rate' } })

  assert.match(textsOf(result)![0]![2]!, /^0\.25 .* better$/)
})

ratios('of one round have no interval and claim nothing', () => {
  assert.equal(textsOf(plainResult({ enddel: at(200), slow: at(100) })), [['max', 'slow', '2.00']])
})

ratios('of a run that was ended early take the rounds that both have', () => {
  const [row] = textsOf(interruptedResult())!

  assert.equal(row!.slice(0, 2), ['max', 'nginx'])
  assert.match(row![2]!, /^1\.\d\d$/)
})

ratios('are undefined without a peer', () => {
  assert.is(textsOf(plainResult({ enddel: at(200) })), undefined)
})

function at(...perSecond: number[]): Sample[] {
  return perSecond.map((value) => plainSample({ perSecond: value }))
}

function textsOf(result: BenchResult): string[][] | undefined {
  return ratioTableOf(result, result.scenarios[0]!)?.rows.map(({ cells }) => cells.map(({ text }) => text))
}

ratios.run()
