import type { Board } from '../market/board.ts'
import type { Feed } from '../realtime/feed.ts'
import { createMetrics, type Metrics } from './metrics.ts'
import type { Front } from './open-front.ts'
import type { Pages } from './open-pages.ts'
import type { Release } from './release.ts'

export interface Measured {
  release: Release
  pages: Pages
  feed: Feed
  front: Front
}

/** Metrics hear of everything, so they are there first; `measured` is called when they are read. */
export function openMetrics(board: Board, measured: () => Measured): Metrics {
  return createMetrics({
    board,
    hot() {
      const { hot } = measured().release
      return { entries: hot.pages.size, bytes: hot.bytes() }
    },
    memory: () => measured().pages.cache.stats(),
    products: () => measured().release.products?.stats(),
    connections: () => measured().front.connections(),
    feedClients: () => measured().feed.clients(),
    settle: () => measured().front.settle(),
  })
}
