import { serialize } from 'node:v8'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { dataVersion } from './data-version.ts'

const version = suite('prerender/data-version')

version('is the same for the same data, however V8 keeps it', () => {
  const [plain, cut] = ['plain letters', 'Việt plain letters'.slice('Việt '.length)]
  const [whole, once] = [
    [1, 2],
    [1, 2.5],
  ]
  once[1] = 2

  assert.not.equal(serialize(plain), serialize(cut))
  assert.is(dataVersion({ text: plain }), dataVersion({ text: cut }))
  assert.is(dataVersion(whole), dataVersion(once))
})

version('is another for other data, also where JSON would be the same', () => {
  const all = [
    ...[undefined, null, 0, -0, NaN, Infinity, 1n, '', false, [], [undefined], [null], {}, { a: undefined }],
    ...[{ a: null }, new Map([[1, 2]]), new Map([[1, 3]]), new Map(), new Set([1]), new Set(), { a: 1, b: 2 }],
    ...[new Date(0), new Date(1), new Date(0).toISOString(), new Uint8Array(2), new Uint8Array([0, 1]), /a/, /b/],
  ]

  assert.is(new Set(all.map((data) => dataVersion({ data }))).size, all.length)
})

version('can be told of data that holds itself', () => {
  const category = { name: 'Keys', rank: NaN, products: [] as object[] }
  category.products.push({ price: NaN, category })

  assert.is(dataVersion(category), dataVersion(structuredClone(category)))
})

version('refuses what cannot cross threads', () => {
  assert.throws(() => dataVersion({ format: () => '' }), 'could not be cloned')
})

version.run()
