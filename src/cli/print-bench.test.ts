import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { BenchEvent } from '../bench/bench-event.ts'
import { benchResult, hot } from '../testing/bench-results.ts'
import { printBench } from './print-bench.ts'

const printing = suite('cli/print-bench')

const started: BenchEvent = { type: 'scenario-started', name: 'hot', about: 'one page', index: 0, count: 12 }
const round: BenchEvent = { type: 'round-started', scenario: 'hot', step: 'max', server: 'nginx', round: 2, rounds: 5 }
const second: BenchEvent = { type: 'second', answers: 64_098 }
const ended: BenchEvent = { type: 'scenario-ended', result: hot() }

printing('rewrites one line of a terminal', () => {
  const { stream, text } = listening(true)

  const { show } = printBench(stream)
  for (const event of [started, round, second]) show(event)

  assert.match(text(), /\rhot \(1 of 12\) {2}max {2}nginx {2}round 2 of 5 {2}64,098\/s\x1b\[K$/)
  assert.not.match(text(), '\n')
})

printing('leaves a clean line, also when a run breaks off', () => {
  const { stream, text } = listening(true)

  const { show, end } = printBench(stream)
  show(started)
  show(second)
  end()
  end()

  assert.ok(text().endsWith('/s\x1b[K\r\x1b[K'))
})

printing('cuts the line to the width of the terminal, which may not wrap it', () => {
  const { stream, text } = listening(true, 20)

  printBench(stream).show(started)
  printBench(stream).show({ ...round, server: 'a-very-long-name-of-a-server' })

  const lines = text()
    .split('\r')
    .map((line) => line.replace('\x1b[K', ''))
  assert.ok(lines.every((line) => line.length < 20))
})

printing('writes a line for each scenario where there is no terminal', () => {
  const { stream, text } = listening(false)
  const chaos = benchResult().scenarios.find(({ name }) => name === 'chaos')!
  const stampede = benchResult().scenarios.find(({ name }) => name === 'stampede')!

  const { show, end } = printBench(stream)
  for (const event of [started, round, second, ended]) show(event)
  for (const result of [chaos, stampede]) show({ type: 'scenario-ended', result })
  end()

  const [first, second_, third] = text().trimEnd().split('\n')
  assert.match(first!, /^hot: enddel [\d,]+\/s, nginx [\d,]+\/s, node:http [\d,]+\/s$/)
  assert.match(second_!, /^chaos: not run: redis-server is not installed/)
  assert.match(third!, /^stampede: enddel [\d,]+\/s, 1 problem$/)
})

function listening(isTTY: boolean, columns = 100) {
  const written: string[] = []
  const stream = { isTTY, columns, write: (text: string | Uint8Array) => written.push(String(text)) > 0 }
  return { stream, text: () => written.join('') }
}

printing.run()
