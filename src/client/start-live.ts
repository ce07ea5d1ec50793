/** What the browser runs on a page with live values: it writes newer ones into the elements that the server printed. */
import type { FigureId } from '../market/figure.ts'
import type { MarketMode, ServerMessage } from '../realtime/protocol.ts'
import { createFeedClient, type Link } from './feed-client.ts'
import { feedState } from './feed-state.ts'
import { createKnownFigures } from './known-figures.ts'
import { createNews } from './news.ts'
import { watchPauseButtons } from './pause-buttons.ts'
import { findPlaces, type Place } from './places.ts'
import { watchPresence } from './presence.ts'
import { clockOfPage, figuresOfPage } from './printed-figures.ts'
import { createStateRegion } from './state-region.ts'
import { whenIdle } from './when-idle.ts'
import { createWriter } from './write-values.ts'

/** For scripts of the site that write figures too: as the server does. */
export { formatFigure } from '../live/format.ts'

/** Begins once the page is loaded and at rest. Without `<meta name="enddel-feed" content="/ws">` there is nothing to do. */
export function startLive(): { close(): void } {
  const stop = new AbortController()
  whenIdle(() => {
    const address = document.querySelector<HTMLMetaElement>('meta[name=enddel-feed]')?.content
    if (address) follow(address, stop.signal)
  }, stop.signal)
  return { close: () => stop.abort() }
}

function follow(address: string, signal: AbortSignal): void {
  const places = findPlaces(document)
  const clock = clockOfPage()
  const known = createKnownFigures(clock, figuresOfPage(places, clock))
  const writer = createWriter(places, known.get)
  const news = createNews()
  const regions = [...document.querySelectorAll<HTMLElement>('[data-feed-state]')].map(createStateRegion)
  let link: Link = { state: 'away' }
  let market: MarketMode | undefined
  let isPaused = false

  function showState(isOwnAct = false): void {
    const state = feedState({ link, isPaused, market, statuses: known.statuses() })
    const until = link.state === 'waiting' && !isPaused ? link.until : undefined
    for (const region of regions) region.show(state, until, isOwnAct)
  }

  function hear(message: ServerMessage): void {
    if (message.type === 'welcome') market = message.market
    if (message.type === 'snapshot' || message.type === 'delta') writer.update(known.take(message))
    news.hear(message)
    showState()
  }

  function onLink(next: Link): void {
    link = next
    showState()
  }

  const feed = createFeedClient({
    address,
    topics: topicsOf(places),
    clock: known.clock,
    hear,
    onLink,
    random: Math.random,
  })
  watchPauseButtons((isNowPaused) => {
    isPaused = isNowPaused
    writer.pause(isPaused)
    showState(true)
  }, signal)
  watchPresence({ arrive: feed.connect, leave: feed.disconnect, online: feed.reconnect }, signal)
  signal.addEventListener('abort', () => {
    feed.disconnect()
    writer.close()
    for (const region of regions) region.close()
  })
}

/** A connection may have 128 topics, and a message 4 KiB: who shows more asks for all. */
function topicsOf(places: readonly Place[]): string[] {
  const ids = new Set<FigureId>(places.map(({ figure }) => figure))
  return [...(ids.size > 100 ? ['market'] : ids), 'build', 'reports']
}
