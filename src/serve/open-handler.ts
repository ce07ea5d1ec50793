import type { Board } from '../market/board.ts'
import type { Feed } from '../realtime/feed.ts'
import { createAdmin } from './admin.ts'
import { createHandler, type Handler } from './handler.ts'
import { createInternal } from './internal.ts'
import { createMarketApi } from './market-api.ts'
import type { Metrics } from './metrics.ts'
import { openApi } from './open-products.ts'
import type { Pages } from './open-pages.ts'
import type { Releases } from './releases.ts'
import type { Opening } from './server.ts'
import type { Readiness } from './take-clients.ts'

export interface HandlerNeeds {
  board: Board
  pages: Pages
  releases: Releases
  feed: Feed
  metrics: Metrics
  readiness: Readiness
}

/** Everything that answers a request the wire does not answer. */
export function openHandler({ options, commons, onEvent, parts }: Opening, needs: HandlerNeeds): Handler {
  const { board, pages, releases, feed, metrics, readiness } = needs
  const { market, slowRequestMs, accessLog } = options
  const release = releases.current
  const admin = createAdmin({ secret: options.adminSecret, isRemote: options.adminRemote, log: commons.log })
  return createHandler({
    release,
    finder: pages.finder,
    api: openApi(options, onEvent, parts),
    admin,
    feed,
    marketApi: createMarketApi({ board, market, admin, refresh: commons.refreshMarket, feedClients: feed.clients }),
    answerInternal: createInternal({
      release,
      state: () => readiness.state,
      releaseProblem: releases.problem,
      board,
      market,
      isRedisUp: pages.isRedisUp,
      metrics: () => commons.metrics(metrics.json),
    }),
    slowRequestMs,
    accessLog,
    onEvent,
  })
}
