import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import {
  fakeProvider,
  fakeStream,
  isDown,
  lost,
  noSources,
  quote,
  type FakeStream,
} from '../../testing/fake-sources.ts'
import { createHeard } from '../../testing/heard.ts'
import { createSignal } from '../../testing/signal.ts'
import { createBoard, type Board } from '../board.ts'
import { createDesk, type Desk, type DeskOptions } from './desk.ts'
import { trackedCoins, type Figure, type FigureId, type TrackedCoin } from '../figure.ts'
import type { MarketEvent } from './market-event.ts'
import type { MarketSources } from './market-sources.ts'
import type { FundQuote, GlobalFigures } from '../quote.ts'

const desk = suite('market/desk/desk')

desk('publishes what a stream tells', async () => {
  const binance = fakeStream('binance')
  await atDesk({ streams: [binance] }, async ({ figures, published }) => {
    binance.quote(quote('BTC', 91_000, noon - 20, { change24hPct: -1.2, high24hUsd: 92_000, low24hUsd: 90_000 }))

    await published.until(() => 'BTC.low24h' in figures)

    assert.equal(figures, {
      'BTC.price': { value: 91_000, at: noon - 20, source: 'binance', status: 'live' },
      'BTC.change24h': { value: -1.2, at: noon - 20, source: 'binance', status: 'live' },
      'BTC.high24h': { value: 92_000, at: noon - 20, source: 'binance', status: 'live' },
      'BTC.low24h': { value: 90_000, at: noon - 20, source: 'binance', status: 'live' },
    })
  })
})

desk('turns to the next stream when the first is lost, and returns when it is well again', async () => {
  const [binance, coinbase] = [fakeStream('binance'), fakeStream('coinbase')]
  await atDesk({ streams: [binance, coinbase] }, async ({ clock, figures, published, events }) => {
    const sources: (string | undefined)[] = []
    const tell = async (...streams: FakeStream[]) => {
      clock.now += 6_000
      const price = 91_000 + clock.now - noon
      for (const stream of streams) stream.quote(quote('BTC', price, clock.now))
      await published.until(() => figures['BTC.price']?.value === price)
      sources.push(figures['BTC.price']?.source)
    }
    await tell(binance, coinbase)
    binance.state(lost)
    await tell(coinbase)
    binance.state(undefined)
    await tell(binance, coinbase)
    await tell(binance, coinbase)
    await tell(binance, coinbase)

    assert.equal(sources, ['binance', 'coinbase', 'coinbase', 'coinbase', 'binance'])
    assert.equal(
      events.map((event) => (event.type === 'market-source-changed' ? `to ${event.to}` : event.type)),
      ['market-stream', 'to coinbase', 'market-stream', 'to binance'],
    )
  })
})

desk('polls the coins that no stream tells of, and nobody while streams tell of all', async () => {
  const binance = fakeStream('binance')
  const rest = fakeProvider('coingecko', () => all(1_000))
  await atDesk({ streams: [binance], prices: [rest] }, async ({ clock, figures, published, ticks }) => {
    const laterTold = (told: readonly TrackedCoin[], price: number) => {
      clock.now += 9_999
      for (const coin of told) binance.quote(quote(coin, price, clock.now))
      clock.now += 1
    }
    await published.until(() => 'BNB.price' in figures)
    const first = [rest.asked, figures['BTC.price']?.source]

    rest.give = () => all(1_002)
    laterTold(coins.slice(0, -1), 1_001)
    await published.until(() => figures['BNB.price']?.value === 1_002)
    const second = [rest.asked, figures['BTC.price']?.value, figures['BTC.price']?.source]

    laterTold(coins, 1_003)
    await ticks(5)

    assert.equal(first, [1, 'coingecko'])
    assert.equal(second, [2, 1_001, 'binance'])
    assert.equal([rest.asked, figures['BNB.price']?.value], [2, 1_003])
  })
})

desk('does not let a poll that was under way take the place of a stream', async () => {
  const binance = fakeStream('binance')
  const [begun, answered] = [createSignal(), createSignal()]
  const rest = fakeProvider('coingecko', async () => {
    begun.give()
    await answered.given
    return all(1_000)
  })
  await atDesk({ streams: [binance], prices: [rest] }, async ({ desk, figures }) => {
    await begun.given
    binance.quote(quote('BTC', 1_001, noon))
    answered.give()
    await desk.refresh()

    assert.equal([figures['BTC.price']?.value, figures['ETH.price']?.value], [1_001, 1_000])
  })
})

