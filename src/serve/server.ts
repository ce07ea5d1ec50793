/** `enddel serve`, one process of it: a build folder in, a running server out. Reading down is reading how it is put together. */
import { createServer, type RequestListener, type Server as HttpServer } from 'node:http'
import type { Duplex } from 'node:stream'
import { createInvalidated } from '../cache/invalidated.ts'
import type { Invalidation, Selector } from '../cache/invalidation.ts'
import type { Running } from '../core/lifecycle.ts'
import { summaryOf } from '../market/summary.ts'
import { createFeed, type FeedOptions } from '../realtime/feed.ts'
import { createAdmin, productSourceTag } from './admin.ts'
import type { CertificateFiles } from './certificate.ts'
import type { Commons } from './commons.ts'
import { every } from './every.ts'
import { drain, type DrainLimits } from './drain.ts'
import type { OnServeEvent } from './events.ts'
import { createPageFinder, type PageFinder } from './find-page.ts'
import { createHandler, feedPaths, maxFields, maxHeadBytes } from './handler.ts'
import { createHitCounter } from './hit-counter.ts'
import { createInternal } from './internal.ts'
import { listen, type ListenOn, urlOf } from './listen.ts'
import { createMarketApi } from './market-api.ts'
import { createMetrics, type MetricsJson } from './metrics.ts'
import { createPageCache } from './page-cache.ts'
import { openApi, openProductsWith, openShared } from './open-parts.ts'
import type { Release, ReleaseOptions } from './release.ts'
import { createReleases } from './releases.ts'
import { createShownMarket } from './shown-market.ts'
import { createTlsFront } from './tls.ts'
import { warmUp } from './warm-up.ts'
import { watchCurrent } from './watch-current.ts'
import { LentSocket } from './wire/lent-socket.ts'
import { createWire, type WireOptions } from './wire/wire-server.ts'

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

/** Serves the current build of `out`, and each later one as soon as it is current. `commons` stays open. */
export async function startServer(options: ServeOptions, commons: Commons, listener: OnServeEvent): Promise<Server> {
  const parts: Running[] = []
  const closeParts = async () => {
    for (const part of parts.splice(0).reverse()) await part.close()
  }
  try {
    return await start(options, commons, listener, parts, closeParts)
  } catch (error) {
    await closeParts()
    throw error
  }
}

