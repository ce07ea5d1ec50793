import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { terminalLine } from './terminal-line.ts'

const line = suite('core/terminal-line')

function shown(fields: object): string {
  return terminalLine(JSON.stringify({ level: 30, time: '2026-11-20T08:00:00.000Z', ...fields })).slice(
    '00:00:00'.length,
  )
}

line('says what happened before where', () => {
  assert.is(shown({ worker: 1, pages: 809, msg: 'build loaded' }), '  build loaded  worker=1  pages=809\n')
})

line('cuts a field that would fill the screen', () => {
  const told = shown({ selector: { paths: Array.from({ length: 100 }, (_, index) => `/page/${index}`) }, msg: 'gone' })

  assert.match(told, /^ {2}gone {2}selector=\{"paths":\["\/page\/0",.*…\n$/)
  assert.ok(told.length < 90)
})

line('tells of what was to be expected how to mend it, and of a bug where it is', () => {
  const expected = { type: 'EnddelError', message: 'Redis is full', hint: 'give it memory', stack: 'Error: …' }
  const bug = { type: 'TypeError', message: 'no', stack: 'TypeError: no\n    at here' }

  assert.is(shown({ level: 40, err: expected, msg: 'slow' }), '  warning: slow: Redis is full (give it memory)\n')
  assert.is(shown({ level: 50, err: bug, msg: 'failed' }), '  error: failed\nTypeError: no\n    at here\n')
})

line.run()
