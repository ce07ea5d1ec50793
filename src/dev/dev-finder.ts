import type { Board } from '../market/board.ts'
import { addressIn, answerElsewhere, type PageFinder } from '../serve/find-page.ts'
import { ReadyPage } from '../serve/ready-page.ts'
import { resolvePage } from '../site/resolve.ts'
import type { createFigureCheck } from './figure-check.ts'

export interface DevFinderParts {
  board: Board
  /** The page in place of one that throws. */
  explain(error: unknown, locale: string): Promise<ReadyPage>
  checkFigures: ReturnType<typeof createFigureCheck> | undefined
}

/** Every request has its page rendered. One that throws, or whose loader does, gives a page that says so. */
export function createDevFinder({ board, explain, checkFigures }: DevFinderParts): Pick<PageFinder, 'find'> {
  return {
    async find(release, match, locale) {
      const { contextFor, renderTimeoutMs, pool } = release
      const rendered = { kind: 'page', cacheStatus: 'enddel; fwd=uri-miss' } as const
      try {
        const resolved = await resolvePage(match, locale, contextFor, board.capture, renderTimeoutMs)
        if (resolved.kind !== 'page') return answerElsewhere(resolved, release, match, locale)
        const { page } = await pool.render({ spec: resolved.spec, brotliQuality: 0 })
        const address = addressIn(release, match, locale)
        checkFigures?.(address, page)
        return { ...rendered, page: new ReadyPage(address, page, board) }
      } catch (error) {
        return { ...rendered, page: await explain(error, locale) }
      }
    },
  }
}
