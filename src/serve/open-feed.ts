import type { Board } from '../market/board.ts'
import { summaryOf } from '../market/summary.ts'
import { createFeed, type Feed } from '../realtime/feed.ts'
import { newestReport } from './announce.ts'
import type { Release } from './release.ts'
import type { Opening, ServeOptions } from './server.ts'

export interface FeedOpening extends Pick<Opening, 'onEvent' | 'parts'> {
  options: Pick<ServeOptions, 'market' | 'feed'>
}

/** Says what the pages say: figures of the same board, builds and reports of the release that is served. */
export function openFeed({ options, onEvent, parts }: FeedOpening, board: Board, release: () => Release): Feed {
  const { market } = options
  const feed = createFeed(
    {
      board,
      market,
      build: () => release().id,
      report: () => newestReport(release()),
      dashboard: () => summaryOf(board, market, Date.now()),
    },
    options.feed,
    (event) => onEvent({ type: 'feed', event }),
  )
  parts.push(feed)
  return feed
}
