import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { runOf, sample } from '../../testing/simulated-run.ts'
import type { BenchResult, Sample } from '../bench-result.ts'
import { compareServers } from './compare-servers.ts'

const servers = suite('bench/figures/compare-servers')

servers('tell the ratio of the subject to each peer, by rounds of the same number', () => {
  const result = runWith({
    subject: rounds([20, 4000, 56]),
    nginx: rounds([10, 1000, 7]),
    node: rounds([20, 4000, 56]),
  })

  const found = compareServers(result).map(({ scenario, step, peer, key, ratio, interval }) => [
    [scenario, step, peer, key].join(' '),
    Number(ratio.toFixed(3)),
    interval && [interval.low, interval.high].map((value) => Number(value.toFixed(2))),
  ])

  assert.equal(found, [
    ['hot max nginx perSecond', 4, [0.71, 22.38]],
    ['hot max node perSecond', 1, [1, 1]],
  ])
})

servers('of half a round have the whole ones only', () => {
  const result = runWith({ subject: rounds([30, 60, 90, 1]), nginx: rounds([10, 20, 30]) })

  assert.is(compareServers(result)[0]!.ratio.toFixed(6), '3.000000')
})

servers('of one round have a ratio without an interval', () => {
  const [found] = compareServers(runWith({ subject: rounds([30]), nginx: rounds([10]) }))

  assert.is(found!.ratio.toFixed(6), '3.000000')
  assert.is(found!.interval, undefined)
})

servers('without figures of both there is nothing to tell', () => {
  assert.equal(compareServers(runWith({ subject: rounds([30, 40]), nginx: rounds([0, 0]) })), [])
  assert.equal(compareServers(runWith({ subject: rounds([30, 40]) })), [])
})

servers.run()

function rounds(perSecond: readonly number[]): Sample[] {
  return perSecond.map((value) => sample({ perSecond: value }))
}

function runWith(samples: Record<string, Sample[]>): BenchResult {
  const run = runOf([{ name: 'max', kind: 'pages', connections: 64, pace: { kind: 'max' }, samples }])
  const peers = ['nginx', 'node'].map((name) => ({ name, url: 'http://127.0.0.1/', role: 'peer' as const }))
  return { ...run, servers: [...run.servers, ...peers] }
}
