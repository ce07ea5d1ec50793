/** The market of a server whose providers fail, lie and come back: what its pages and its feed show meanwhile. */
import { inspect } from 'node:util'
import { pino } from 'pino'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { LiveSourcesOptions } from '../market/desk/live-sources.ts'
import type { SentFigure } from '../realtime/protocol.ts'
import type { CommonsEvent } from '../serve/commons.ts'
import type { ServeEvent } from '../serve/events.ts'
import { logEvents } from '../serve/log.ts'
import type { Summary } from '../market/summary.ts'
import type { MarketOptions } from '../serve/market.ts'
import { FeedClient } from './feed-serving.ts'
import { createHeard, type Heard } from './heard.ts'
import { getBytes } from './http-get.ts'
import { askPage, historyOf, untilShown, withMarketBuild } from './market-serving.ts'
import { withMovedClock } from './moved-clock.ts'
import { serveOptions, withServer } from './serving.ts'
import { binancePrices, cmcPrices, coinGeckoPrices, type StubMarket, withStubMarket } from './stub-market.ts'
import { answers, type Behaviour, bytes, json } from './stub-upstream.ts'

const chain = suite('testing/market-chain')

chain('goes from stream to stream as each is lost, and back to the first when it is well again', () =>
  withMarket({}, async ({ market, move, shows, told, lost }) => {
    const { binance, coinbase, kraken } = market
    for (const stream of market.streams) await stream.listened()
    binance.quote(91_001)
    await shows('$91,001.00 binance live')
    coinbase.quote(91_002)
    kraken.quote(91_003)
    for (const source of ['coinbase', 'kraken']) await told('market-stream', { source, problem: undefined })

    binance.down()
    await lost('binance')
    move(1_000)
    kraken.quote(91_013)
    coinbase.quote(91_012)
    await shows('$91,012.00 coinbase live')

    coinbase.down()
    await lost('coinbase')
    move(1_000)
    kraken.quote(91_023)
    await shows('$91,023.00 kraken live')

    binance.up()
    await binance.listened()
    binance.quote(91_031)
    await told('market-stream', { source: 'binance', problem: undefined }, 2)
    move(5_000)
    binance.quote(91_041)
    kraken.quote(91_043)
    await shows('$91,043.00 kraken live')
    move(5_000)
    binance.quote(91_051)
    kraken.quote(91_053)
    await shows('$91,051.00 binance live')
  }),
)

chain('asks one after the other when there are no streams, and returns to the first that is there again', () =>
  withMarket({ keys: { coinmarketcap: 'k' } }, async ({ market, move, shows, tells, loseStreams }) => {
    const { binance } = market
    await tells(91_000)

    market.answer({ binance: binancePrices(91_100) })
    await loseStreams()
    move(10_000)
    await shows('$91,100.00 binance live')

    market.answer({ binance: refused, coingecko: coinGeckoPrices(91_200) })
    move(10_000)
    await shows('$91,200.00 coingecko live')

    market.answer({ coingecko: refused, cmc: cmcPrices(91_300) })
    move(60_000)
    await shows('$91,300.00 coinmarketcap live')

    market.answer({ binance: binancePrices(91_400) })
    move(60_000)
    await shows('$91,400.00 binance live')

    binance.up()
    await tells(91_500)
  }),
)

chain('keeps the last values when all is lost, says how late they are, and makes none up', () =>
  withMarket({}, async ({ move, shows, summary, tells, loseStreams }) => {
    await tells(91_000)
    const before = await summary()

    await loseStreams()
    move(30_001)
    await shows('$91,000.00 binance delayed')
    const later = await summary()
    move(30_000)
    await shows('$91,000.00 binance stale')
    const last = await summary()

    assert.equal([later.partial_failure, last.partial_failure], [true, true])
    assert.equal([last.btc_price_usd, last.eth_price_usd, last.fng_value], [91_000, 910, null])
    assert.equal(last.figures['BTC.price'], {
      ...before.figures['BTC.price'],
      status: 'stale',
      age_seconds: 60,
    })
    assert.equal(Object.keys(last.figures).sort(), Object.keys(before.figures).sort())
  }),
)

