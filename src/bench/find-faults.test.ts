import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Sample, StepResult } from './bench-result.ts'
import { findFaults } from './find-faults.ts'
import type { BenchServer } from './server/bench-server.ts'

const faults = suite('bench/find-faults')

const enddel: BenchServer = {
  ...{ name: 'enddel', url: new URL('http://127.0.0.1:1'), role: 'subject' },
  ...{ pids: [], cores: '0-1', secret: undefined },
}

function stepOf(sample: Partial<Sample>, more: Partial<StepResult> = {}): StepResult {
  const good = { seconds: 1, asked: 100, answers: 100, perSecond: 100, lost: 0, retried: 0, wrong: 0, checked: 1 }
  const whole: Sample = { ...good, bytes: 1000, latency: '', series: [100], clientBusy: 0.5, ...sample }
  return { name: 'max', kind: 'pages', connections: 1, pace: { kind: 'max' }, samples: { enddel: [whole] }, ...more }
}

faults('finds nothing in what is well', () => {
  assert.equal(findFaults([stepOf({})], [enddel]), { problems: [], warnings: [] })
})

faults('counts what was lost and wrong', () => {
  const { problems } = findFaults([stepOf({ lost: 2, wrong: 3 })], [enddel])

  assert.equal(problems, ['enddel, max: 2 answers were lost', 'enddel, max: 3 answers were wrong'])
})

faults('does not blame the subject for what a peer does', () => {
  const peer: BenchServer = { ...enddel, role: 'peer' }

  const { problems, warnings } = findFaults([stepOf({ lost: 2 })], [peer])

  assert.equal([problems, warnings], [[], ['enddel, max: 2 answers were lost']])
})

faults('holds renders against pages', () => {
  assert.equal(findFaults([stepOf({ renders: 1 })], [enddel], 1).problems, [])
  assert.equal(findFaults([stepOf({ renders: 2 })], [enddel], 1).problems, ['enddel, max: 2 renders for 1 page'])
  assert.equal(findFaults([stepOf({ renders: 2 })], [enddel]).problems, [])
})

faults('says that the client was the limit, unless the server was at its own', () => {
  const at = (clientBusy: number, serverCores: number) =>
    findFaults([stepOf({ clientBusy, serverCores })], [enddel]).warnings.length

  assert.is(at(1, 1), 1)
  assert.is(at(1, 1.95), 0)
  assert.is(at(0.5, 1), 0)
})

faults('says that a rate was not held, and that the client was late', () => {
  const pace = { kind: 'rate' } as const

  const { warnings } = findFaults(
    [stepOf({ asked: 200, answers: 150, duePerSecond: 200, clientLateMs: 12 }, { pace })],
    [enddel],
  )

  assert.is(warnings.length, 2)
  assert.match(warnings[0]!, /of 200 requests a second not all were answered in time/)
  assert.match(warnings[1]!, /the client sent requests too late/)
})

faults('says that clients of the feed heard nothing', () => {
  const silent = stepOf({ asked: 0, answers: 0 }, { kind: 'feed', pace: { kind: 'feed' } })

  assert.match(findFaults([silent], [enddel]).warnings[0]!, /no figure changed/)
})

faults.run()
