import { randomInt } from 'node:crypto'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { slotText } from '../live/slot-text.ts'
import { gzipSlotted } from '../live/slotted-gzip.ts'
import { fill, fillGzip, prepareGzip } from '../live/splice.ts'
import type { Figure } from '../market/figure.ts'
import { requireCurrent } from '../output/current.ts'
import { openBuild } from '../output/read.ts'
import { sampleOut } from './builds.ts'

const spliced = suite('testing/spliced-site')

spliced(
  'live pages of every route of the sample site come back from br and gzip as their html, whatever their figures are',
  async () => {
    const out = await sampleOut()
    const build = await openBuild(out, (await requireCurrent(out)).build)
    const allLive = build.pages().filter(({ live }) => live !== undefined)
    // Every page has the market in its head: one of each route in each language stands for the others.
    const livePages = [...new Map(allLive.map((page) => [`${page.route} ${page.locale}`, page])).values()]
    const wrong: string[] = []

    for (const page of livePages) {
      const { slots, brAt } = page.live!
      const { html, br } = await build.readPage(page)
      const gzip = prepareGzip(gzipSlotted(html, slots, 6), slots, html)
      for (let round = 0; round < 3; round++) {
        const texts = slots.map((slot) => slotText(slot, slot.value === 'clock' ? randomClock() : randomFigure()))
        const expected = fill({ bytes: html, at: slots.map(({ at }) => at) }, slots, texts)
        const fromBr = brotliDecompressSync(fill({ bytes: br!, at: brAt! }, slots, texts))
        const fromGzip = gunzipSync(fillGzip(gzip, texts))
        if (!fromBr.equals(expected) || !fromGzip.equals(expected)) wrong.push(`${page.address}, round ${round}`)
      }
    }

    assert.equal(wrong, [])
    assert.ok(livePages.length >= 3 * 12, `${livePages.length} pages`)
    assert.ok(livePages.every(({ live }) => live!.slots.length > 10))
  },
)

/** Of all sizes a price, a change or a sum may have. */
function randomFigure(): Figure {
  const value = (Math.random() - 0.3) * 10 ** randomInt(-6, 14)
  const status = (['live', 'delayed', 'stale', 'closed'] as const)[randomInt(4)]!
  return { value, at: randomInt(2 ** 41), source: 'x'.repeat(randomInt(1, 20)), status }
}

function randomClock() {
  return { epoch: Math.random().toString(36).slice(2, 12) || 'a', seq: randomInt(10 ** 9) }
}

spliced.run()