chain('begins with the dated snapshot of the build when nobody answers', () =>
  withMarket({ isDown: true }, async ({ shows, told, summary, page }) => {
    await shows('$80,000.00 sample stale')
    await told('market-source-failed', { chain: 'prices', source: 'coingecko' })

    const { btc_price_usd, partial_failure, figures, market_cap_usd } = await summary()
    assert.equal([btc_price_usd, partial_failure, market_cap_usd], [80_000, true, null])
    assert.equal(figures['BTC.price']?.at, '2026-01-02T03:04:05.000Z')
    assert.match(await page(), '2026-01-02T03:04:05Z')
    assert.equal(Object.keys(figures), ['BTC.price', 'BTC.change24h'])
  }),
)

chain('never shows a price a hundred times as high', () =>
  withMarket({}, async ({ market, move, shows, told, history, tells, loseStreams }) => {
    const { binance } = market
    await tells(91_000)

    binance.quote(91_000 * 100, { SOL: 910 })
    await told('market-figure-refused', { figure: 'BTC.price', source: 'binance', why: 'implausible' })
    await told('market-figure-refused', { figure: 'ETH.price', source: 'binance', why: 'quarantined' })
    binance.quote(91_001)
    await shows('$91,001.00 binance live')

    market.answer({ binance: binancePrices(91_000 * 100), coingecko: coinGeckoPrices(91_002) })
    await loseStreams()
    move(10_000)
    await shows('$91,002.00 coingecko live')

    assert.equal(history('BTC.price').map(valueOf), [80_000, 91_000, 91_001, 91_002])
    assert.equal(history('ETH.price').map(valueOf), [910, 910.01, 910.02])
  }),
)

chain('keeps the last good price whatever a stream says', () =>
  withMarket({}, async ({ market, feed, shows, history, tells }) => {
    const { binance } = market
    await tells(91_000)

    for (const price of ['NaN', 'Infinity', '0', '-91000', '', '1e999']) binance.quote(91_000, { BTC: price })
    const tickerOf = (s: unknown, c: unknown) => ({ data: { e: '24hrMiniTicker', E: Date.now(), s, c } })
    for (const price of [null, 0, -1, {}, [5]]) binance.send(tickerOf('BTCUSDT', price))
    for (const name of ['DOGEUSDT', '__proto__', 'BTC', 5]) binance.send(tickerOf(name, '5'))
    for (const text of [html, '{"data":{"e":"24hrMiniTicker","s":"BTCUSDT","c":"5', 'null', '[]']) binance.send(text)
    binance.send(tickerOf('ETHUSDT', 911))
    await feed.heard.until(() => history('ETH.price').some(([value]) => value === 911))
    binance.quote(91_001)
    await shows('$91,001.00 binance live')

    assert.equal(history('BTC.price').map(valueOf), [80_000, 91_000, 91_001])
  }),
)

chain('keeps the last good price whatever is answered', () =>
  withMarket(
    { keys: { coinmarketcap: 'k' } },
    async ({ market, move, shows, told, history, page, tells, loseStreams }) => {
      await tells(91_000)
      market.answer({ binance: binancePrices(91_001) })
      await loseStreams()
      move(10_000)
      await shows('$91,001.00 binance live')

      for (const [round, [, bad]] of Object.entries(badAnswers).entries()) {
        market.answer(bad)
        move(forgottenMs)
        await told('market-source-failed', { chain: 'prices', source: 'coinmarketcap' }, round + 1)
        assert.match(await page(), '$91,001.00 binance')
      }
      await shows('$91,001.00 binance stale')
      market.answer({ binance: binancePrices(91_002) })
      move(forgottenMs)
      await shows('$91,002.00 binance live')

      assert.equal([...new Set(history('BTC.price').map(valueOf))], [80_000, 91_000, 91_001, 91_002])
      assert.equal(history('DOGE.price'), [])
    },
  ),
)

