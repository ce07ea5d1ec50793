import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { benchResult, interruptedResult, plainResult, plainSample } from '../../testing/bench-results.ts'
import { textReport } from './text.ts'

const text = suite('bench/report/text')

const wide = { width: 100, isColored: false }

text('keeps to a hundred columns', () => {
  const lines = textReport(benchResult(), wide).split('\n')

  assert.equal(
    lines.filter((line) => line.length > 100),
    [],
  )
})

text('in a narrow terminal puts columns below each other, with the names in front again', () => {
  const lines = textReport(interruptedResult(), { width: 44, isColored: false }).split('\n')

  assert.ok(lines.filter((line) => line.startsWith('step  server')).length > 2)
  assert.equal(
    lines.filter((line) => line.length > 44 && !line.startsWith('hot:')),
    [],
  )
})

text('aligns figures by their right side', () => {
  const samples = { enddel: [plainSample({ perSecond: 87_947 })], nginx: [plainSample({ perSecond: 120 })] }
  const lines = textReport(plainResult(samples), wide).split('\n')
  const [head, first, second] = lines.slice(lines.findIndex((line) => line.startsWith('step')))

  const ends = [head!.indexOf('requests/s') + 10, first!.indexOf('87,947') + 6, second!.indexOf('120') + 3]

  assert.is(new Set(ends).size, 1)
  assert.match(second!, /^ +nginx/)
})

text('ends with the verdict and what failed', () => {
  const lines = textReport(benchResult(), wide).trimEnd().split('\n')

  assert.equal(
    lines.slice(-3).map((line) => line.split(':')[0]),
    ['Failed, for 2 reasons', '- stampede', '- deploy'],
  )
  assert.match(textReport(interruptedResult(), wide), /All answers were right: .*\n$/)
})

text('says why a scenario was not run, and that a run was ended early', () => {
  assert.match(textReport(benchResult(), wide), 'Not run: chaos: redis-server is not installed')
  assert.match(textReport(interruptedResult(), wide), 'ended before its end')
})

text('has escape codes only where colours are wanted', () => {
  assert.not.match(textReport(benchResult(), wide), '\x1b')
  assert.match(textReport(benchResult(), { ...wide, isColored: true }), '\x1b[31mFailed')
})

text('lets no name move the cursor or begin a line', () => {
  const result = plainResult({ 'en\x1b[2Jd\ndel': [plainSample()], nginx: [plainSample()] })

  const shown = textReport(result, wide)

  assert.not.match(shown, '\x1b')
  assert.not.match(shown, /^del/m)
  assert.match(shown, 'end del')
})

text.run()
