/** One market for many: servers that share a Redis, and the workers of one server without. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { within } from '../core/lifecycle.ts'
import type { LiveSourcesOptions } from '../market/desk/live-sources.ts'
import type { CommonsEvent } from '../serve/commons.ts'
import type { ServeEvent } from '../serve/events.ts'
import { FeedClient } from './feed-serving.ts'
import { createHeard, type Heard } from './heard.ts'
import { getBytes } from './http-get.ts'
import { fieldOf, type KeepAliveClient } from './keep-alive-client.ts'
import { askPage, historyOf, untilShown, untilTold, withMarketBuild } from './market-serving.ts'
import { type TestRedis, withRedis } from './redis.ts'
import { whileStopped, withServe } from './serve-process.ts'
import { withServer } from './serving.ts'
import { createSignal } from './signal.ts'
import { type StubMarket, withStubMarket } from './stub-market.ts'

const replicas = suite('testing/market-replicas')

/** What is promised of one that takes over; it takes about half of it. */
const takeoverMs = 10_000

replicas('ask the providers once, and show the same moment', () =>
  withTwo(async ({ market, one, two }) => {
    await bothShow(91_000, { market, one, two })
    const [here, there] = await ofOneMoment(() => Promise.all([one, two].map(({ url }) => getBytes(`${url}/btc`, {}))))

    assert.match(here!.text, /name="enddel-clock" content="\w+\.\d+ *"/)
    assert.is(here!.text, there!.text)
    assert.is(here!.headers.etag, there!.headers.etag)
    assert.is(clockOf(one.feed).epoch, clockOf(two.feed).epoch)
    assert.equal([one, two].map(wasLeader), [[true], []])
    assert.equal(connectionsTo(market), [1, 1, 1])
    assert.is(market.countOf('/fng'), 1)
  }),
)

replicas('go on with another who asks when the one that did is closed', () =>
  withTwo(async ({ market, one, two }) => {
    await bothShow(91_000, { market, one, two })
    const known = clockOf(one.feed)

    await one.close()
    await two.events.until(() => wasLeader(two).length === 1)
    market.tell(91_001)
    await untilShown(two.url, two.feed, '$91,001.00 binance live')
    const moved = await FeedClient.connect(two.url)
    moved.say({ type: 'subscribe', topics: ['BTC.price'], ...known })
    const { figures } = await moved.next('delta')

    assert.is(figures['BTC.price']?.[0], 91_001)
    assert.equal([one, two].map(wasLeader), [[true, false], [true]])
    assertOneClock(two.feed, known.epoch)
    moved.ws.terminate()
  }),
)

replicas('go on with another who asks when the one that did is killed', () =>
  withMachines(async ({ market, redis, start, out }) => {
    const env = { REDIS_URL: redis.url, ...addressesOf(market.providers) }
    await withServe(out, { args: ['--workers', '1', '--market', 'live'], env }, async (doomed) => {
      await market.binance.listened()
      const survivor = await start()
      market.tell(91_000)
      await untilShown(survivor.url, survivor.feed, '$91,000.00 binance live')
      const { epoch } = clockOf(survivor.feed)
      const before = wasLeader(survivor)

      await doomed.end('SIGKILL')
      const takenOver = survivor.events.until(() => wasLeader(survivor).length === 1)
      assert.ok(await within(takeoverMs, takenOver), 'nobody took over')
      const kept = (await askPage(survivor.url)).said
      market.tell(91_001)
      await untilShown(survivor.url, survivor.feed, '$91,001.00 binance live')

      assert.equal(before, [])
      assert.match(kept, '$91,000.00 binance')
      assertOneClock(survivor.feed, epoch)
    })
  }),
)

