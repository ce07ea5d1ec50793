import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { groupSlots } from './slot-groups.ts'
import type { Slot } from './slot.ts'

const groups = suite('live/slot-groups')

const html = Buffer.alloc(1_000)

function slots(...places: [at: number, bytes: number][]): Slot[] {
  return places.map(([at, bytes]) => ({ value: 'x', format: { style: 'text', locale: 'en' }, at, bytes }))
}

function ranges(places: Slot[], maxBytes = 500, leastGap = 2): [number, number][] {
  return groupSlots(html, places, { leastGap, maxBytes }).map(({ start, end }) => [start, end])
}

groups('join slots with less than 16 bytes between them', () => {
  assert.equal(ranges(slots([0, 10], [10, 5], [30, 5], [51, 4])), [
    [0, 35],
    [51, 55],
  ])
})

groups('begin anew where they would become too long', () => {
  assert.equal(ranges(slots([0, 10], [12, 10], [24, 10]), 22), [
    [0, 22],
    [24, 34],
  ])
})

groups('are not parted at less than the least gap, but refused', () => {
  assert.equal(ranges(slots([0, 10], [11, 10], [21, 10]), 31), [[0, 31]])
  assert.throws(() => ranges(slots([0, 10], [11, 10], [21, 10]), 30), /more than 30 bytes of live values/)
})

groups('are none for a page without slots', () => {
  assert.equal(ranges([]), [])
})

groups('do not take slots that overlap, are out of order or beyond the page', () => {
  assert.throws(() => ranges(slots([0, 10], [9, 5])), /overlaps/)
  assert.throws(() => ranges(slots([20, 5], [0, 5])), /overlaps/)
  assert.throws(() => ranges(slots([990, 11])), /beyond/)
})

groups.run()
