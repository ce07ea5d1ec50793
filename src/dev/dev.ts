/** `enddel dev`: pages rendered from their sources when they are asked for. Reading down is reading how it is put together. */
import { createServer } from 'node:http'
import { join, resolve } from 'node:path'
import type { Running } from '../core/lifecycle.ts'
import { snapshotOf } from '../market/figures-of.ts'
import { shortHash } from '../core/short-hash.ts'
import { createAdmin } from '../serve/admin.ts'
import { every } from '../serve/every.ts'
import { createHandler } from '../serve/handler.ts'
import { createMarketApi } from '../serve/market-api.ts'
import { type MarketOptions, openMarket } from '../serve/market.ts'
import { openFeed } from '../serve/open-feed.ts'
import type { ProductOptions } from '../serve/open-products.ts'
import type { ServeOptions } from '../serve/server.ts'
import { createShownMarket } from '../serve/shown-market.ts'
import { createContentReader } from './content.ts'
import type { OnDevEvent } from './dev-event.ts'
import { createDevFinder } from './dev-finder.ts'
import { createDevReleases } from './dev-releases.ts'
import { answerWith, type DevAddress, listenOn } from './dev-server.ts'
import { createFigureCheck } from './figure-check.ts'
import { refreshed } from './refreshed.ts'
import { createReloads } from './reloads.ts'
import { openTemplates } from './templates.ts'
import { watchFiles } from './watch-files.ts'

export interface DevOptions extends DevAddress, ProductOptions, Pick<ServeOptions, 'feed'> {
  siteFolder: string
  contentFolder: string
  /** What was parsed and bundled is kept here for the next time. Other commands never look into it. */
  cacheFolder: string
  siteUrl: string
  market: MarketOptions
  /** Threads that parse reports. */
  threads: number
}

export interface Dev extends Running {
  url: string
}

export async function startDev(options: DevOptions, listener: OnDevEvent): Promise<Dev> {
  const parts: Running[] = []
  let closing: Promise<void> | undefined
  let isClosing = false
  const onEvent: OnDevEvent = (event) => isClosing || listener(event)
  const close = async () => {
    // What is broken off then is no failure.
    isClosing = true
    for (const part of parts.splice(0).reverse()) await part.close()
  }
  try {
    const url = await start(options, onEvent, parts)
    return { url, close: () => (closing ??= close()) }
  } catch (error) {
    await close()
    throw error
  }
}

async function start(options: DevOptions, onEvent: OnDevEvent, parts: Running[]): Promise<string> {
  const { siteFolder, contentFolder, cacheFolder, siteUrl, market } = options
  const http = createServer({ noDelay: true })
  const shownMarket = createShownMarket()
  const { board } = shownMarket
  const line = await openMarket(market, undefined, onEvent)
  parts.push(
    line,
    every(1_000, shownMarket.check, () => {}),
  )
  line.follow(shownMarket.follow)

  const reader = createContentReader(contentFolder, cacheFolder, options.threads, onEvent)
  const content = refreshed(async () => {
    const read = await reader.read()
    const { market: dated } = read
    if (market.mode !== 'demo') shownMarket.showSnapshot(snapshotOf(dated, shortHash(JSON.stringify(dated))))
    return read
  })
  const templates = await openTemplates(
    { siteFolder, cacheFolder, siteUrl, http, watch: (paths) => watch.add(paths) },
    (file) => reloads.onTemplate(file),
    onEvent,
  )
  parts.push(templates)
  const { openProducts, api } = await openProductApi(options, onEvent, parts)
  const releases = createDevReleases(
    { siteFolder, templates, readContent: content.get, openProducts, board, market: market.mode },
    onEvent,
  )
  const reloads = createReloads({ siteFolder, contentFolder, templates, content, releases }, onEvent)
  const watch = watchFiles([resolve(siteFolder), resolve(contentFolder)], reloads.onFile)
  parts.push(releases, reloads, watch, reader)

  const { current: release, refresh, answerBroken, explain } = releases
  const checkFigures = market.mode === 'demo' ? createFigureCheck(board, onEvent) : undefined
  const feed = openFeed({ options: { market: market.mode, feed: options.feed }, onEvent, parts }, board, release)
  // Nothing is kept that could be invalidated.
  const admin = createAdmin({ secret: '', isRemote: false, log: { append: () => Promise.reject(new Error('closed')) } })
  const { listener: handler } = createHandler({
    release,
    finder: createDevFinder({ board, explain, checkFigures }),
    api,
    admin,
    feed,
    marketApi: createMarketApi({
      board,
      market: market.mode,
      admin,
      refresh: line.refresh,
      feedClients: feed.clients,
    }),
    answerInternal: answerBroken,
    slowRequestMs: Infinity,
    accessLog: false,
    onEvent,
  })
  answerWith(http, { templates, publicFolder: join(siteFolder, 'public'), handler, feed, refresh })
  const { url, close } = await listenOn(http, options)
  parts.push({ close })
  void watch.ready.then(() => {
    reloads.lookAgain()
    onEvent({ type: 'watching' })
  })
  void refresh()
  return url
}

async function openProductApi(options: ProductOptions, onEvent: OnDevEvent, parts: Running[]) {
  if (!options.productApiBase) return { openProducts: undefined, api: undefined }
  // Not before it is needed: most sites have none, and it takes a while to be loaded.
  const { openApi, openProductsWith } = await import('../serve/open-products.ts')
  const alone = { isLeader: () => true, shareProducts() {} }
  return {
    openProducts: openProductsWith(options, alone, onEvent, () => {}),
    api: openApi(options, onEvent, parts),
  }
}
