import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { pagerItems } from './pager-items.ts'

const pager = suite('templates/parts/pager-items')

pager('shows the first page, the last, the current one and its neighbours', () => {
  assert.equal(pagerItems(10, 20), [1, 'gap', 9, 10, 11, 'gap', 20])
})

pager('shows all of a few pages', () => {
  assert.equal(pagerItems(1, 1), [1])
  assert.equal(pagerItems(2, 3), [1, 2, 3])
  assert.equal(pagerItems(3, 5), [1, 2, 3, 4, 5])
})

pager('has gaps at one side only near the ends', () => {
  assert.equal(pagerItems(1, 20), [1, 2, 'gap', 20])
  assert.equal(pagerItems(20, 20), [1, 'gap', 19, 20])
})

pager('shows the one page that a gap would hide', () => {
  assert.equal(pagerItems(4, 20), [1, 2, 3, 4, 5, 'gap', 20])
  assert.equal(pagerItems(17, 20), [1, 'gap', 16, 17, 18, 19, 20])
  assert.equal(pagerItems(1, 4), [1, 2, 3, 4])
})

pager('hides two pages in a gap', () => {
  assert.equal(pagerItems(5, 20), [1, 'gap', 4, 5, 6, 'gap', 20])
  assert.equal(pagerItems(1, 5), [1, 2, 'gap', 5])
})

pager('shows no page there is not', () => {
  assert.equal(pagerItems(1, 0), [])
})

pager.run()