replicas('show the last values while Redis is gone, and go on when it is back, though it lost all', () =>
  withTwo(async ({ market, redis, one, two }) => {
    await bothShow(91_000, { market, one, two })

    await redis.kill()
    for (const { events } of [one, two]) await events.until((all) => all.some(({ type }) => type === 'redis-down'))
    market.tell(91_001)
    await one.events.until((all) => all.some(({ type }) => type === 'market-publish-failed'))
    const meanwhile = await pagesOf(one, two)
    await Promise.all([one.feed.settled(), two.feed.settled()])
    await redis.start()
    // Whoever asks from now on, and however often that changes before it is settled.
    const later = await bothShow(91_002, { market, one, two })

    for (const { said } of meanwhile) assert.match(said, '$91,000.00 binance')
    for (const { said } of later) assert.match(said, '$91,002.00 binance live')
    assert.is(clockOf(one.feed).epoch, clockOf(two.feed).epoch)
    if (wasLeader(two).at(-1)) await one.events.until(() => !wasLeader(one).at(-1))
    assert.is([one, two].filter((machine) => wasLeader(machine).at(-1)).length, 1)
    for (const { feed } of [one, two]) assert.ok(isInOrder(historyOf(feed, 'BTC.price').map(([, at]) => at)))
  }),
)

replicas('without Redis are workers: all show what their primary asks for, and so does one that replaces another', () =>
  withMarketBuild((out) =>
    withTellingMarket(async (market) => {
      const args = ['--market', 'live']
      await withServe(out, { args, env: addressesOf(market.providers) }, async ({ url, log, pidOf, connectTo }) => {
        const feedOf = (worker: number) =>
          whileStopped([pidOf(1 - worker)], () => FeedClient.subscribed(url, ['BTC.price']))
        const asked = async () => {
          const clients = [await connectTo(0), await connectTo(1)]
          const answers = await ofOneMoment(() => Promise.all(clients.map((client) => askRaw(client, '/btc'))))
          for (const client of clients) client.close()
          return answers.map(({ text }) => text)
        }
        await market.binance.listened()
        const feeds = [await feedOf(0), await feedOf(1)]
        market.tell(91_000)
        for (const feed of feeds) await untilTold(feed, '$91,000.00 binance live')
        const before = await asked()
        const known = clockOf(feeds[1]!)

        process.kill(pidOf(1), 'SIGKILL')
        await log.until((lines) => lines.filter(({ msg }) => msg === 'worker started').length === 3)
        const fresh = await feedOf(1)
        const first = historyOf(fresh, 'BTC.price')
        const replaced = await asked()
        market.tell(91_001)
        for (const feed of [feeds[0]!, fresh]) await untilTold(feed, '$91,001.00 binance live')
        const after = await asked()

        for (const [here, there] of [before, replaced, after]) assert.is(here, there)
        for (const [pages, price] of [
          [before, '$91,000.00'],
          [replaced, '$91,000.00'],
          [after, '$91,001.00'],
        ] as const)
          assert.match(pages[0]!, price)
        assert.is(first[0]?.[0], 91_000)
        assertOneClock(fresh, known.epoch)
        assert.equal(connectionsTo(market), [1, 1, 1])
        for (const feed of [...feeds, fresh]) feed.ws.terminate()
      })
    }),
  ),
)

interface Machine {
  url: string
  /** Of a client that has subscribed to all figures. */
  feed: FeedClient
  events: Heard<ServeEvent | CommonsEvent>
  close(): Promise<void>
}

interface TellingMarket extends StubMarket {
  /** From now on Binance tells this price, again and again as it does, to whoever listens last. */
  tell(price: number): void
}

interface Machines {
  market: TellingMarket
  redis: TestRedis
  out: string
  /** Another server; all are closed in the end. */
  start(): Promise<Machine>
}

function withTellingMarket(work: (market: TellingMarket) => Promise<void>): Promise<void> {
  return withStubMarket(async (market) => {
    let tell = () => {}
    const timer = setInterval(() => tell(), 100)
    try {
      await work({
        ...market,
        tell(price) {
          tell = () => {
            market.binance.quote(price)
            market.coinbase.send({ type: 'heartbeat' })
            market.kraken.send({ channel: 'heartbeat' })
          }
        },
      })
    } finally {
      clearInterval(timer)
    }
  })
}

async function withMachines(work: (machines: Machines) => Promise<void>): Promise<void> {
  const machines: Machine[] = []
  await withMarketBuild((out) =>
    withRedis((redis) =>
      withTellingMarket(async (market) => {
        const start = async () => {
          const machine = await startMachine(out, redis.url, market.providers)
          machines.push(machine)
          return machine
        }
        try {
          await work({ market, redis, out, start })
        } finally {
          await Promise.all(machines.map(({ close }) => close()))
        }
      }),
    ),
  )
}

