/** `enddel serve`, one process of it: a build folder in, a running server out. Reading down is reading how it is put together. */
import type { Running } from '../core/lifecycle.ts'
import type { FeedOptions } from '../realtime/feed.ts'
import { createAnnouncer } from './announce.ts'
import type { CertificateFiles } from './certificate.ts'
import type { Commons } from './commons.ts'
import type { DrainLimits } from './drain.ts'
import type { OnServeEvent } from './events.ts'
import type { ListenOn } from './listen.ts'
import type { MetricsJson } from './metrics.ts'
import { openFeed } from './open-feed.ts'
import { openFront } from './open-front.ts'
import { openHandler } from './open-handler.ts'
import { openMetrics } from './open-metrics.ts'
import { lookAfterPages, openPages } from './open-pages.ts'
import { openReleases, prepareRelease } from './open-releases.ts'
import type { Release, ReleaseOptions } from './release.ts'
import { createShownMarket } from './shown-market.ts'
import { type Readiness, takeClients } from './take-clients.ts'
import { watchCurrent } from './watch-current.ts'
import type { WireOptions } from './wire/wire-server.ts'

export interface ServeOptions extends Omit<ReleaseOptions, 'openProducts' | 'board' | 'showSnapshot'> {
  out: string
  listen: ListenOn
  /** Connections the kernel keeps until they are accepted. */
  backlog: number
  /** Undefined: without TLS. */
  tls: CertificateFiles | undefined
  /** Bounds of the pages rendered on demand that are kept in memory. */
  cacheEntries: number
  cacheBytes: number
  /** Where they are kept beyond this process: in Redis, else on the disk, else (0 bytes) nowhere. */
  redisUrl: string
  diskCacheBytes: number
  /** How many pages that were not built are made before the server is ready. */
  warmPages: number
  /** Opens the paths that change something. */
  adminSecret: string
  adminRemote: boolean
  /** Empty: the products of the build serve, and there is no `/api/`. */
  productApiBase: string
  lazyProducts: number
  productRefreshCron: string
  /** How often hits are handed over to be counted. */
  hitsEveryMs: number
  feed: FeedOptions
  /** Limits of every connection. */
  wire: WireOptions
  drain: DrainLimits
  /** Requests that take so long are told of; with `accessLog` all are. */
  slowRequestMs: number
  accessLog: boolean
}

export interface Server extends Running {
  url: string
  /** Loads the current build if it is another than the one that is served. */
  reload(): Promise<void>
  /** Resolves when the most popular pages are there. */
  ready: Promise<void>
  metrics(): Promise<MetricsJson>
}

/** What the parts of a server are opened with. */
export interface Opening {
  options: ServeOptions
  commons: Commons
  onEvent: OnServeEvent
  /** Gets each part as soon as it is open. They are closed in reverse, also when a later one cannot be opened. */
  parts: Running[]
}

/** Serves the current build of `out`, and each later one as soon as it is current. `commons` stays open. */
export async function startServer(options: ServeOptions, commons: Commons, listener: OnServeEvent): Promise<Server> {
  const parts: Running[] = []
  const closeParts = async () => {
    for (const part of parts.splice(0).reverse()) await part.close()
  }
  try {
    const started = await start(options, commons, listener, parts)
    let closing: Promise<void> | undefined
    return { ...started, close: () => (closing ??= closeParts()) }
  } catch (error) {
    await closeParts()
    throw error
  }
}

async function start(options: ServeOptions, commons: Commons, listener: OnServeEvent, parts: Running[]) {
  const release = (): Release => releases.current()
  const shownMarket = createShownMarket()
  const { board } = shownMarket
  commons.followMarket(shownMarket.follow)
  const metrics = openMetrics(board, () => ({ release: release(), pages, feed, front }))
  const onEvent: OnServeEvent = (event) => {
    metrics.observe(event)
    listener(event)
  }
  const opening: Opening = { options, commons, onEvent, parts }
  const readiness: Readiness = { state: 'warming' }

  const pages = openPages(opening, board, release)
  const announce = createAnnouncer((message) => feed.announce(message))
  const releases = await openReleases(opening, { pages, shownMarket, announce })
  await commons.log.follow(pages.invalidations.follow)
  commons.onProducts((set) => release().products?.adopt(set))

  const feed = openFeed(opening, board, release)
  const handler = openHandler(opening, { board, pages, releases, feed, metrics, readiness })
  const front = await openFront(opening, { release, handler, feed })
  parts.push(watchCurrent(options.out, releases.reload))
  lookAfterPages(opening, pages, shownMarket, release)
  const prepare = () => prepareRelease(release(), pages.finder, 'start', opening)
  const { url, ready } = await takeClients(opening, { front, feed, readiness, prepare })
  return { url, ready, reload: releases.reload, metrics: metrics.json }
}
