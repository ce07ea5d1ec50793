import { h } from 'preact'
import { renderToString } from 'preact-render-to-string'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { findSlots } from './find-slots.ts'
import { hasMarker, markerOf } from './marker.ts'
import type { SlotWish } from './slot.ts'

const marker = suite('live/marker')

const awkward: SlotWish = {
  value: 'BTC.change24h',
  format: { style: 'words', locale: 'vi', words: [`<b> "tăng" & 'lên' {}`, '100% (xuống)\\', '\u{1F4C8}~!*._-'] },
}

marker('comes through the escaping of text and of attributes', () => {
  const html = renderToString(h('p', { title: markerOf(awkward) }, markerOf(awkward)))

  const wishes = findSlots(html).slots.map(({ value, format }) => ({ value, format }))

  assert.equal(wishes, [awkward, awkward])
})

marker('has nothing in it that any escaping would change', () => {
  assert.match(markerOf(awkward), /^[\uE0A5\uE0A6\w%.!~*()-]+$/)
})

marker('is seen in the text around it', () => {
  assert.ok(hasMarker(`<p>${markerOf(awkward)}</p>`))
  assert.not(hasMarker('<p>text</p>'))
})

marker.run()