/** The first of two is the one that asks. */
function withTwo(work: (two: Omit<Machines, 'start'> & Two) => Promise<void>) {
  return withMachines(async ({ start, ...machines }) => {
    const one = await start()
    await machines.market.binance.listened()
    await work({ ...machines, one, two: await start() })
  })
}

interface Two {
  one: Machine
  two: Machine
}

async function startMachine(out: string, redisUrl: string, providers: LiveSourcesOptions): Promise<Machine> {
  const events = createHeard<ServeEvent | CommonsEvent>()
  const [started, over] = [createSignal(), createSignal()]
  let url = ''
  const options = { redisUrl, market: 'live', marketOptions: { mode: 'live', out, providers } } as const
  const ended = withServer(out, { ...options, hear: events.add }, async (served) => {
    url = served.url
    started.give()
    await over.given
  })
  await Promise.race([started.given, ended])
  const feed = await FeedClient.subscribed(url, ['market'])
  return {
    ...{ url, feed, events },
    async close() {
      feed.ws.terminate()
      over.give()
      await ended
    },
  }
}

/** Both pages, when all have been told of the price. */
async function bothShow(price: number, { market, one, two }: Pick<Machines, 'market'> & Two) {
  market.tell(price)
  for (const { feed } of [one, two]) await untilTold(feed, `$${price.toLocaleString('en')}.00 binance live`)
  return pagesOf(one, two)
}

/** Answers of several who are asked again while their moments differ, which is never for long: news takes its way. */
async function ofOneMoment<Answer extends { headers: { etag?: string | undefined } }>(ask: () => Promise<Answer[]>) {
  const deadline = performance.now() + 10_000
  for (;;) {
    const answers = await ask()
    const moments = new Set(answers.map(({ headers }) => headers.etag)).size
    if (moments === 1 || performance.now() > deadline) return answers
  }
}

async function askRaw(client: KeepAliveClient, target: string) {
  const answer = await client.ask(target)
  return { text: answer.body, headers: { etag: fieldOf(answer, 'etag') } }
}

function pagesOf(one: Machine, two: Machine) {
  return Promise.all([askPage(one.url), askPage(two.url)])
}

function wasLeader({ events }: Machine): boolean[] {
  return events.items.flatMap((event) => (event.type === 'market-leader' ? [event.is] : []))
}

/** How many listen to each stream. */
function connectionsTo({ streams }: StubMarket): number[] {
  return streams.map(({ stub }) => stub.accepted.filter(({ readyState }) => readyState === 1).length)
}

/** The moments a client was told of, in order. */
function clocksOf(feed: FeedClient): { epoch: string; seq: number }[] {
  return feed.heard.items.flatMap((message) =>
    message.type === 'snapshot' || message.type === 'delta' ? [{ epoch: message.epoch, seq: message.seq }] : [],
  )
}

function clockOf(feed: FeedClient): { epoch: string; seq: number } {
  return clocksOf(feed).at(-1)!
}

/** Nothing a client was told went back in time. */
function assertOneClock(feed: FeedClient, epoch: string): void {
  const clocks = clocksOf(feed)
  assert.equal(new Set(clocks.map((clock) => clock.epoch)), new Set([epoch]))
  assert.ok(isInOrder(clocks.map(({ seq }) => seq)), 'seq went back')
  assert.ok(isInOrder(historyOf(feed, 'BTC.price').map(([, at]) => at)), 'the price went back')
}

function isInOrder(numbers: readonly number[]): boolean {
  return numbers.every((number, index) => index === 0 || number >= numbers[index - 1]!)
}

/** As the environment of `enddel serve` names them. */
function addressesOf(providers: LiveSourcesOptions): Record<string, string> {
  return {
    BINANCE_URL: providers.binance.url,
    BINANCE_WS_URL: providers.binance.streamUrl,
    COINBASE_WS_URL: providers.coinbase.streamUrl,
    KRAKEN_WS_URL: providers.kraken.streamUrl,
    COINGECKO_URL: providers.coingecko.url,
    FEAR_GREED_URL: providers.fearGreed.url,
  }
}

replicas.run()
