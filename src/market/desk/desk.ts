import type { Running } from '../../core/lifecycle.ts'
import type { Board } from '../board.ts'
import { createCoinQuotes } from './coin-quotes.ts'
import { createDeskChains } from './desk-chains.ts'
import type { Publish } from '../line/line.ts'
import type { OnMarketEvent } from './market-event.ts'
import type { MarketSources } from './market-sources.ts'
import { createOutbox } from './outbox.ts'
import type { QuoteStream } from '../quote.ts'
import { createShownFigures } from './shown-figures.ts'

export interface DeskOptions {
  sources: MarketSources
  /** What was published so far, by whomever: nothing older is published here. */
  board: Pick<Board, 'get' | 'snapshot'>
  now?: () => number
  random?: () => number
  /** How often all is looked at, and so the most that is published: 10 times a second. */
  tickMs?: number
  /** Between questions for prices that no stream tells of. */
  pricesEveryMs?: number | undefined
  /** For each source that is asked. */
  limitMs?: number
  /** After all sources of a kind have failed, where its usual pause is longer. */
  chainRetryMs?: number
  publishRetryMs?: number
}

/** Listens to the streams, asks the providers, and publishes what is to be believed, each figure from its best source. */
export interface Desk extends Running {
  /** Asks for everything now. Resolves when what the sources gave has been published, or could not be. */
  refresh(): Promise<void>
}

export function createDesk(options: DeskOptions, publish: Publish, listener: OnMarketEvent): Desk {
  const { sources, board, now = Date.now, random = Math.random, tickMs = 100 } = options
  const { pricesEveryMs = 10_000, limitMs = 10_000, chainRetryMs = 60_000, publishRetryMs = 1_000 } = options
  let isClosed = false
  const onEvent: OnMarketEvent = (event) => isClosed || listener(event)
  const outbox = createOutbox({ publish, board, retryMs: publishRetryMs, now }, onEvent)
  const shown = createShownFigures(board, outbox.put, onEvent)
  const streamNames = sources.streams.map(({ name }) => name)
  const coins = createCoinQuotes(streamNames, shown, now)
  const limits = { limitMs, retryMs: chainRetryMs }
  const chains = createDeskChains({ sources, shown, coins, pricesEveryMs, now, random }, limits, onEvent)

  function listen(stream: QuoteStream) {
    stream.start({
      quote: (quote) => coins.streamed(quote, stream.name),
      state(problem) {
        coins.streamState(stream.name, problem)
        onEvent({ type: 'market-stream', source: stream.name, problem })
      },
    })
  }

  function tick() {
    for (const chain of chains) chain.tick()
    shown.review(now())
    void outbox.flush()
  }

  sources.streams.forEach(listen)
  tick()
  const timer = setInterval(tick, tickMs)
  timer.unref()

  return {
    async refresh() {
      await Promise.all(chains.map((chain) => chain.ask()))
      // A publish that is under way may have begun before the last answer.
      await outbox.flush()
      await outbox.flush()
    },
    async close() {
      isClosed = true
      clearInterval(timer)
      await Promise.all([...chains, ...sources.streams, outbox].map((running) => running.close()))
    },
  }
}
