import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { adjustSteps } from './adjust-steps.ts'
import type { PageStep, Step } from './scenario.ts'
import { scenarios } from './scenarios.ts'

const adjust = suite('bench/adjust-steps')

const max: PageStep = { kind: 'pages', name: 'max', rounds: 5, connections: 64, pace: { kind: 'max', seconds: 3 } }
const rate: PageStep = { ...max, name: '60 %', pace: { kind: 'rate', seconds: 4, ofMax: 0.6 } }
const once: PageStep = { ...max, name: 'once', pace: { kind: 'once', each: 'page' } }
const feed: Step = { kind: 'feed', name: 'listening', rounds: 3, clients: 2000, seconds: 5 }

adjust('leaves steps as they are when nothing is said', () => {
  assert.equal(adjustSteps([max, rate, once, feed], { overrides: {}, engine: 'enddel' }), [max, rate, once, feed])
})

adjust('takes connections, seconds and rounds', () => {
  const overrides = { connections: 10, seconds: 2, rounds: 1 }

  assert.equal(adjustSteps([max, once], { overrides, engine: 'enddel' }), [
    { ...max, connections: 10, rounds: 1, pace: { kind: 'max', seconds: 2 } },
    { ...once, connections: 10, rounds: 1 },
  ])
  assert.equal(adjustSteps([feed], { overrides, engine: 'enddel' }), [{ ...feed, clients: 10, rounds: 1, seconds: 2 }])
})

adjust('takes a rate in place of a share of the maximum', () => {
  const [, paced] = adjustSteps([max, rate], { overrides: { perSecond: 500 }, engine: 'enddel' }) as PageStep[]

  assert.equal(paced?.pace, { kind: 'rate', seconds: 4, ofMax: 0.6, perSecond: 500 })
})

adjust('leaves connections that go up step by step', () => {
  const ramp = scenarios.ramp.steps as readonly PageStep[]

  const adjusted = adjustSteps(ramp, { overrides: { connections: 7 }, engine: 'enddel' }) as PageStep[]

  assert.equal(
    adjusted.map(({ connections }) => connections),
    ramp.map(({ connections }) => connections),
  )
})

adjust('leaves to wrk what it can do', () => {
  assert.equal(adjustSteps([max, rate, once, feed], { overrides: {}, engine: 'wrk' }), [max])
})

adjust.run()
