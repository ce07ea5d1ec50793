/** Pages carry a part of the site's styles. They look as they would with all of them. */
import type { Page } from 'playwright-core'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { requireCurrent } from '../output/current.ts'
import { openBuild } from '../output/read.ts'
import { browserOf } from './browser.ts'
import { sampleOut } from './builds.ts'
import { withServer } from './serving.ts'

const styles = suite('testing/inline-styles')

const browser = browserOf(styles)

/** A page of each kind. */
const paths = ['/', '/market', '/coin/btc', '/crypto_report', '/crypto_report/3', '/crypto_reports_list']
  .concat('/shop', '/product/mirelock-one', '/pdf-template/35', '/nothing-of-the-kind')
  .map((path) => `/en${path}`)

styles('of a page look as all of the site’s would', async () => {
  const out = await sampleOut()
  const { manifest } = await openBuild(out, (await requireCurrent(out)).build)
  const links = manifest.css.map((href) => `<link rel="stylesheet" href="${href}">`).join('')
  await withServer(out, {}, async ({ url }) => {
    const context = await browser().newContext({ serviceWorkers: 'block', viewport: { width: 900, height: 700 } })
    const page = await context.newPage()
    // Figures and buttons stay as they are printed.
    await page.route('**/*.js', (route) => route.abort())
    const differing: string[] = []
    for (const path of paths) {
      const own = await (await fetch(url + path)).text()
      const whole = own.replace(/<style>[^]*?<\/style>/, links)
      const [one, other] = [await pictureOf(page, url + path, own), await pictureOf(page, url + path, whole)]
      if (!one.equals(other)) differing.push(path)
    }

    assert.equal(differing, [])
  })
})

styles.run()

async function pictureOf(page: Page, url: string, html: string): Promise<Buffer> {
  await page.route(url, async (route) => route.fulfill({ contentType: 'text/html; charset=utf-8', body: html }))
  await page.goto(url)
  await page.unroute(url)
  return page.screenshot({ fullPage: true, animations: 'disabled' })
}
