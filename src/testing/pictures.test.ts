/** The pictures of docs/images: taken when they are missing, so that deleting them brings them up to date. */
import { existsSync } from 'node:fs'
import { mkdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { browserOf } from './browser.ts'
import { withSampleSite } from './visited-site.ts'

const pictures = suite('testing/pictures')

const folder = 'docs/images'

/** By the name of the picture; each is there in the light and in the dark theme. */
const pages = {
  home: '/en/',
  report: '/en/crypto_report/35',
  'older-report': '/en/crypto_report/2',
  reports: '/en/crypto_reports_list',
  market: '/en/market',
  coin: '/en/coin/btc',
  shop: '/en/shop',
  product: '/vi/product/belt-hidden-pocket',
  cart: '/en/cart',
  print: '/vi/pdf-template/35',
  status: '/ru/status',
  offline: '/en/offline',
  'not-found': '/ru/nothing-here',
}

const sizes = { desktop: { width: 1280, height: 1600 }, phone: { width: 360, height: 1600 } }

const browser = browserOf(pictures)

async function take(page: Page, url: string, file: string): Promise<void> {
  await page.goto(url, { waitUntil: 'load' })
  await page.screenshot({ path: file, type: 'jpeg', quality: 72 })
}

pictures('show each page in both themes and two widths', async () => {
  await mkdir(folder, { recursive: true })
  const wanted = Object.entries(pages).flatMap(([name, path]) =>
    (['light', 'dark'] as const).flatMap((colorScheme) =>
      (['desktop', 'phone'] as const).map((size) => {
        return { path, colorScheme, size, file: join(folder, `${name}-${size}-${colorScheme}.jpg`) }
      }),
    ),
  )
  const missing = wanted.filter(({ file }) => !existsSync(file))

  if (missing.length > 0) {
    await withSampleSite(async (url) => {
      for (const { path, colorScheme, size, file } of missing) {
        const page = await browser().newPage({ viewport: sizes[size], colorScheme, serviceWorkers: 'block' })
        await take(page, url + path, file)
        await page.close()
      }
    })
  }

  const taken = await Promise.all(wanted.map(async ({ file }) => (await readFile(file)).length))
  assert.ok(
    taken.every((bytes) => bytes > 8_000),
    taken.join(),
  )
})

pictures('are shown on a page of the documentation, all of them', async () => {
  const text = await readFile('docs/pages.md', 'utf8')

  const missing = Object.keys(pages).filter((name) =>
    ['desktop-light', 'desktop-dark', 'phone-light', 'phone-dark'].some(
      (kind) => !text.includes(`](images/${name}-${kind}.jpg)`),
    ),
  )

  assert.equal(missing, [])
})

pictures.run()
