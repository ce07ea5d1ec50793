import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { createBoard } from '../market/board.ts'
import type { ManifestPage } from '../output/manifest.ts'
import { builtItem, isBuilt, pathOf, placeOf, staleItem } from './built-page.ts'
import { ReadyPage } from './ready-page.ts'

const built = suite('serve/built-page')

const file = { bytes: 0, sha256: '' }
const stored: ManifestPage = {
  address: '/vi/coin/btc',
  route: 'coin',
  locale: 'vi',
  status: 200,
  html: file,
  br: { ...file, quality: 5 },
  hash: 'abc',
  csp: '',
  freshness: { freshForMs: 60_000, staleForMs: 30_000, staleIfErrorMs: 120_000 },
  tags: ['coin:btc'],
}
const page = new ReadyPage(stored.address, { ...stored, html: Buffer.alloc(0), br: Buffer.alloc(0) }, createBoard())

built('may be invalidated by its address and by its path without the language', () => {
  assert.equal(placeOf('b1', '/vi/coin/btc', '/coin/btc'), {
    build: 'b1',
    address: '/vi/coin/btc',
    names: ['/vi/coin/btc', '/coin/btc'],
  })
})

built('has one name where the site has one language', () => {
  assert.equal(placeOf('b1', '/coin/btc', '/coin/btc').names, ['/coin/btc'])
})

built('has a path without the language', () => {
  const home = { ...stored, address: '/vi/' }

  assert.is(pathOf(stored, ['vi', 'en']), '/coin/btc')
  assert.is(pathOf(home, ['vi', 'en']), '/')
  assert.is(pathOf({ ...stored, address: '/vi/coin' }, ['en']), '/vi/coin')
  assert.is(pathOf({ ...stored, address: '/vitals.xml' }, ['vi', 'en']), '/vitals.xml')
})

built('is fresh until it is invalidated, and is known by that', () => {
  const item = builtItem(page, stored, 7)

  assert.ok(isBuilt(item))
  assert.is(item.madeAt + item.lifetime.freshForMs, Infinity)
  assert.equal([item.tags, item.version], [['coin:btc'], 7])
})

built('has no more fresh time from the moment it is stale, and what its route says after that', () => {
  const item = staleItem(builtItem(page, stored, 7), 1_000_000)

  assert.not(isBuilt(item))
  assert.is(item.madeAt + item.lifetime.freshForMs, 1_000_000)
  assert.equal([item.lifetime, item.tags, item.version], [stored.freshness, ['coin:btc'], 7])
})

built.run()
