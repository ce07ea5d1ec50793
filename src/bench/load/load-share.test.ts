import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { LoadPlan, Pace } from './load-plan.ts'
import { sharesOf } from './load-share.ts'

const share = suite('bench/load/load-share')

share('threads together have all connections and send each request once', () => {
  const shares = sharesOf(plan({ connections: 7, threads: 3 }, { kind: 'closed', seconds: 1, requests: 20 }))

  const sent = shares.flatMap(({ orderFrom, requests }) => Array.from({ length: requests! }, (_, i) => orderFrom + i))

  assert.equal(
    shares.map(({ connections }) => connections),
    [2, 2, 3],
  )
  assert.equal(
    sent,
    Array.from({ length: 20 }, (_, index) => index),
  )
})

share('with as many requests as connections each thread has as many of both', () => {
  const shares = sharesOf(plan({ connections: 200, threads: 3 }, { kind: 'closed', seconds: 1, requests: 200 }))

  assert.ok(shares.every(({ connections, requests }) => connections === requests))
})

share('a rate is divided so that what is due stays evenly spaced', () => {
  const shares = sharesOf(plan({ connections: 8, threads: 4 }, { kind: 'open', seconds: 1, perSecond: 100 }))

  const dues = shares.flatMap(({ perSecond, offset }) => [0, 1].map((index) => ((index + offset) * 1000) / perSecond))

  assert.equal(
    dues.sort((a, b) => a - b),
    [0, 10, 20, 30, 40, 50, 60, 70],
  )
})

share('there are no threads without a connection', () => {
  assert.is(sharesOf(plan({ connections: 2, threads: 8 }, { kind: 'closed', seconds: 1 })).length, 2)
})

share.run()

function plan(size: { connections: number; threads: number }, pace: Pace): LoadPlan {
  const server = { hostname: '127.0.0.1', port: 1, isTls: false }
  return { server, requests: [], order: [0, 1, 2], ...size, pace, timeoutMs: 1000, checkEvery: 10 }
}
