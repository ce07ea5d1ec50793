import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { encodePage } from '../output/manifest.ts'
import { manifestImage, manifestPage } from '../testing/stored-page.ts'
import { countPage, noTotals } from './totals.ts'

const counting = suite('prerender/totals')

counting('says what pages come to', () => {
  const totals = noTotals()

  countPage(totals, lineOf('html', 'br'))
  countPage(totals, lineOf('longer', ''))
  countPage(totals, Buffer.from(encodePage(manifestImage('/share/1.png', 'drawn'))))

  assert.equal(totals, { pages: 3, htmlBytes: 10, brBytes: 2, imageBytes: 5 })
})

counting.run()

function lineOf(html: string, br: string): Buffer {
  return Buffer.from(encodePage(manifestPage('/vi/', html, br)))
}