desk('asks the next source for coins that the one before did not have', async () => {
  const first = fakeProvider('binance', () => all(1_000).filter(({ symbol }) => symbol !== 'BNB'))
  const second = fakeProvider('coingecko', () => all(1_001))
  await atDesk({ prices: [first, second] }, async ({ figures, desk }) => {
    await desk.refresh()

    assert.equal([figures['BTC.price']?.source, figures['BNB.price']?.source], ['binance', 'coingecko'])
  })
})

desk('asks the first source as often as it is told to, and goes to the others once a minute at most', async () => {
  const first = fakeProvider('binance', () => all(1_000))
  const second = fakeProvider('coingecko', () => all(1_001))
  const atDeskOf3s = (work: (at: AtDesk) => Promise<void>) =>
    atDesk({ prices: [first, second] }, work, createBoard(), { pricesEveryMs: 3_000 })
  await atDeskOf3s(async ({ clock, ticks }) => {
    const later = async (ms: number) => {
      clock.now += ms
      await ticks(5)
      return [first.asked, second.asked]
    }
    const asked = [await later(0), await later(2_999), await later(1)]
    first.give = isDown
    asked.push(await later(3_000), await later(59_999), await later(1))
    second.give = isDown
    asked.push(await later(60_000), await later(3_000))
    first.give = () => all(1_002)
    asked.push(await later(3_000), await later(3_000))

    assert.equal(asked.slice(0, 3), [
      [1, 0],
      [1, 0],
      [2, 0],
    ])
    assert.equal(asked.slice(3, 6), [
      [3, 1],
      [3, 1],
      [4, 2],
    ])
    assert.equal(asked.slice(6, 8), [
      [5, 3],
      [6, 4],
    ])
    assert.equal(asked.slice(8), [
      [7, 4],
      [8, 4],
    ])
  })
})

desk('takes from details what streams do not know, and figures of the day where nobody else has them', async () => {
  const kraken = fakeStream('kraken')
  const details = fakeProvider('coingecko', () => [
    quote('BTC', 5, noon, { marketCapUsd: 2e12, change1hPct: 1, change7dPct: 7, change24hPct: 24, high24hUsd: 6 }),
  ])
  await atDesk({ streams: [kraken], details: [details] }, async ({ figures, desk, clock }) => {
    kraken.quote(quote('BTC', 91_000, noon, { change24hPct: 23 }))
    await desk.refresh()
    const first = { ...figures }
    clock.now += 60_000
    await desk.refresh()

    assert.equal(
      [first['BTC.price']?.value, first['BTC.change24h']?.value, first['BTC.high24h']?.value],
      [91_000, 23, 6],
    )
    assert.equal([first['BTC.marketCap']?.value, first['BTC.change7d']?.value], [2e12, 7])
    assert.equal([figures['BTC.change24h']?.value, figures['BTC.change24h']?.source], [24, 'coingecko'])
  })
})

desk('falls back down the chain of a figure, and one that fails is no matter to the others', async () => {
  const gecko = fakeProvider('coingecko', isDown as () => GlobalFigures)
  const cmc = fakeProvider('coinmarketcap', () => market(3e12))
  const rsi = fakeProvider('taapi', () => ({ value: 44.8, sourceTime: undefined }))
  const fng = fakeProvider('alternative.me', isDown as () => never)
  const sources = { global: [gecko, cmc], rsi: [rsi], fearGreed: [fng] }
  await atDesk(sources, async ({ figures, desk, events }) => {
    await desk.refresh()
    const first = figures['market.cap']?.source
    gecko.give = () => market(3.1e12)
    await desk.refresh()

    assert.equal([first, figures['market.cap']?.source], ['coinmarketcap', 'coingecko'])
    assert.is(figures['BTC.rsi14']?.value, 44.8)
    assert.is(figures['fng'], undefined)
    assert.ok(events.some((event) => event.type === 'market-source-failed' && event.chain === 'fear-greed'))
  })
})

