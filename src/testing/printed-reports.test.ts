/** Reports of the sample site on paper: as `enddel build --pdf` prints them, and the view that readers print themselves. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { lookup } from 'mrmime'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { publicFolder } from '../output/layout.ts'
import { requireCurrent } from '../output/current.ts'
import { openPrinter } from '../pdf/printer.ts'
import { launchBrowser } from './browser.ts'
import { sampleOut } from './builds.ts'
import { chromium } from './needs.ts'
import { htmlOf } from './page-files.ts'
import { type ReadPdf, readPdf } from './read-pdf.ts'
import { withSampleSite } from './visited-site.ts'

const paper = suite('testing/printed-reports')

paper('have a bookmark for each section, and links to the site and to their sources', async () => {
  const { pages, title, lang, bookmarks, links } = await printed('/vi/pdf-template/35')

  assert.ok(pages >= 2 && pages <= 4, `${pages} pages`)
  assert.equal([title, lang], ['Ngày đáo hạn: Ether trở lại trên 3.000, Bitcoin chờ đợi', 'vi'])
  const html = await htmlOf(await sampleOut(), '/vi/pdf-template/35')
  const sections = [...html.matchAll(/<h2 id="[^"]*">(?:<a [^>]*>)?([^<]*)/g)].map(([, text]) =>
    text!.replaceAll('&amp;', '&'),
  )
  assert.ok(sections.length > 5)
  assert.equal(bookmarks.sort(), [...sections, title!].sort())
  assert.ok(links.includes('https://example.com/vi/crypto_report/27'))
  assert.ok(links.includes('https://www.coingecko.com/'))
  assert.equal(
    links.filter((link) => !/^https:\/\/(example\.com\/vi\/crypto_report\/\d+$|(?!example))/.test(link)),
    [],
  )
})

paper('have those of machine-written reports, too', async () => {
  const { bookmarks, isTagged } = await printed('/en/pdf-template/1')

  assert.ok(bookmarks.includes('1. Quick summary'))
  assert.ok(bookmarks.includes('Disclaimer'))
  assert.is(isTagged, true)
})

paper('fit on narrow screens, and are printed by the button', () =>
  withSampleSite(async (url) => {
    const browser = await launchBrowser()
    try {
      const page = await browser.newPage({ viewport: { width: 320, height: 640 } })
      await page.addInitScript(() => (window.print = () => void (document.title = 'printed')))
      await page.goto(`${url}/en/pdf-template/35`)
      await page.getByRole('button', { name: 'Print or save as PDF' }).click()
      await page.waitForFunction(() => document.title === 'printed')

      assert.is(await page.evaluate(() => document.documentElement.scrollWidth), 320)
      await page.emulateMedia({ media: 'print' })
      assert.is(await page.getByRole('button').count(), 0)
    } finally {
      await browser.close()
    }
  }),
)

/** A page of the built sample site as PDF. */
async function printed(address: string): Promise<ReadPdf> {
  const out = await sampleOut()
  const { build } = await requireCurrent(out)
  const html = await htmlOf(out, address)
  const printer = await openPrinter({
    ...{ chromium, siteUrl: 'https://example.com', author: undefined },
    async read(path) {
      if (path === address) return { body: Buffer.from(html), type: 'text/html' }
      const body = await readFile(join(out, 'builds', build, publicFolder, path))
      return { body, type: lookup(path) ?? '' }
    },
  })
  try {
    return readPdf(await printer.print(address))
  } finally {
    await printer.close()
  }
}

paper.run()
