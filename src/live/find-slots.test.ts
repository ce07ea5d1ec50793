import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { EnddelError } from '../core/errors.ts'
import { heapInUse } from '../testing/heap-in-use.ts'
import { findSlots } from './find-slots.ts'
import { markerEnd, markerOf, markerStart } from './marker.ts'
import { slotBytes } from './slot-width.ts'
import type { SlotWish } from './slot.ts'

const find = suite('live/find-slots')

const price: SlotWish = { value: 'BTC.price', format: { style: 'price', locale: 'vi' } }
const direction: SlotWish = { value: 'BTC.change24h', format: { style: 'direction', locale: 'vi' } }

find('puts the text of a missing figure at full width where a marker was, and says where that is in bytes', () => {
  const text = `<p class="${markerOf(direction)}">Giá ${markerOf(price)}${markerOf(direction)}</p>`

  const { html, slots } = findSlots(text)

  const dash = '–'.padEnd(slotBytes(price) - 2)
  assert.is(html.toString(), `<p class="flat">Giá ${dash}flat</p>`)
  assert.equal(
    slots.map(({ at, bytes }) => html.subarray(at, at + bytes).toString()),
    ['flat', dash, 'flat'],
  )
  assert.equal(
    slots.map(({ value, format }) => ({ value, format })),
    [direction, price, direction],
  )
})

find('leaves a page without markers as it is', () => {
  const { html, slots } = findSlots('<p>ảnh</p>')

  assert.is(html.toString(), '<p>ảnh</p>')
  assert.equal(slots, [])
})

find('leaves alone what only looks like a marker', () => {
  const wishes = [
    { ...price, value: 'x'.repeat(33) },
    { ...price, value: '' },
    { ...price, format: { style: 'blink', locale: 'vi' } },
    { ...price, format: { style: 'price', locale: 'no language' } },
    { ...price, format: { style: 'price', locale: '' } },
    { ...price, format: { style: 'words', locale: 'vi', words: ['up', 'down'] } },
    { value: 'x' },
    null,
  ]
  const fakes = [
    ...wishes.map((wish) => markerOf((wish ?? {}) as SlotWish)),
    ...['', '%', '%E0%A4%A', 'x', '%7B', '"', '__proto__'].map((inside) => markerStart + inside + markerEnd),
    `${markerStart}${markerOf(price).slice(1, -1)}`,
    markerEnd + markerStart,
  ]

  for (const fake of fakes) {
    const { html, slots } = findSlots(`<p>${fake}</p>`)

    assert.is(html.toString(), `<p>${fake}</p>`)
    assert.equal(slots, [])
  }
})

find('takes only what belongs to a wish', () => {
  const format = { ...price.format, toString: 'x', at: 3 }

  const [slot] = findSlots(markerOf({ ...price, format })).slots

  assert.equal(slot, { ...price, at: 0, bytes: slotBytes(price) })
})

find('refuses a slot inside a script or a style, naming it', () => {
  const places = [
    `<script>let x = "${markerOf(price)}"</script>`,
    `<SCRIPT type="application/ld+json" data-x="a>b">${markerOf(price)}</SCRIPT >`,
    `<style>.a { width: ${markerOf(price)} }</style>`,
    `<p>text</p><script>unclosed ${markerOf(price)}`,
    `<script src="${markerOf(price)}"></script>`,
    `<script><!-- </script --><script>${markerOf(price)}</script>`,
  ]

  for (const place of places) {
    const error = refusal(`<!doctype html><p>${markerOf(direction)}</p>${place}`)

    assert.is(error.code, 'E_SLOT')
    assert.match(error.message, /BTC\.price \(price\).*<(script|style)>/)
  }
})

find('is not misled by scripts that are none', () => {
  const places = [
    `<script>1</script>${markerOf(price)}<style>a{}</style>`,
    `<!-- <script> -->${markerOf(price)}`,
    `<p title="<script>">${markerOf(price)}</p>`,
    `<script-like>${markerOf(price)}</script-like>`,
    `<p title='<style>' class="${markerOf(price)}">a</p>`,
  ]

  const counts = places.map((place) => findSlots(place).slots.length)

  assert.equal(counts, [1, 1, 1, 1, 1])
})

find('takes as many slots as a page may have, and refuses one more', () => {
  const full = markerOf(direction).repeat(500)

  assert.is(findSlots(full).slots.length, 500)
  assert.is(refusal(full + markerOf(price)).code, 'E_SLOT')
})

function refusal(text: string): EnddelError {
  try {
    findSlots(text)
  } catch (error) {
    assert.instance(error, EnddelError)
    return error as EnddelError // as was asserted
  }
  throw new Error('nothing was refused')
}

find('keeps nothing of the pages it has looked at', () => {
  const look = (index: number) =>
    findSlots(`<p>${markerOf({ ...price, value: `figure-of-many-${index}` })}</p>${'ж'.repeat(500_000)}`)
  look(0)
  const before = heapInUse()

  for (let index = 1; index <= 100; index++) look(index)

  const grown = heapInUse() - before
  assert.ok(grown < 20_000_000, `${grown} bytes more`)
})

find.run()
