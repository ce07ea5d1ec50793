import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Invalidation, Mode } from './invalidation.ts'
import { compacted, linesOf, recordsIn, weightOf } from './log-records.ts'

const records = suite('cache/log-records')

function tag(version: number, mode: Mode = 'soft'): Invalidation {
  return { version, mode, selector: { tags: [`t${version}`] } }
}

function all(version: number, mode: Mode = 'soft'): Invalidation {
  return { version, mode, selector: { all: true } }
}

records('come back from their lines', () => {
  const some = [tag(1), all(2, 'hard'), { version: 3, mode: 'soft', selector: { paths: ['/a\nb "ả"'] } } as const]

  assert.equal(recordsIn(linesOf(some)), { records: some, badLines: 0 })
  assert.equal(recordsIn(''), { records: [], badLines: 0 })
})

records('are one a line', () => {
  assert.is(linesOf([tag(1), all(2)]).split('\n').length, 3)
})

records('come back without the lines that are none', () => {
  const garbage = ['not JSON', 'null', '{"version":4}', '{"version":5,"mode":"soft","selector":{}}', '\0\0\0']

  const read = recordsIn(`${linesOf([tag(1)])}${garbage.join('\n')}\n\n${linesOf([tag(2)])}{"version":3,"mode":"so`)

  assert.equal(read, { records: [tag(1), tag(2)], badLines: 6 })
})

records('come back in the order of their versions', () => {
  assert.equal(recordsIn(linesOf([tag(2), tag(3), tag(1)])).records, [tag(1), tag(2), tag(3)])
})

records('weigh what they name, and one at least', () => {
  const named: Invalidation = { version: 1, mode: 'soft', selector: { paths: ['/a'], prefixes: ['/b'], tags: ['c'] } }

  assert.is(weightOf([named, all(2)]), 4)
})

records('stay all when they fit', () => {
  assert.equal(compacted([tag(1), tag(2)], 2), [tag(1), tag(2)])
})

records('lose the oldest when they do not fit, to one that selects all', () => {
  assert.equal(compacted([tag(1), tag(2), tag(3), tag(4)], 2), [all(2), tag(3), tag(4)])
})

records('that were hard stay hard when they are lost', () => {
  const compact = compacted([tag(1, 'hard'), tag(2, 'hard'), tag(3), tag(4), tag(5)], 1)

  assert.equal(compact, [all(2, 'hard'), all(4), tag(5)])
})

records('that name much take the room of several', () => {
  const wide: Invalidation = { version: 3, mode: 'soft', selector: { tags: ['a', 'b', 'c'] } }

  assert.equal(compacted([tag(1), tag(2), wide, tag(4)], 4), [all(2), wide, tag(4)])
  assert.equal(compacted([tag(1), tag(2), wide, tag(4)], 3), [all(3), tag(4)])
})

records.run()
