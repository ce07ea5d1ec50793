import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { createBoard } from '../market/board.ts'
import { builtItem } from './built-page.ts'
import { createHotTable, type HotTable, type PlacedPage } from './hot-table.ts'
import { ReadyPage } from './ready-page.ts'

const hot = suite('serve/hot-table')

const lifetime = { freshForMs: 1, staleForMs: 1, staleIfErrorMs: 1 }

/** A page asked for so often, that takes so many times the room of the smallest. */
function pageAt(address: string, hits: number, times = 1): PlacedPage {
  const nothing = Buffer.alloc(0)
  const html = Buffer.alloc((times - 1) * smallest)
  const bytes = { status: 200, html, br: nothing, hash: '', csp: '', freshness: lifetime }
  const value = new ReadyPage(address, bytes, createBoard())
  value.earlierHits = hits
  const stored = { address, route: '', locale: '', status: 200, hash: '', csp: '', freshness: lifetime, tags: [] }
  const files = { html: { bytes: 0, sha256: '' }, br: { bytes: 0, sha256: '', quality: 5 } }
  return { place: { build: 'b1', address, names: [address] }, item: builtItem(value, { ...stored, ...files }, 1) }
}

const smallest = 4096

function tableWith(room: number, ...pages: PlacedPage[]): HotTable {
  const table = createHotTable(room * smallest)
  for (const page of pages) table.admit(page)
  return table
}

const addressesIn = (table: HotTable) => [...table.pages.keys()].sort()

hot('takes pages in as long as there is room, to the last byte', () => {
  const table = tableWith(2)

  const taken = ['/1', '/2', '/3'].map((address) => table.admit(pageAt(address, 0)))

  assert.equal(taken, [[], [], undefined])
  assert.equal(addressesIn(table), ['/1', '/2'])
  assert.is(table.bytes(), 2 * smallest)
})

hot('does not take in what is larger than all its room', () => {
  const table = tableWith(2, pageAt('/1', 0))

  assert.is(table.admit(pageAt('/large', 100, 3)), undefined)
  assert.equal(addressesIn(table), ['/1'])
})

hot('lets a page that is asked for more often take the place of the least popular, and gives that back', () => {
  const table = tableWith(3, pageAt('/many', 9), pageAt('/few', 1), pageAt('/some', 5))

  const displaced = table.admit(pageAt('/new', 2))

  assert.equal(
    displaced?.map(({ place }) => place.address),
    ['/few'],
  )
  assert.equal(addressesIn(table), ['/many', '/new', '/some'])
  assert.is(table.bytes(), 3 * smallest)
})

hot('displaces nothing as popular as what comes', () => {
  const table = tableWith(2, pageAt('/a', 2), pageAt('/b', 2))

  assert.is(table.admit(pageAt('/new', 2)), undefined)
  assert.equal(addressesIn(table), ['/a', '/b'])
})

hot('takes the hits of the wire for popularity, too', () => {
  const table = tableWith(2, pageAt('/a', 0), pageAt('/b', 0))
  table.pages.get('/a')!.hits = 5

  table.admit(pageAt('/new', 3))

  assert.equal(addressesIn(table), ['/a', '/new'])
})

hot('displaces as many as are needed, or none', () => {
  const table = tableWith(3, pageAt('/a', 1), pageAt('/b', 2), pageAt('/c', 7))

  const refused = table.admit(pageAt('/large', 5, 3))
  const afterRefusal = addressesIn(table)
  const displaced = table.admit(pageAt('/middling', 5, 2))

  assert.is(refused, undefined)
  assert.equal(afterRefusal, ['/a', '/b', '/c'])
  assert.is(displaced?.length, 2)
  assert.equal(addressesIn(table), ['/c', '/middling'])
  assert.is(table.bytes(), 3 * smallest)
})

hot('puts a newer page in the place of an older one, and counts its bytes once', () => {
  const table = tableWith(2, pageAt('/a', 1), pageAt('/b', 1))
  const newer = pageAt('/a', 0)

  const displaced = table.admit(newer)

  assert.is(displaced?.length, 1)
  assert.is(table.pages.get('/a'), newer.item.value)
  assert.is(table.bytes(), 2 * smallest)
})

hot('gives back what is removed, once', () => {
  const page = pageAt('/a', 1)
  const table = tableWith(2, page)

  assert.is(table.remove('/a'), page)
  assert.is(table.remove('/a'), undefined)
  assert.equal([table.pages.size, table.bytes(), [...table.all()].length], [0, 0, 0])
})

hot('finds the unpopular among many in the end, though it looks at a few at a time', () => {
  const table = tableWith(100, ...Array.from({ length: 100 }, (_, n) => pageAt(`/${n}`, n < 90 ? 50 : 1)))

  const attempts = Array.from({ length: 20 }, (_, n) => table.admit(pageAt(`/new-${n}`, 10)))

  assert.is(attempts.filter(Boolean).length >= 1, true)
  for (let n = 0; n < 90; n++) assert.ok(table.pages.has(`/${n}`), `/${n}`)
  assert.is(table.bytes(), 100 * smallest)
})

hot.run()