desk('asks the next when what one says cannot be', async () => {
  const gecko = fakeProvider('coingecko', () => market(0))
  const cmc = fakeProvider('coinmarketcap', () => market(3e12))
  await atDesk({ global: [gecko, cmc] }, async ({ figures, desk }) => {
    await desk.refresh()

    assert.equal([figures['market.cap']?.value, figures['market.cap']?.source], [3e12, 'coinmarketcap'])
  })
})

desk('keeps the last values when all is down, says how old they are, and invents none', async () => {
  const binance = fakeStream('binance')
  const rest = fakeProvider('coingecko', isDown as () => never)
  await atDesk({ streams: [binance], prices: [rest], global: [rest] }, async ({ clock, figures, published }) => {
    binance.quote(quote('BTC', 91_000, noon))
    await published.until(() => 'BTC.price' in figures)
    binance.state(lost)

    clock.now += 40_000
    await published.until(() => figures['BTC.price']?.status === 'delayed')
    clock.now += 21_000
    await published.until(() => figures['BTC.price']?.status === 'stale')

    assert.equal(figures, { 'BTC.price': { value: 91_000, at: noon, source: 'binance', status: 'stale' } })
  })
})

desk('goes on from the board: nothing older is published, and nothing that is known', async () => {
  const binance = fakeStream('binance')
  const board = createBoard()
  board.apply({
    kind: 'snapshot',
    epoch: 'a',
    seq: 7,
    figures: {
      'BTC.price': { value: 91_000, at: noon, source: 'binance', status: 'live' },
      'ETH.price': { value: 3_000, at: noon, source: 'binance', status: 'live' },
    },
  })
  await atDesk(
    { streams: [binance] },
    async ({ published, figures }) => {
      binance.quote(quote('BTC', 90_000, noon - 1))
      binance.quote(quote('ETH', 3_000, noon + 1))
      binance.quote(quote('SOL', 138, noon))

      await published.until(() => 'SOL.price' in figures)

      assert.equal(Object.keys(figures), ['SOL.price'])
    },
    board,
  )
})

desk('shows a price far off only when another source says so', async () => {
  const [binance, kraken] = [fakeStream('binance'), fakeStream('kraken')]
  await atDesk({ streams: [binance, kraken] }, async ({ published, figures, clock, desk }) => {
    binance.quote(quote('BTC', 91_000, noon))
    binance.quote(quote('BTC', 30_000, (clock.now += 1_000)))
    await desk.refresh()
    const before = figures['BTC.price']?.value
    kraken.quote(quote('BTC', 30_010, (clock.now += 1_000)))
    binance.quote(quote('BTC', 30_020, (clock.now += 1_000)))
    await published.until(() => figures['BTC.price']?.value === 30_020)

    assert.is(before, 91_000)
    assert.is(figures['BTC.price']?.source, 'binance')
  })
})

desk('asks for funds while their market is open, and once after its close', async () => {
  let tradedAt = noon
  const funds = fakeProvider('finnhub', () => [spy(660, tradedAt)])
  await atDesk({ funds: [funds] }, async ({ clock, figures, published, ticks }) => {
    const goTo = async (time: string) => {
      clock.now = tradedAt = Date.parse(time)
      await ticks(5)
      return funds.asked
    }
    await published.until(() => 'SPY.price' in figures)
    const asked = [
      funds.asked,
      await goTo('2026-11-20T14:29:00Z'),
      await goTo('2026-11-20T14:30:00Z'),
      await goTo('2026-11-20T14:34:00Z'),
      await goTo('2026-11-20T14:35:00Z'),
    ]
    const status = figures['SPY.price']?.status
    asked.push(await goTo('2026-11-20T21:00:00Z'), await goTo('2026-11-21T12:00:00Z'))

    assert.equal(asked, [1, 1, 2, 2, 3, 4, 4])
    assert.equal([status, figures['SPY.price']?.status], ['live', 'closed'])
  })
})

desk('asks for fear and greed when the source said there would be another, within an hour', async () => {
  let nextInMs = 60_000
  const fng = fakeProvider('alternative.me', () => ({ value: 28, classification: 'Fear', sourceTime: noon, nextInMs }))
  await atDesk({ fearGreed: [fng] }, async ({ clock, ticks, figures, published }) => {
    await published.until(() => 'fng.class' in figures)
    const later = async (ms: number) => {
      clock.now += ms
      await ticks(5)
      return fng.asked
    }
    const asked = [fng.asked, await later(5 * 60_000 + 29_999)]
    nextInMs = 14 * 3_600_000
    asked.push(await later(1), await later(3_600_000 + 29_999), await later(1))

    assert.equal(asked, [1, 1, 2, 2, 3])
    assert.equal([figures['fng']?.value, figures['fng.class']?.value], [28, 'Fear'])
  })
})