async function start(
  options: ServeOptions,
  commons: Commons,
  listener: OnServeEvent,
  parts: Running[],
  closeParts: () => Promise<void>,
): Promise<Server> {
  const shownMarket = createShownMarket()
  const { board } = shownMarket
  commons.followMarket(shownMarket.follow)
  const metrics = createMetrics({
    hot: () => ({ entries: releases.current().hot.pages.size, bytes: releases.current().hot.bytes() }),
    memory: () => cache.stats(),
    products: () => releases.current().products?.stats(),
    connections: () => front.connections(),
    board,
    feedClients: () => feed.clients(),
    settle: () => wire.settle(),
  })
  const onEvent: OnServeEvent = (event) => {
    metrics.observe(event)
    listener(event)
  }
  let isStopping = false
  let isReady = false

  const invalidated = createInvalidated()
  const hits = createHitCounter()
  const { shared, leases, isRedisUp } = openShared(options, commons, onEvent, parts)
  const { cacheEntries: maxEntries, cacheBytes: maxBytes } = options
  const leaseMs = options.renderTimeoutMs + 1_000
  const cache = createPageCache({ board, maxEntries, maxBytes, shared, leases, leaseMs, invalidated }, onEvent)
  parts.push(cache)
  const finder = createPageFinder({
    board,
    cache,
    invalidated,
    count: hits.count,
    strayed: (pages) =>
      invalidateHere({ paths: pages.map(({ address }) => address) }, Math.max(...pages.map(({ version }) => version))),
    onEvent,
  })

  const invalidate = (invalidation: Invalidation, release: Release) => {
    invalidated.apply(invalidation)
    finder.dropInvalidated(release)
    onEvent({ type: 'invalidated', ...invalidation })
  }
  let announced: Release | undefined
  function announce(release: Release) {
    const before = announced
    announced = release
    if (!before) return
    if (before.id !== release.id) feed.announce({ type: 'build', id: release.id, time: Date.now() })
    for (const id of changedReports(before, release)) feed.announce({ type: 'report', id, time: Date.now() })
  }
  // Of this process alone, so just above what it knows: by the clock it could outrun invalidations that come later.
  const invalidateHere = (selector: Selector, newest = 0) => {
    const version = Math.max(invalidated.version, releases.current().version, newest) + 1
    invalidate({ version, mode: 'soft', selector }, releases.current())
  }
  const openProducts = openProductsWith(options, commons, onEvent, (slugs) =>
    invalidateHere({ tags: ['products', ...slugs.map((slug) => `product:${slug}`)] }),
  )
  const releases = await createReleases({
    out: options.out,
    options: { ...options, openProducts, board, showSnapshot: shownMarket.showSnapshot },
    prepare: (release) => prepare(release, finder, { ...options, limitMs: warmLimitMs.reload }, onEvent),
    onRelease(release) {
      const { id, built, damaged } = release
      announce(release)
      hits.follow(release.hot.pages)
      finder.dropInvalidated(release)
      cache.keepOnly(new Set([id]))
      onEvent({ type: 'release', id, pages: built.size, damaged })
    },
    onProblem: (error) => onEvent({ type: 'release-failed', error }),
  })
  parts.push(releases)

  await commons.log.follow((invalidation) => {
    const release = releases.current()
    if (invalidation.selector.all || invalidation.selector.tags?.includes(productSourceTag))
      release.products?.invalidate()
    invalidate(invalidation, release)
  })
  commons.onProducts((set) => releases.current().products?.adopt(set))

  const { market } = options
  const summary = () => summaryOf(board, market, Date.now())
  const feed = createFeed(
    {
      board,
      market,
      build: () => releases.current().id,
      report: () => newestReport(releases.current()),
      dashboard: summary,
    },
    options.feed,
    (event) => onEvent({ type: 'feed', event }),
  )
  const admin = createAdmin({ secret: options.adminSecret, isRemote: options.adminRemote, log: commons.log })
  const api = openApi(options, onEvent, parts)
  const handler = createHandler({
    release: releases.current,
    finder,
    api,
    admin,
    feed,
    marketApi: createMarketApi({
      board,
      market,
      admin,
      refresh: commons.refreshMarket,
      feedClients: feed.clients,
    }),
    answerInternal: createInternal({
      release: releases.current,
      state: () => (isStopping ? 'stopping' : isReady ? 'ready' : 'warming'),
      releaseProblem: releases.problem,
      board,
      market,
      isRedisUp,
      metrics: () => commons.metrics(metrics.json),
    }),
    slowRequestMs: options.slowRequestMs,
    accessLog: options.accessLog,
    onEvent,
  })
  const http = createHttp(handler, options.wire)
  const upgrades = createHttp(handler, options.wire)
  upgrades.on('upgrade', (request, socket, head) => {
    const stream: unknown = socket
    feed.upgrade(request, socket, head, stream instanceof LentSocket ? stream.socket : socket)
  })
  const wire = createWire(
    {
      http,
      upgrades,
      upgradePath: feedPaths.socket,
      pages: () => releases.current().hot.pages,
      countHot: (count) => onEvent({ type: 'page', tier: 'hot', count }),
      onHot: options.accessLog
        ? (method, target, status) => onEvent({ type: 'request', method, target, status, ms: 0 })
        : undefined,
    },
    options.wire,
  )
  parts.push({
    async close() {
      wire.close()
      http.close()
      upgrades.close()
    },
  })
  const front = options.tls
    ? await createTlsFront(options.tls, { wire, handler, limits: options.wire, lookEveryMs: 1_000 }, onEvent)
    : wire
  parts.push({ close: async () => front.close() })
  parts.push(watchCurrent(options.out, releases.reload))
  const lookAtFigures = async () => {
    shownMarket.check()
    finder.findStrayed(releases.current())
  }
  parts.push(every(strayedEveryMs, lookAtFigures, () => {}))
  const handOverHits = () => commons.addHits(hits.take())
  parts.push({ close: async () => handOverHits() })
  parts.push(every(options.hitsEveryMs, handOverHits, () => {}))

  const listening = await listen(options.listen, options.backlog, front.accept)
  const ready = prepare(releases.current(), finder, { ...options, limitMs: warmLimitMs.start }, onEvent).then(() => {
    isReady = true
  })

  async function close() {
    isStopping = true
    onEvent({ type: 'stopping' })
    await Promise.all([drain(listening, front, options.drain), feed.close()])
    await ready
    await closeParts()
  }

  let closing: Promise<void> | undefined
  return {
    url: urlOf(options.tls ? 'https' : 'http', listening.host, listening.port),
    reload: releases.reload,
    ready,
    metrics: metrics.json,
    close: () => (closing ??= close()),
  }
}

function newestReport({ reports }: Release): number | null {
  const [newest] = reports.keys()
  return newest ?? null
}

/** Those that are new or different, newest last, so that it is the last that is heard of. */
function changedReports(before: Release, { reports }: Release): number[] {
  const changed = [...reports].filter(([id, version]) => before.reports.get(id) !== version)
  return changed
    .slice(0, maxAnnounced)
    .map(([id]) => id)
    .reverse()
}

const maxAnnounced = 10

/** How often pages are compared with the figures in them. */
const strayedEveryMs = 1_000

/** A new build is not to wait for its pages as long as a new server may. */
const warmLimitMs = { start: 10_000, reload: 1_000 }

async function prepare(
  release: Release,
  finder: PageFinder,
  { out, warmPages, limitMs }: { out: string; warmPages: number; limitMs: number },
  onEvent: OnServeEvent,
): Promise<void> {
  await release.products?.start()
  await warmUp(release, finder, { out, pages: warmPages, limitMs }, onEvent)
}

/** Gets its connections from the wire. */
function createHttp(handler: RequestListener, limits: WireOptions): HttpServer {
  const http = createServer(httpLimits(limits), handler)
  // One more than is allowed, so that too many can be told from just enough.
  http.maxHeadersCount = maxFields + 1
  http.on('connect', refuseTunnel)
  // It never listens itself, and only then would it begin to check its time limits.
  http.emit('listening')
  return http
}

/** For connections the wire handed over: the same limits, kept by node. No request may have a body, so none takes longer. */
function httpLimits({ headMs, idleMs }: WireOptions) {
  return {
    maxHeaderSize: maxHeadBytes,
    headersTimeout: headMs,
    requestTimeout: headMs,
    keepAliveTimeout: idleMs,
    connectionsCheckingInterval: Math.min(1_000, headMs),
  }
}

/** CONNECT asks for a tunnel, and node leaves the answer to us. */
function refuseTunnel(_: unknown, socket: Duplex): void {
  socket.end(
    'HTTP/1.1 405 Method Not Allowed\r\nAllow: GET, HEAD, OPTIONS\r\nContent-Length: 0\r\nConnection: close\r\n\r\n',
  )
}
