import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { choosePages, maxPages } from './choose-pages.ts'
import type { BenchPage } from './site-pages.ts'

const choose = suite('bench/pages/choose-pages')

function page(address: string, more: Partial<BenchPage> = {}): BenchPage {
  return { address, bytes: 0, mask: [], isPrinting: false, digest: undefined, ...more }
}

function site(pages: readonly BenchPage[], hits: Record<string, number> = {}) {
  return { build: undefined, pages, popularity: new Map(Object.entries(hits)) }
}

const three = [page('/a', { bytes: 10 }), page('/b', { bytes: 30 }), page('/c', { bytes: 20 })]

choose('takes the most popular page for one', () => {
  const chosen = choosePages(site(three, { '/b': 2, '/a': 1 }), 'one')

  assert.equal(chosen?.pages, [three[1]])
  assert.equal(chosen?.order, [0])
})

choose('takes the page of middle size for one when nobody has been here yet', () => {
  assert.equal(choosePages(site(three), 'one')?.pages, [three[2]])
})

choose('asks for pages as often as they are popular', () => {
  const chosen = choosePages(site(three, { '/b': 3, '/a': 1 }), 'popular')!

  const share = (address: string) =>
    chosen.order.filter((at) => chosen.pages[at]!.address === address).length / chosen.order.length
  assert.ok(Math.abs(share('/b') - 0.75) < 0.02)
  assert.ok(Math.abs(share('/a') - 0.25) < 0.02)
  assert.is(share('/c'), 0)
})

choose('weighs pages by their rank when nobody has been here yet', () => {
  const chosen = choosePages(site(three), 'popular')!

  const counts = [0, 1, 2].map((page) => chosen.order.filter((at) => at === page).length)
  const sum = 1 + 1 / 2 + 1 / 3
  assert.equal(
    counts.map((count, rank) => Math.abs(count / chosen.order.length - 1 / (rank + 1) / sum) < 0.02),
    [true, true, true],
  )
})

choose('takes each of all pages once, in no order of their own', () => {
  const pages = Array.from({ length: 100 }, (_, at) => page(`/${at}`))

  const { order } = choosePages(site(pages), 'all')!

  const inOrder = pages.map((_, at) => at)
  assert.equal(
    [...order].sort((a, b) => a - b),
    inOrder,
  )
  assert.not.equal(order, inOrder)
})

choose('spreads the pages it takes over a large site', () => {
  const pages = Array.from({ length: 3 * maxPages }, (_, at) => page(`/${at}`))

  const chosen = choosePages(site(pages), 'all')!

  assert.is(chosen.pages.length, maxPages)
  assert.is(chosen.pages.at(-1)?.address, `/${3 * (maxPages - 1)}`)
})

choose('prefers live pages whose text can be checked', () => {
  const mask = [[10, 8]] as const
  const [printing, plain] = [page('/a', { mask, isPrinting: true }), page('/b', { mask })]

  assert.equal(choosePages(site([three[0]!, printing, plain]), 'live-one')?.pages, [plain])
  assert.equal(choosePages(site([three[0]!, printing]), 'live-one')?.pages, [printing])
})

choose('finds nothing where there is nothing', () => {
  assert.is(choosePages(site([]), 'popular'), undefined)
  assert.is(choosePages(site(three), 'live-one'), undefined)
})

choose.run()
