/** What stands for the sample site's pages where they are shared. */
import { readFile } from 'node:fs/promises'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { requireCurrent } from '../output/current.ts'
import { openBuild } from '../output/read.ts'
import { sampleOut } from './builds.ts'
import { htmlOf, pagePaths } from './page-files.ts'
import { pngSize } from './png.ts'

const sample = suite('testing/sample-images')

/** Chats take longer to show what is larger, or do not show it. */
const maxBytes = 150_000

sample('has an image for each report and one for the site, in every language, as large as others expect', async () => {
  const out = await sampleOut()
  const build = await openBuild(out, (await requireCurrent(out)).build)
  const images = build.pages().filter(({ type }) => type === 'image/png')

  assert.is(images.length, (35 + 1) * 3)
  assert.ok(images.every(({ html, br }) => html.bytes < maxBytes && br === undefined))
  for (const address of ['/vi/share/35.png', '/ru/share/site.png']) {
    const { html } = await pagePaths(out, address)
    assert.equal(pngSize(await readFile(html)), { width: 1200, height: 630 })
  }
})

sample('names them in the heads of its pages', async () => {
  const out = await sampleOut()

  assert.match(await htmlOf(out, '/en/crypto_report/35'), /<meta property="og:image" content="\/en\/share\/35\.png"/)
  assert.match(await htmlOf(out, '/ru/market'), /<meta property="og:image" content="\/ru\/share\/site\.png"/)
})

sample.run()
