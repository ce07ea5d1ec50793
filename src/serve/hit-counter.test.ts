import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { createBoard } from '../market/board.ts'
import { createHitCounter } from './hit-counter.ts'
import { ReadyPage } from './ready-page.ts'

const counter = suite('serve/hit-counter')

function pageAt(address: string, hits = 0): ReadyPage {
  const nothing = Buffer.alloc(0)
  const freshness = { freshForMs: 1, staleForMs: 1, staleIfErrorMs: 1 }
  const bytes = { status: 200, html: nothing, br: nothing, hash: '', csp: '', freshness }
  const page = new ReadyPage(address, bytes, createBoard())
  page.hits = hits
  return page
}

counter('gives the hits since they were last taken', () => {
  const hits = createHitCounter()
  hits.count('/a')
  hits.count('/a')
  hits.count('/b', 5)

  const first = hits.take()
  hits.count('/b')

  assert.equal(
    [...first],
    [
      ['/a', 2],
      ['/b', 5],
    ],
  )
  assert.equal([...hits.take()], [['/b', 1]])
  assert.is(hits.take().size, 0)
})

counter('adds what hot pages have counted themselves', () => {
  const hits = createHitCounter()
  const pages = new Map([
    ['/a', pageAt('/a', 3)],
    ['/b', pageAt('/b')],
  ])
  hits.follow(pages)
  hits.count('/a')

  const first = hits.take()
  pages.get('/a')!.hits = 1
  pages.set('/c', pageAt('/c', 2))

  assert.equal([...first], [['/a', 4]])
  assert.equal(
    [...hits.take()],
    [
      ['/a', 1],
      ['/c', 2],
    ],
  )
})

counter('lets the popularity of hot pages fade by half each time', () => {
  const hits = createHitCounter()
  const page = pageAt('/a', 8)
  hits.follow(new Map([['/a', page]]))

  const popularities = Array.from({ length: 4 }, () => (hits.take(), page.popularity))

  assert.equal(popularities, [8, 4, 2, 1])
})

counter('takes the hits of the pages it followed before it follows others', () => {
  const hits = createHitCounter()
  const before = pageAt('/a', 3)
  hits.follow(new Map([['/a', before]]))

  hits.follow(new Map())
  before.hits = 100

  assert.equal([...hits.take()], [['/a', 3]])
})

counter('does not grow with a flood of addresses, and counts on for those it knows', () => {
  const hits = createHitCounter()
  for (let n = 0; n < 100_000; n++) hits.count(`/${n}`)

  hits.count('/more')
  hits.count('/0')

  const taken = hits.take()
  assert.is(taken.size, 100_000)
  assert.equal([taken.get('/more'), taken.get('/0')], [undefined, 2])
})

counter.run()