chain('leaves alone who asks for time, and keeps the last good price meanwhile', () =>
  withMarket({ isDown: true }, async ({ market, move, shows, told }) => {
    market.answer({ binance: binancePrices(91_000) })
    move(10_000)
    await shows('$91,000.00 binance live')
    const waits = { problem: { kind: 'rate-limited' } }
    const wait = answers(429, { 'Retry-After': '120' }, '{"code":-1003,"msg":"Too much request weight used"}')
    market.answer({ binance: wait })
    move(10_000)
    await told('provider-failed', { provider: 'binance', ...waits })
    const asked = market.countOf('/binance')

    for (const rounds of [1, 2]) {
      move(50_000)
      await told('market-source-failed', { chain: 'prices', source: 'binance', error: waits }, rounds + 1)
    }
    assert.is(market.countOf('/binance'), asked)
    await shows('$91,000.00 binance stale')

    market.answer({ binance: binancePrices(91_001) })
    move(30_000)
    await shows('$91,001.00 binance live')
  }),
)

chain('tells nobody a key', () => {
  const keys = { coingecko: 'k3y/of+gecko', coinmarketcap: 'k3y/of+cmc', taapi: 'k3y/of+taapi', finnhub: 'k3y/of+finn' }
  const echoed: string[] = []
  const echo = echoesKeys(echoed)
  const answers = { coingecko: echo, cmc: echo, taapi: echo, finnhub: echo }
  return withMarket({ isDown: true, keys, answers }, async ({ told, events, summary, page, feed }) => {
    for (const provider of Object.keys(keys)) await told('provider-failed', { provider })
    assert.equal([...new Set(echoed)].sort(), Object.values(keys).sort())

    const lines: string[] = []
    const log = logEvents(pino({ level: 'trace' }, { write: (line: string) => void lines.push(line) }))
    for (const event of events.items) log(event)
    const all = [events.items, lines, await summary(), await page(), feed.heard.items]
    assert.match(inspect(all, { depth: null }), /the key \*\*\* is/)
    assert.not.match(inspect(all, { depth: null, showHidden: true }), /k3y|gecko'?,? is/)
    assert.not.match(JSON.stringify(all), /k3y/)
  })
})

const html = '<!doctype html><title>Maintenance</title><h1>We will be back soon</h1>'
const htmlAnswer = answers(200, { 'Content-Type': 'text/html' }, html)

/** At once, so that nobody asks again. */
const refused = answers(403, {}, '{}')

/** No breaker counts what failed so long ago. */
const forgottenMs = 301_000

/** By what is wrong with them, the answers of the three who have prices. */
const badAnswers: Record<string, Answers> = {
  html: { binance: htmlAnswer, coingecko: htmlAnswer, cmc: htmlAnswer },
  'an error as html': {
    binance: answers(403, {}, html),
    coingecko: answers(403, {}, html),
    cmc: answers(403, {}, html),
  },
  nothing: { binance: json([]), coingecko: json([]), cmc: json({}) },
  null: { binance: json(null), coingecko: json(null), cmc: json({ data: null }) },
  'half a text': {
    binance: text('[{"symbol":"BTCUSDT","lastPrice":"5'),
    coingecko: text('[{"id":'),
    cmc: text('{"da'),
  },
  'half a body': { binance: bytes('HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n[{"symbol":') },
  zero: pricesOf(0),
  negative: pricesOf(-91_000),
  NaN: pricesOf('NaN'),
  'not a number': pricesOf('ninety'),
  endless: pricesOf('1e999'),
  'another coin': {
    binance: json([{ symbol: 'DOGEUSDT', lastPrice: '5' }]),
    coingecko: json([{ id: 'dogecoin', current_price: 5 }]),
    cmc: json({ data: { 74: { id: 74, symbol: 'DOGE', quote: { USD: { price: 5 } } } } }),
  },
}

type Answers = Parameters<StubMarket['answer']>[0]

function text(body: string): Behaviour {
  return answers(200, { 'Content-Type': 'application/json' }, body)
}

/** Of all coins. */
function pricesOf(price: number | string): Answers {
  const coins = ['BTC', 'ETH', 'SOL', 'XRP', 'ADA', 'LINK', 'BNB']
  const prices = Object.fromEntries(coins.map((coin) => [coin, price]))
  return { binance: binancePrices(0, prices), coingecko: coinGeckoPrices(0, prices), cmc: cmcPrices(0, prices) }
}

/** Says the key it was given, as it is and as it stands in addresses. */
function echoesKeys(echoed: string[]): Behaviour {
  return async (request, response) => {
    let said = JSON.stringify(request.headers)
    for await (const chunk of request) said += String(chunk)
    const [key = 'none'] = /k3y[^"]*/.exec(said) ?? []
    echoed.push(key)
    const message = `the key ${key} is bad, ?k=${encodeURIComponent(key)}`
    response.writeHead(400).end(JSON.stringify({ error: message, status: { error_code: 400, error_message: message } }))
  }
}

function valueOf([value]: SentFigure): number | string {
  return value
}

interface Given {
  /** No stream is connected. */
  isDown?: boolean
  keys?: Partial<Record<'coingecko' | 'coinmarketcap' | 'taapi' | 'finnhub', string>>
  answers?: Answers
}

interface AtMarket {
  market: StubMarket
  move(ms: number): void
  events: Heard<ServeEvent | CommonsEvent>
  feed: FeedClient
  /** Resolves with so many events of a type in which all this stands. */
  told(type: string, like: object, count?: number): Promise<void>
  /** Has the stream of Binance tell this price, once somebody listens; resolves when it is shown. */
  tells(price: number): Promise<void>
  /** Resolves when a stream is known to be lost. */
  lost(source: string): Promise<void>
  loseStreams(): Promise<void>
  /** Resolves when feed and page say this of BTC, such as `$91,000.00 binance live`. */
  shows(said: string): Promise<void>
  page(): Promise<string>
  /** All the feed said of a figure. */
  history(id: string): SentFigure[]
  summary(): Promise<Summary & { eth_price_usd?: number }>
}

/** A new server and the providers it asks, with a clock that is moved by hand. */
async function withMarket(given: Given, work: (at: AtMarket) => Promise<void>): Promise<void> {
  const events = createHeard<ServeEvent | CommonsEvent>()
  const countOf = (type: string, like: object) =>
    events.items.filter((event) => event.type === type && holds(event, like)).length
  const told: AtMarket['told'] = (type, like, count = 1) => events.until(() => countOf(type, like) >= count)

  await withMarketBuild((out) =>
    withMovedClock((move) =>
      withStubMarket(async (market) => {
        market.answer(given.answers ?? {})
        if (given.isDown) for (const stream of market.streams) stream.down()
        const providers = withKeys(market.providers, given.keys)
        const marketOptions: MarketOptions = { mode: 'live', out, providers }
        await withServer(out, { market: 'live', wire: patient, marketOptions, hear: events.add }, async ({ url }) => {
          const feed = await FeedClient.subscribed(url, ['market'])
          await untilShown(url, feed, '$80,000.00 sample stale')
          const lost = (source: string) => told('market-stream', { source, problem: { kind: 'network' } })
          const shows = (said: string) => untilShown(url, feed, said)
          await work({
            ...{ market, move, events, feed, told, lost, shows },
            async tells(price) {
              await market.binance.listened()
              market.binance.quote(price)
              await shows(`$${price.toLocaleString('en')}.00 binance live`)
            },
            async loseStreams() {
              for (const stream of market.streams) stream.down()
              await lost('binance')
            },
            page: async () => (await askPage(url)).said,
            history: (id) => historyOf(feed, id),
            summary: async () => JSON.parse((await getBytes(`${url}/api/crypto/dashboard-summary`, {})).text),
          })
          assert.ok(isInOrder(historyOf(feed, 'BTC.price')), 'the price went back in time')
          feed.ws.terminate()
        })
      }),
    ),
  )
}

function withKeys(providers: LiveSourcesOptions, keys: Given['keys'] = {}): LiveSourcesOptions {
  const keyed = Object.entries(keys).map(([name, key]) => [name, { ...providers[name as keyof typeof keys], key }])
  return { ...providers, ...Object.fromEntries(keyed) }
}

/** Connections that do not grow old when the clock is moved. */
const patient = { ...serveOptions.wire, headMs: 86_400_000, idleMs: 86_400_000, writeMs: 86_400_000 }

/** Whether all that `like` says holds for `item` too. */
function holds(item: unknown, like: unknown): boolean {
  if (typeof like !== 'object' || like === null) return item === like
  return typeof item === 'object' && Object.entries(like).every(([key, value]) => holds((item as never)?.[key], value))
}

function isInOrder(figures: readonly SentFigure[]): boolean {
  return figures.every(([, at], index) => index === 0 || at >= figures[index - 1]![1])
}

chain.run()
