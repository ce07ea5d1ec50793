/** `enddel serve`: a build folder in, a running server out. Reading down is reading how it is put together. */
import { createServer } from 'node:http'
import type { Duplex } from 'node:stream'
import { messageOf } from '../core/errors.ts'
import type { Running } from '../core/lifecycle.ts'
import { requireCurrent } from '../output/current.ts'
import { createColdPages } from './cold-pages.ts'
import { drain, type DrainLimits } from './drain.ts'
import type { OnServeEvent } from './events.ts'
import { createHandler, maxFields } from './handler.ts'
import { createInternal } from './internal.ts'
import { createMetrics } from './metrics.ts'
import { listen, type ListenOn, urlOf } from './listen.ts'
import { keepPopularity, type PopularityKeeper, type PopularityOptions } from './popularity.ts'
import { loadRelease, type Release, type ReleaseOptions } from './release.ts'
import { watchCurrent } from './watch-current.ts'
import { createWire, type WireOptions } from './wire/wire-server.ts'

export interface ServeOptions extends ReleaseOptions {
  out: string
  listen: ListenOn
  /** Connections the kernel keeps until they are accepted. */
  backlog: number
  /** Bytes of pages rendered on demand that are kept in memory. */
  cacheBytes: number
  /** How hits are counted for the next build. */
  popularity: Omit<PopularityOptions, 'out'>
  /** Limits of every connection. */
  wire: WireOptions
  drain: DrainLimits
  onEvent?: OnServeEvent
}

export interface Server extends Running {
  url: string
  /** Loads the current build if it is another than the one that is served. */
  reload(): Promise<void>
}

/** Serves the current build of `out`, and each later one as soon as it is current. */
export async function startServer(options: ServeOptions): Promise<Server> {
  const metrics = createMetrics()
  const onEvent: OnServeEvent = (event) => {
    metrics.observe(event)
    options.onEvent?.(event)
  }

  const popularity = await keepPopularity({ out: options.out, ...options.popularity }, onEvent)
  const releases = await createReleases(options, popularity.follow, onEvent).catch(async (error: unknown) => {
    await popularity.close()
    throw error
  })
  const cold = createColdPages(options.cacheBytes, popularity.count, onEvent)
  let isStopping = false
  const answerInternal = createInternal({
    release: releases.current,
    isStopping: () => isStopping,
    releaseProblem: releases.problem,
    metrics,
  })
  const http = createServer(
    httpLimits(options.wire),
    createHandler({ release: releases.current, cold, answerInternal, onEvent }),
  )
  const countHot = (count: number) => onEvent({ type: 'page', tier: 'hot', count })
  const wire = createWire(http, { pages: () => releases.current().hot, countHot }, options.wire)
  // One more than is allowed, so that too many can be told from just enough.
  http.maxHeadersCount = maxFields + 1
  http.on('connect', refuseTunnel)
  // It never listens itself, and only then would it begin to check its time limits.
  http.emit('listening')
  const watcher = watchCurrent(options.out, releases.reload)

  async function closeParts() {
    wire.close()
    http.close()
    await watcher.close()
    await popularity.close()
    await releases.close()
  }

  try {
    const listening = await listen(options.listen, options.backlog, wire.accept)
    const close = async () => {
      isStopping = true
      onEvent({ type: 'stopping' })
      await drain(listening, wire, options.drain)
      await closeParts()
    }
    let closing: Promise<void> | undefined
    return {
      url: urlOf('http', listening.host, listening.port),
      reload: releases.reload,
      close: () => (closing ??= close()),
    }
  } catch (error) {
    await closeParts()
    throw error
  }
}

/** For connections the wire handed over: the same limits, kept by node. No request may have a body, so none takes longer. */
function httpLimits({ headMs, idleMs }: WireOptions) {
  return {
    maxHeaderSize: 16 * 1024,
    headersTimeout: headMs,
    requestTimeout: headMs,
    keepAliveTimeout: idleMs,
    connectionsCheckingInterval: Math.min(1_000, headMs),
  }
}

/** The release that is served, replaced in one assignment; requests under way keep theirs. */
async function createReleases(options: ServeOptions, follow: PopularityKeeper['follow'], onEvent: OnServeEvent) {
  const { out } = options
  let problem: string | undefined
  let current = await load()
  let loading = Promise.resolve()

  async function load(): Promise<Release> {
    const release = await loadRelease(out, await requireCurrent(out), options)
    follow(release.hot)
    onEvent({ type: 'release', id: release.id, pages: release.hot.size, damaged: release.damaged })
    return release
  }

  async function reloadNow() {
    try {
      const { build } = await requireCurrent(out)
      if (build !== current.id) {
        const before = current
        current = await load()
        before.close().catch((error: unknown) => onEvent({ type: 'release-failed', error }))
      }
      problem = undefined
    } catch (error) {
      // Looked at again and again: told once.
      if (problem !== messageOf(error)) onEvent({ type: 'release-failed', error })
      problem = messageOf(error)
    }
  }

  return {
    current: () => current,
    problem: () => problem,
    /** One after the other: the last change is always looked at. */
    reload: () => (loading = loading.then(reloadNow)),
    async close() {
      await loading
      await current.close()
    },
  }
}

/** CONNECT asks for a tunnel, and node leaves the answer to us. */
function refuseTunnel(_: unknown, socket: Duplex): void {
  socket.end(
    'HTTP/1.1 405 Method Not Allowed\r\nAllow: GET, HEAD, OPTIONS\r\nContent-Length: 0\r\nConnection: close\r\n\r\n',
  )
}
