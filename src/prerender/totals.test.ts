import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { encodePage } from '../output/manifest.ts'
import { manifestPage } from '../testing/stored-page.ts'
import { type BuildTotals, countPage } from './totals.ts'

const counting = suite('prerender/totals')

counting('says what pages come to', () => {
  const totals: BuildTotals = { pages: 0, htmlBytes: 0, brBytes: 0 }

  countPage(totals, lineOf('html', 'br'))
  countPage(totals, lineOf('longer', ''))

  assert.equal(totals, { pages: 2, htmlBytes: 10, brBytes: 2 })
})

counting.run()

function lineOf(html: string, br: string): Buffer {
  return Buffer.from(encodePage(manifestPage('/vi/', html, br)))
}