desk('ignores what nobody asked for', async () => {
  const binance = fakeStream('binance')
  const strange = 'DOGE' as TrackedCoin
  const sources = {
    streams: [binance],
    prices: [fakeProvider('binance', () => [quote(strange, 1)])],
    details: [fakeProvider('coingecko', () => [quote(strange, 1, noon, { marketCapUsd: 1 })])],
    funds: [fakeProvider('finnhub', (): FundQuote[] => [{ ...spy(1, noon), symbol: 'TSLA' }])],
  }
  await atDesk(sources, async ({ desk, figures }) => {
    binance.quote(quote(strange, 1, noon))
    binance.quote(quote('BTC', 91_000, noon))
    await desk.refresh()

    assert.equal(Object.keys(figures), ['BTC.price'])
  })
})

desk('tells and asks no more once it is closed', async () => {
  const binance = fakeStream('binance')
  const rest = fakeProvider('coingecko', () => all(1_000))
  const published = createHeard<unknown>()
  const events: MarketEvent[] = []
  let looks = 0
  const now = () => noon + looks++
  const running = createDesk(
    { sources: { ...noSources, streams: [binance], prices: [rest] }, board: createBoard(), now, tickMs: 1 },
    async (figures) => published.add(figures),
    (event) => events.push(event),
  )
  await published.until(({ length }) => length > 0)

  await running.close()
  const closedAt = looks
  await turnsOfTimers(5)
  assert.is(looks, closedAt)
  const before = [published.items.length, rest.asked, events.length]
  binance.quote(quote('BTC', 1_001, noon))
  binance.state(lost)
  await running.refresh()
  await running.close()

  assert.is(binance.isOpen, false)
  assert.equal([published.items.length, rest.asked, events.length], before)
})

const noon = Date.parse('2026-11-20T12:00:00Z')
const coins = Object.keys(trackedCoins) as TrackedCoin[]

function all(price: number) {
  return coins.map((coin) => quote(coin, price))
}

function market(marketCapUsd: number): GlobalFigures {
  return {
    marketCapUsd,
    volume24hUsd: 1e11,
    marketCapChange24hPct: 1,
    btcDominancePct: 57,
    ethDominancePct: undefined,
    sourceTime: undefined,
  }
}

function spy(priceUsd: number, sourceTime: number): FundQuote {
  return { symbol: 'SPY', priceUsd, changePct: 0.1, sourceTime }
}

/** Timers of the same length take turns, so the desk has as many as this one. */
async function turnsOfTimers(count: number): Promise<void> {
  const turns = createHeard<number>()
  const timer = setInterval(() => turns.add(1), 1)
  await turns.until(({ length }) => length >= count)
  clearInterval(timer)
}

interface AtDesk {
  desk: Desk
  /** Moved by hand. */
  clock: { now: number }
  /** All that was published, by name. */
  figures: Record<FigureId, Figure>
  published: ReturnType<typeof createHeard<Readonly<Record<FigureId, Figure>>>>
  events: MarketEvent[]
  /** Waits until everything was looked at so many times. */
  ticks(count: number): Promise<void>
}

async function atDesk(
  sources: Partial<MarketSources>,
  work: (at: AtDesk) => Promise<void>,
  board: Board = createBoard(),
  options: Pick<DeskOptions, 'pricesEveryMs'> = {},
): Promise<void> {
  const clock = { now: noon }
  const figures: Record<FigureId, Figure> = {}
  const published = createHeard<Readonly<Record<FigureId, Figure>>>()
  const events: MarketEvent[] = []
  const running = createDesk(
    {
      sources: { ...noSources, ...sources },
      board,
      now: () => clock.now,
      random: () => 0.5,
      tickMs: 1,
      ...options,
    },
    async (change) => {
      Object.assign(figures, change)
      published.add(change)
    },
    (event) => events.push(event),
  )
  try {
    await work({
      desk: running,
      clock,
      figures,
      published,
      events,
      ticks: turnsOfTimers,
    })
  } finally {
    await running.close()
  }
}

desk.run()
