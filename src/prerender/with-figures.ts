import { fill } from '../live/splice.ts'
import { slotTexts } from '../live/slot-texts.ts'
import type { Board } from '../market/board.ts'
import { brotli } from '../render/compress.ts'
import type { Page } from '../render/page.ts'

/** A page with the figures of the build in its slots, so that its files are right wherever they are served from. */
export function withFigures(page: Page, board: Board, brotliQuality: number): Page {
  if (!page.live) return page
  const { slots, brAt } = page.live
  const texts = slotTexts(slots, board.get, board.clock())
  const html = fill({ bytes: page.html, at: slots.map(({ at }) => at) }, slots, texts)
  const br = page.br && brAt ? fill({ bytes: page.br, at: brAt }, slots, texts) : brotli(html, brotliQuality)
  return { ...page, html, br }
}
