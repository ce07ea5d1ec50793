import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { createInvalidated } from '../cache/invalidated.ts'
import { createInvalidations } from './invalidations.ts'
import type { Release } from './release.ts'

const invalidations = suite('serve/invalidations')

invalidations('of this process are just above what it knows, so that no later one of the log is outrun', () => {
  const { invalidated, tested } = createTested()

  tested.productsChanged(['lamp'])
  const aboveRelease = invalidated.version
  tested.follow({ version: 2_000, mode: 'soft', selector: { paths: ['/'] } })
  tested.strayed([{ address: '/', version: 1_500 }])
  const aboveLog = invalidated.version
  tested.strayed([
    { address: '/a', version: 3_000 },
    { address: '/b', version: 1_500 },
  ])

  assert.equal([aboveRelease, aboveLog, invalidated.version], [1_001, 2_001, 3_001])
})

invalidations('make products, and what lists them, stale when they change', () => {
  const { invalidated, tested } = createTested()

  tested.productsChanged(['lamp'])

  assert.is(invalidated.verdict([], ['product:lamp'], 1_000), 'soft')
  assert.is(invalidated.verdict([], ['products'], 1_000), 'soft')
  assert.is(invalidated.verdict([], ['product:desk'], 1_000), 'valid')
})

invalidations('have products fetched afresh when all is selected, or the products of the API', () => {
  const { tested, fetchedAfresh } = createTested()

  tested.follow({ version: 1, mode: 'soft', selector: { tags: ['products'] } })
  const before = fetchedAfresh()
  tested.follow({ version: 2, mode: 'soft', selector: { tags: ['products', 'api:products'] } })
  tested.follow({ version: 3, mode: 'hard', selector: { all: true } })

  assert.equal([before, fetchedAfresh()], [0, 2])
})

invalidations('leave the hot table at once, and are told of', () => {
  const { tested, told } = createTested()

  tested.follow({ version: 1_001, mode: 'hard', selector: { all: true } })

  assert.equal(told, ['dropped', 'invalidated'])
})

invalidations.run()

function createTested() {
  const told: string[] = []
  let fetched = 0
  const products = { invalidate: () => void fetched++ }
  const release = { version: 1_000, products } as unknown as Release
  const invalidated = createInvalidated()
  const tested = createInvalidations({
    release: () => release,
    finder: { dropInvalidated: () => void told.push('dropped') },
    invalidated,
    onEvent: ({ type }) => told.push(type),
  })
  return { invalidated, tested, told, fetchedAfresh: () => fetched }
}
