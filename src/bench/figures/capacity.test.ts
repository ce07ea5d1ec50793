import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { runOf, sample } from '../../testing/simulated-run.ts'
import type { BenchResult, Sample } from '../bench-result.ts'
import { capacityOf } from './capacity.ts'

const capacity = suite('bench/figures/capacity')

capacity('is the rate that was held, with its p99, its cores, and what follows for a day', () => {
  const { assumptions, ...found } = capacityOf(runAt('mix', [{ perSecond: 2_990 }, { perSecond: 3_000 }]))!

  assert.equal(found, {
    ...{ scenario: 'mix', perSecond: 2_995, p99Ms: 1, cores: 2 },
    ...{ meanPerSecond: 2_995 / 3, perDay: 2_995 * 28_800 },
  })
})

capacity('comes from the mix where there is one', () => {
  const [hot, mix] = [runAt('hot', [{ perSecond: 3_000 }]), runAt('mix', [{ perSecond: 3_000 }])]

  assert.is(capacityOf({ ...hot, scenarios: [...hot.scenarios, ...mix.scenarios] })!.scenario, 'mix')
  assert.is(capacityOf(hot)!.scenario, 'hot')
  assert.is(capacityOf(runAt('cold', [{ perSecond: 3_000 }])), undefined)
})

capacity('is not told of a rate that was not held', () => {
  const held = { perSecond: 3_000 }
  const of = (figures: Parameters<typeof sample>[0]) => capacityOf(runAt('mix', [held, { ...held, ...figures }]))

  assert.ok(of({}))
  assert.is(of({ lost: 1 }), undefined)
  assert.is(of({ wrong: 1 }), undefined)
  assert.is(of({ perSecond: 2_900 }), undefined)
  assert.is(of({ latencyMs: 1_100 }), undefined)
  assert.is(capacityOf(runAt('mix', [])), undefined)
})

capacity('says what it takes for granted, as it was', () => {
  const run = runAt('mix', [{ perSecond: 3_000 }])
  const [, yardstick] = run.servers
  const away = { name: 'subject', url: 'https://example.com/', role: 'subject' as const }

  const local = capacityOf(run)!.assumptions.join(' ')
  const remote = capacityOf({ ...run, servers: [away, yardstick!] })!.assumptions.join(' ')

  for (const part of ['over loopback', 'no TLS', 'keep-alive', 'one page, built and in memory', '3 times its mean'])
    assert.match(local, part)
  assert.match(local, 'cores of its own')
  assert.match(remote, 'over the network to example.com')
  assert.match(remote, 'TLS was on')
})

capacity.run()

/** A run at a rate of 3,000 a second. */
function runAt(scenario: string, rounds: readonly Parameters<typeof sample>[0][]): BenchResult {
  const samples: Record<string, Sample[]> = { subject: rounds.map((one) => ({ ...sample(one), duePerSecond: 3_000 })) }
  const pace = { kind: 'rate' as const }
  return runOf([{ name: '60 % of max', kind: 'pages', connections: 64, pace, samples }], scenario)
}
