import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { benchResult, plainResult, plainSample } from '../../testing/bench-results.ts'
import type { BenchResult, Sample } from '../bench-result.ts'
import { limitsOf } from './limits.ts'

const limits = suite('bench/report/limits')

limits('name the server when its cores are used up', () => {
  assert.equal(told({ clientBusy: 0.7, serverCores: 0.97 }), [
    'In max, the server was the limit: enddel (used 0.97 of 1 core, client busy 70 %).',
  ])
})

limits('name the client, and say that the figure is not of the server', () => {
  assert.match(
    told({ clientBusy: 0.99, serverCores: 0.5 })[0]!,
    "client was the limit, so the figure is not the server's",
  )
})

limits('name both, or neither', () => {
  assert.match(told({ clientBusy: 0.95, serverCores: 0.95 })[0]!, 'both at their limit')
  assert.match(told({ clientBusy: 0.5, serverCores: 0.5 })[0]!, 'neither client nor server')
})

limits('do not accuse a server that does not tell what it used', () => {
  assert.equal(told({ clientBusy: 0.5 }), ['In max, the client was not the limit: enddel (client busy 50 %).'])
})

limits('put servers with the same limit into one sentence', () => {
  const full = plainSample({ clientBusy: 0.7, serverCores: 1 })

  assert.equal(limitsIn(plainResult({ enddel: [full], nginx: [full] })).length, 1)
})

limits('are asked for only where as much as possible was: not at a rate', () => {
  assert.equal(limitsIn(plainResult({ enddel: [plainSample()] }, { pace: { kind: 'rate' } })), [])
})

limits('of a ramp are those of its last step', () => {
  const result = benchResult()
  const sentences = limitsOf(
    result,
    result.scenarios.find(({ name }) => name === 'ramp')!,
  )

  assert.ok(sentences.length > 0)
  assert.ok(sentences.every((sentence) => sentence.startsWith('In 100 clients,')))
})

function told(changes: Partial<Sample>): string[] {
  return limitsIn(plainResult({ enddel: [plainSample(changes)] }))
}

function limitsIn(result: BenchResult): string[] {
  return limitsOf(result, result.scenarios[0]!)
}

limits.run()
