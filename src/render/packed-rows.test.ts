import { serialize } from 'node:v8'
import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { heapInUse } from '../testing/heap-in-use.ts'
import { packRows, unpackRows } from './packed-rows.ts'

const packed = suite('render/packed-rows')

const rows = Array.from({ length: 10 }, (_, index) => ({ name: `row ${index}`, price: index / 3, note: null }))
const roundTrip = (data: unknown) => unpackRows(structuredClone(packRows(data)))

packed('packs like objects by their fields, and gives them back', () => {
  const data = { title: 'Rows', parts: [{ rows }] }

  const crossing = JSON.stringify(packRows(data))

  assert.is(crossing.split('"price"').length - 1, 1)
  assert.equal(roundTrip(data), data)
  assert.is(data.parts[0]!.rows, rows)
})

packed('leaves what it cannot pack as it is', () => {
  const small = { rows: rows.slice(0, 3), list: [1, 'two', undefined], at: new Date(0) }

  assert.is(packRows(small), small)
  assert.equal(roundTrip({ rows: [...rows, { name: 'odd' }] }), { rows: [...rows, { name: 'odd' }] })
  const mixed = [...rows.map(({ name, price }) => ({ price, name })), ...rows]
  assert.equal(roundTrip(mixed), mixed)
})

packed('keeps numbers that are none, and fields with its own name', () => {
  const odd = rows.map((row, index) => ({ ...row, price: index ? index : NaN }))
  const named = { $columns: { keys: ['x'], count: 1, columns: [[1]] }, rows }

  assert.equal(roundTrip(odd), odd)
  assert.equal(roundTrip(named), named)
  assert.equal(roundTrip({ $columns: undefined }), { $columns: undefined })
})

packed('takes no more of it however many rows went before', () => {
  const many = (id: number) =>
    Array.from({ length: 100 }, (_, index) => ({ name: `row ${index}`, price: id + index / 3 }))
  const bytes = () => serialize(packRows({ rows: many(1) })).length
  const before = bytes()

  for (let id = 0; id < 5_000; id++) roundTrip({ rows: many(id) })

  assert.is(bytes(), before)
})

packed('keeps no more room than what is in the columns, also after rows of other kinds', () => {
  const kinds: ((at: number) => unknown)[] = [
    (at) => at / 3,
    (at) => (at ? at / 3 : null),
    (at) => (at ? `${at}` : 0.5),
  ]
  for (let id = 0; id < 5_000; id++) {
    const value = kinds[id % kinds.length]!
    packRows(Array.from({ length: 100 }, (_, at) => ({ value: value(at), other: value(at + 1) })))
  }
  const kept: unknown[] = []
  const before = heapInUse()

  for (let id = 0; id < 1_000; id++) {
    kept.push(packRows(Array.from({ length: 100 }, (_, at) => ({ value: id + at / 3, other: id - at / 3 }))))
  }

  const bytes = (heapInUse() - before) / kept.length
  assert.ok(bytes < 2 * 100 * 8 * 1.4, `${bytes} bytes for two columns of 100 numbers`)
})

packed('packs lists that are longer than usual', () => {
  const long = Array.from({ length: 3_000 }, (_, index) => ({ name: `row ${index}`, price: index / 3 }))

  assert.equal(roundTrip(long), long)
})

packed('gives back any data', () => {
  const cell = fc.oneof(fc.string(), fc.double(), fc.boolean(), fc.constant(null), fc.array(fc.string()))
  const table = fc.array(fc.record({ a: cell, b: cell, c: fc.string() }), { minLength: 6, maxLength: 14 })

  fc.assert(
    fc.property(fc.record({ table, any: fc.object() }), (data) => {
      assert.equal(roundTrip(data), structuredClone(data))
    }),
    { numRuns: 300 },
  )
})

packed.run()
