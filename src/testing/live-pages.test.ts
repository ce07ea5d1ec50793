/** Built and rendered pages whose figures follow the market, as a client without JavaScript gets them. */
import { once } from 'node:events'
import { setImmediate as turn } from 'node:timers/promises'
import { gunzipSync } from 'node:zlib'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { unsentBytes } from '../serve/wire/unsent-bytes.ts'
import { FeedClient } from './feed-serving.ts'
import { buildFigureSite, figureSiteOut, holdLoaders, pricesInBig } from './figure-site.ts'
import { createHeard, type Heard } from './heard.ts'
import { getBytes } from './http-get.ts'
import { fieldOf, KeepAliveClient, textOf } from './keep-alive-client.ts'
import { type PlayedMarket, playMarket } from './played-market.ts'
import { RawClient } from './raw-client.ts'
import { withRedis } from './redis.ts'
import { sendRaw, type Served, serveOptions, withServer } from './serving.ts'
import { inTemporaryFolder } from './temporary-folder.ts'
import { reportFile } from './tiny-site.ts'

const livePages = suite('testing/live-pages')

const secret = '0123456789abcdef0123456789abcdef'
const figures = { 'BTC.price': 1_000, 'BTC.change24h': -1.5, fng: 28 }

interface At extends Served {
  market: PlayedMarket
  client: KeepAliveClient
  heard: Heard<Served['events'][number]>
}

type Options = Parameters<typeof withServer>[1] & { out?: string }

/** A server of the site of figure-site.ts with a market of the test's own, and a client with a connection that is kept. */
async function withMarket(
  market: PlayedMarket,
  { out, ...options }: Options,
  work: (at: At) => Promise<void>,
): Promise<void> {
  const { followMarket } = market
  const heard = createHeard<Served['events'][number]>()
  const all: Options = { market: 'live', followMarket, hear: heard.add, ...options }
  await withServer(out ?? (await figureSiteOut()), all, async (served) => {
    const client = await KeepAliveClient.connect(served.url)
    try {
      await work({ ...served, market, client, heard })
    } finally {
      client.close()
    }
  })
}

interface Shown {
  status: number
  etag: string | undefined
  bytes: number
  text: string
}

/** Asks for a page as the fast path likes it; `fields` are lines of the head that may have another path. */
async function show({ client }: At, target: string, encoding = 'identity', fields = ''): Promise<Shown> {
  const answer = await client.ask(target, { fields: `Accept-Encoding: ${encoding}\r\n${fields}` })
  const { status, body } = answer
  assert.is(fieldOf(answer, 'content-encoding'), status === 304 || encoding === 'identity' ? undefined : encoding)
  const text = encoding === 'gzip' && body ? gunzipSync(Buffer.from(body, 'latin1')).toString() : textOf(answer)
  return { status, etag: fieldOf(answer, 'etag'), bytes: Number(fieldOf(answer, 'content-length')), text }
}

const knows = (etag: string | undefined) => `If-None-Match: ${etag}\r\n`
const pricesIn = (text: string) =>
  [...text.matchAll(/data-live="text=BTC.price price[^>]*>([^<]*)</g)].map(([, price]) => price!.trim())
const clockIn = (text: string) => /<meta name="enddel-clock" content="([^"]*)"/.exec(text)?.[1]?.trim()
const printedIn = (text: string) => /Printed (.*?)</.exec(text)?.[1]
const rendered = (served: Served) => countOf(served, 'rendered')
const countOf = ({ events }: Served, type: string) => events.filter((event) => event.type === type).length

/** Only a test that fails waits so long. */
const deadlineMs = 10_000

/** Asks until the page has printed what it should. */
async function untilPrinted(at: At, target: string, printed: string): Promise<void> {
  const until = performance.now() + deadlineMs
  while (performance.now() < until) {
    if (printedIn((await show(at, target)).text) === printed) return
  }
  assert.unreachable(`${target} never prints ${printed}`)
}

livePages('have the current value at the first byte, in html, br and gzip alike', () =>
  withMarket(playMarket(figures), {}, async (at) => {
    const lengths = new Set<string>()
    for (const [value, english, vietnamese] of [
      [91_204.5, '$91,204.50', '91.204,50\u00a0$'],
      [7.25, '$7.25', '7,25\u00a0$'],
      [123_456.78, '$123,456.78', '123.456,78\u00a0$'],
    ] as const) {
      at.market.change({ 'BTC.price': value, 'BTC.change24h': value > 8 ? 2 : -2 })
      for (const [target, price] of [
        ['/en/', english],
        ['/vi/', vietnamese],
      ] as const) {
        const [html, br, gzip] = [await show(at, target), await show(at, target, 'br'), await show(at, target, 'gzip')]

        assert.equal(pricesIn(html.text), [price])
        assert.match(html.text, `<h1 class="change ${value > 8 ? 'up' : 'down'}`)
        assert.is(br.text, html.text)
        assert.is(gzip.text, html.text)
        lengths.add(`${target} ${html.bytes} ${br.bytes} ${gzip.bytes}`)
      }
    }
    assert.is(lengths.size, 2, [...lengths].join())
    assert.is(rendered(at), 0)
  }),
)

livePages('keep their bytes and ETag when they have no figures', () =>
  withMarket(playMarket(figures), {}, async (at) => {
    const before = await show(at, '/en/plain', 'br')

    at.market.change({ 'BTC.price': 2_000, fng: 30 })
    at.market.begin('other', { 'BTC.price': 3_000 })
    const after = await show(at, '/en/plain', 'br')

    assert.equal(after, before)
    assert.is(clockIn(before.text), undefined)
    assert.is((await show(at, '/en/plain', 'br', knows(before.etag))).status, 304)
  }),
)

livePages('are not modified until a figure of theirs is another, whatever way the request takes', () =>
  withMarket(playMarket({ ...figures, 'ETH.price': 10 }), {}, async (at) => {
    const ways = [
      ['/en/', ''],
      ['/en/?utm=1', ''],
      ['/en/', 'Range: bytes=0-99\r\n'],
    ] as const
    /** `etag` is that of the html. */
    const ask = async (etag = '') => {
      const statuses = new Set<number>()
      for (const [encoding, suffix] of [
        ['br', '-br"'],
        ['gzip', '-gz"'],
        ['identity', '"'],
      ] as const) {
        for (const [target, fields] of ways) {
          const { status } = await show(at, target, encoding, fields + knows(etag.replace(/"$/, suffix)))
          statuses.add(status)
        }
      }
      return [...statuses]
    }
    const { etag } = await show(at, '/en/')

    assert.equal(await ask(etag), [304])
    at.market.change({ 'ETH.price': 11 })
    assert.equal(await ask(etag), [304])
    at.market.change({ fng: 29 })
    assert.equal(await ask(etag), [200])
    const later = await show(at, '/en/')
    assert.is.not(later.etag, etag)
    assert.equal(await ask(later.etag), [304])
  }),
)

livePages('have the same bytes and ETags in two servers that heard the same', () => {
  const market = playMarket(figures)
  return withMarket(market, {}, (one) =>
    withMarket(market, {}, async (two) => {
      for (const [value, encoding] of [
        [2_000, 'br'],
        [3_000, 'gzip'],
        [4_000, 'identity'],
      ] as const) {
        market.change({ 'BTC.price': value })
        // They need not have been asked at the same moments.
        if (encoding === 'gzip') await show(one, '/vi/', 'gzip')
        market.change({ fng: value / 100 })

        const [here, there] = [await show(one, '/vi/', encoding), await show(two, '/vi/', encoding)]
        assert.equal(here, there)
        assert.is((await show(two, '/vi/', encoding, knows(here.etag))).status, 304)
      }
    }),
  )
})

livePages('carry the clock of the newest figure they print, and another epoch gives other ETags', () =>
  withMarket(playMarket({ ...figures, 'ETH.price': 10 }), {}, async (at) => {
    assert.is(clockIn((await show(at, '/en/')).text), 'abc.1')
    at.market.change({ 'BTC.price': 1_001 })
    at.market.change({ fng: 27 })
    at.market.change({ 'ETH.price': 11 })
    const before = await show(at, '/en/')
    assert.is(clockIn(before.text), 'abc.3')
    assert.is(clockIn((await show(at, '/en/live/x')).text), 'abc.2')

    at.market.begin('next', { ...figures, 'BTC.price': 1_002, fng: 27 })
    at.market.change({ 'ETH.price': 12 })
    at.market.change({ fng: 27 })

    const after = await show(at, '/en/', 'identity', knows(before.etag))
    assert.is(after.status, 200)
    assert.is(clockIn(after.text), 'next.3')
    assert.is.not(after.etag, before.etag)
    assert.equal([pricesIn(before.text), pricesIn(after.text)], [['$1,001.00'], ['$1,002.00']])
  }),
)

livePages('never change what was given out before: a slow reader gets one whole version', () =>
  withMarket(playMarket(figures), { wire: { ...serveOptions.wire, writeMs: 60_000 } }, async (at) => {
    // Often enough for the fast path.
    for (let times = 0; times < 4; times++) await show(at, '/en/big', 'br')
    for (const target of ['/en/big', '/en/big?utm=1']) {
      at.market.change({ 'BTC.price': 1_000 })
      const slow = await RawClient.connect(at.url)
      slow.socket.pause()
      slow.send(`GET ${target} HTTP/1.1\r\nHost: localhost\r\n\r\n`)
      // The kernel takes some megabytes: what is left is the server's own.
      while (unsentBytes(slow.served) === 0) await turn()
      const clock = `abc.${at.market.clock().seq}`

      for (let step = 1; step <= 50; step++) {
        at.market.change({ 'BTC.price': 1_000 + step })
        await at.client.ask('/en/big', { method: 'HEAD' })
        await at.client.ask('/en/big?utm=1', { method: 'HEAD' })
      }
      assert.ok(unsentBytes(slow.served) > 0, 'nothing was left to be torn')
      slow.socket.resume()
      const [answer] = await slow.answers(1)
      slow.close()

      const prices = pricesIn(answer!.body)
      assert.is(prices.length, pricesInBig)
      assert.equal([...new Set(prices)], ['$1,000.00'])
      assert.is(clockIn(answer!.body), clock)
      assert.match(fieldOf(answer!, 'etag')!, `.${clock}"`)
      assert.equal([...new Set(pricesIn((await show(at, '/en/big', 'br')).text))], ['$1,050.00'])
    }
  }),
)

livePages('show figures nobody has given as a dash', () =>
  withMarket(playMarket({ fng: Number.NaN, 'BTC.price': 'soon' }), {}, async (at) => {
    const { text, etag } = await show(at, '/en/')

    assert.equal(pricesIn(text), ['–'])
    assert.match(text, /text=fng integer[^>]*>–\s*</)
    assert.match(text, /<h1 class="change flat/)
    assert.match(etag!, 'abc.1')
    at.market.begin('next', {})
    assert.is(clockIn((await show(at, '/en/')).text), 'next.0')
  }),
)

livePages('escape texts from outside, in text and in attributes, whatever is in them', () =>
  withMarket(playMarket(), {}, async (at) => {
    const { bytes } = await show(at, '/en/texts')
    const tags = ({ text }: Shown) => text.match(/<[^>]*>/g)!.length
    const before = tags(await show(at, '/en/texts'))
    for (const [value, source] of [
      ['<i>&"', '"><b onload='],
      ['</p><script>alert(1)</script>', "' autofocus '"],
      ['$& $1 $$ \\0', '\uE0A5%7B%7D\uE0A6'],
      ['\u0000\r\n]<!--', '\ud800'],
      [`${'ế'.repeat(40)}"`, '🙂'.repeat(30)],
    ] as const) {
      at.market.change({ 'fng.class': { value, source } })
      const html = await show(at, '/en/texts')

      assert.is(html.bytes, bytes)
      assert.is(tags(html), before, html.text)
      assert.is(html.text.match(/"/g)!.length % 2, 0)
      assert.is((await show(at, '/en/texts', 'br')).text, html.text)
      assert.is((await show(at, '/en/texts', 'gzip')).text, html.text)
    }
    at.market.change({ 'fng.class': { value: '<i>&"', source: '"><b' } })
    assert.match((await show(at, '/en/texts')).text, /title="&lt;i&gt;&amp;&quot; +" data-source="&quot;&gt;&lt;b +"/)
  }),
)

livePages('tell figures that are wider than their place in fewer digits, or not at all, but never cut', () =>
  withMarket(playMarket(), {}, async (at) => {
    const priceOf = async (value: number, target = '/en/') => {
      at.market.change({ 'BTC.price': value })
      return pricesIn((await show(at, target)).text)[0]
    }
    assert.is(await priceOf(9_999_999.99), '$9,999,999.99')
    assert.is(await priceOf(1_234_567_890_123.45), '$1.23T')
    assert.is(await priceOf(1_234_567_890_123.45, '/vi/'), '1,23\u00a0NT\u00a0$')
    assert.is(await priceOf(1e300), '–')
    assert.is(await priceOf(-12.5), '−$12.50')
    assert.is(await priceOf(1.5), '$1.50')
  }),
)

livePages('made on demand are rendered once and follow the market from then on', () =>
  withMarket(playMarket(figures), {}, async (at) => {
    const seen = new Set<string>()
    for (let step = 1; step <= 8; step++) {
      at.market.change({ 'BTC.price': step * 1_000 })
      const { text } = await show(at, '/en/live/a', step % 2 ? 'br' : 'gzip')
      assert.equal(pricesIn(text), [`$${step},000.00`])
      seen.add(text)
    }

    assert.is(seen.size, 8)
    assert.is(rendered(at), 1)
    assert.ok(countOf(at, 'page-promoted') > 0, 'the fast path never had it')
  }),
)

livePages('made on demand have the current figures when they come back from the disk', () =>
  inTemporaryFolder(async (folder) => {
    const { out } = await buildFigureSite(folder)
    const options = { out, diskCacheBytes: 1024 * 1024 }
    await withMarket(playMarket(figures), options, async (at) => {
      assert.equal(pricesIn((await show(at, '/vi/live/a')).text), ['1.000,00\u00a0$'])
    })

    await withMarket(playMarket({ 'BTC.price': 4_321 }, 'next'), options, async (at) => {
      const [html, br] = [await show(at, '/vi/live/a'), await show(at, '/vi/live/a', 'br')]
      assert.equal(pricesIn(html.text), ['4.321,00\u00a0$'])
      assert.is(clockIn(html.text), 'next.1')
      assert.is(br.text, html.text)
      at.market.change({ 'BTC.price': 4_322 })
      assert.equal(pricesIn((await show(at, '/vi/live/a', 'br')).text), ['4.322,00\u00a0$'])
      assert.is(rendered(at), 0)
      assert.ok(at.events.some((event) => event.type === 'page' && event.tier === 'disk'))
    })
  }),
)

livePages('made on demand are shared by Redis, each server with its own moment of the market', () =>
  withRedis(async ({ url: redisUrl }) => {
    await withMarket(playMarket(figures), { redisUrl }, async (one) => {
      assert.equal(pricesIn((await show(one, '/en/live/a')).text), ['$1,000.00'])
    })
    await withMarket(playMarket({ 'BTC.price': 2_000 }), { redisUrl }, async (two) => {
      assert.equal(pricesIn((await show(two, '/en/live/a', 'br')).text), ['$2,000.00'])
      assert.is(rendered(two), 0)
    })
  }),
)

livePages('that print figures are rendered anew only when these went beyond their tolerance', () =>
  withMarket(playMarket(figures), {}, async (at) => {
    await show(at, '/en/chart/built')
    const before = await show(at, '/en/chart/built')
    assert.is(printedIn(before.text), '1000 and 28')

    at.market.change({ 'BTC.price': 1_009.9 })
    for (let times = 0; times < 3; times++) {
      assert.is(printedIn((await show(at, '/en/chart/a')).text), '1009.9 and 28')
    }
    // Beyond that of the other page alone; those of the fast path are looked at together.
    at.market.change({ 'BTC.price': 990.1 })
    await at.heard.until((events) => events.some(({ type }) => type === 'invalidated'))
    await untilPrinted(at, '/en/chart/a', '990.1 and 28')

    const after = await show(at, '/en/chart/built')
    assert.is(printedIn(after.text), '1000 and 28')
    assert.equal(pricesIn(after.text), ['$990.10'])
    const strayed = at.events.flatMap((event) => (event.type === 'invalidated' ? (event.selector.paths ?? []) : []))
    assert.equal(strayed, ['/en/chart/a'])
    assert.is(rendered(at), 2)
  }),
)

livePages('that print figures are answered as they are while they are rendered, once', async () => {
  let served: Served | undefined
  await withMarket(playMarket(figures), {}, async (at) => {
    served = at
    await show(at, '/en/chart/built')
    const held = holdLoaders()
    try {
      at.market.change({ fng: 29 })
      await at.heard.until((events) => events.some(({ type }) => type === 'invalidated'))
      for (let times = 0; times < 5; times++) {
        const { text, status } = await show(at, '/en/chart/built')
        assert.equal([status, printedIn(text)], [200, '1000 and 28'])
      }
      at.market.change({ 'BTC.price': 1_001 })
      assert.equal(pricesIn((await show(at, '/en/chart/built')).text), ['$1,001.00'])
      assert.is(rendered(at), 0)
    } finally {
      held.go()
    }
    await untilPrinted(at, '/en/chart/built', '1000 and 29')
    for (let times = 0; times < 5; times++) {
      assert.is(printedIn((await show(at, '/en/chart/built')).text), '1000 and 29')
    }
  })
  // Whatever was begun in the background is done by now.
  assert.is(rendered(served!), 1)
})

livePages('that print figures know what they printed when a figure changes while they are rendered', () =>
  withMarket(playMarket(figures), {}, async (at) => {
    const held = holdLoaders()
    const asked = show(at, '/en/chart/a')
    try {
      while (at.events.every(({ type }) => type !== 'page')) {
        await getBytes(`${at.url}/en/plain`, {})
      }
      at.market.change({ fng: 50 })
    } finally {
      held.go()
    }
    await asked

    await untilPrinted(at, '/en/chart/a', '1000 and 50')
  }),
)

livePages('that print figures are rendered anew after a restart too', () =>
  inTemporaryFolder(async (folder) => {
    const { out } = await buildFigureSite(folder)
    const options = { out, diskCacheBytes: 1024 * 1024 }
    await withMarket(playMarket(figures), options, async (at) => {
      await show(at, '/en/chart/a')
      for (let fng = 30; fng < 34; fng++) {
        at.market.change({ fng })
        await untilPrinted(at, '/en/chart/a', `1000 and ${fng}`)
      }
    })

    await withMarket(playMarket({ ...figures, fng: 50 }, 'next'), options, async (at) => {
      assert.is(printedIn((await show(at, '/en/chart/a')).text), '1000 and 33')
      await untilPrinted(at, '/en/chart/a', '1000 and 50')
      assert.is(rendered(at), 1)
      const concerned = at.events.filter(
        (event) => event.type === 'invalidated' && event.selector.paths?.includes('/en/chart/a'),
      )
      assert.is(concerned.length, 1)
    })
  }),
)

livePages('come with an API that says what is known, whose it is and how old', () =>
  withMarket(playMarket({ ...figures, 'SPY.price': { value: 600, status: 'delayed' } }), {}, async (at) => {
    const { status, headers, text } = await getBytes(`${at.url}/api/crypto/dashboard-summary`, {})
    const summary = JSON.parse(text)

    assert.is(status, 200)
    assert.is(headers['content-type'], 'application/json')
    assert.ok(Number(headers.age) > 0)
    assert.is(headers.etag, 'W/"abc.1"')
    assert.equal([summary.btc_price_usd, summary.btc_change_24h, summary.fng_value], [1_000, -1.5, 28])
    assert.equal([summary.market_cap_usd, summary.eth_price_usd, summary.btc_rsi_14], [null, null, null])
    const { SPY, DIA } = summary.us_stock_indices
    assert.equal(SPY, { price: 600, change: null, change_percent: null, status: 'delayed' })
    assert.equal(DIA, { price: null, change: null, change_percent: null, status: 'unavailable' })
    assert.equal([summary.data_sources.fng, summary.figures.fng.status], ['played', 'live'])
    assert.is(summary.figures.fng.at, summary.last_updated)
    assert.is(
      summary.figures.fng.age_seconds,
      Number(headers.age) + Number(summary.figures.fng.age_seconds > headers.age!),
    )
    assert.equal([summary.partial_failure, summary.market, summary.epoch, summary.seq], [true, 'live', 'abc', 1])
  }),
)

livePages('come with an API that is not modified until any figure is another', () =>
  withMarket(playMarket(figures), {}, async (at) => {
    const path = `${at.url}/api/crypto/dashboard-summary`
    const { etag } = (await getBytes(path, {})).headers
    const ask = async () => (await getBytes(path, { 'If-None-Match': etag! })).status

    const same = await getBytes(path, { 'If-None-Match': etag! })
    assert.equal([same.status, same.text, same.headers.etag], [304, '', etag])
    assert.ok(Number(same.headers.age) > 0)
    at.market.change({ 'ETH.price': 1 })
    assert.is(await ask(), 200)
  }),
)

livePages('come with an API that knows nothing before the first figure', () =>
  withMarket(playMarket(), {}, async ({ url }) => {
    const { status, headers, text } = await getBytes(`${url}/api/dashboard/data`, {})
    const summary = JSON.parse(text)

    assert.equal([status, headers.age], [200, '0'])
    assert.equal([summary.btc_price_usd, summary.last_updated, summary.partial_failure], [null, null, false])
    assert.equal([summary.figures, summary.data_sources], [{}, {}])
  }),
)

livePages('are refreshed only by POST and with the secret, and not where there is no market', async () => {
  const path = '/api/crypto/dashboard-summary/refresh'
  const post = async (url: string, authorization?: string) => {
    const answer = await fetch(url + path, { method: 'POST', headers: authorization ? { authorization } : {} })
    return { status: answer.status, text: await answer.text() }
  }
  await withMarket(playMarket(figures), { adminSecret: secret }, async ({ url }) => {
    const read = await fetch(url + path)
    assert.equal([read.status, read.headers.get('allow')], [405, 'POST'])
    assert.is((await post(url)).status, 401)
    assert.is((await post(url, 'Bearer wrong')).status, 401)
    const { status, text } = await post(url, `Bearer ${secret}`)
    assert.equal([status, JSON.parse(text).btc_price_usd], [200, 1_000])
  })
  await withMarket(playMarket(), {}, async ({ url }) => assert.is((await post(url, 'Bearer ')).status, 403))
  await withServer(await figureSiteOut(), { adminSecret: secret }, async ({ url }) => {
    assert.is((await post(url)).status, 401)
    assert.is((await post(url, `Bearer ${secret}`)).status, 409)
  })
})

livePages('are served beside the feed: /ws wants an upgrade, and elsewhere one is ignored', () =>
  withMarket(playMarket(figures), {}, async ({ url }) => {
    const upgrade = 'Host: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n'
    const head = `${upgrade}Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n`
    const plain = await getBytes(`${url}/ws`, {})
    assert.equal([plain.status, plain.headers.upgrade], [426, 'websocket'])

    for (const target of ['/en/', '/en/live/x', '/wsx', '/events?topics=']) {
      const client = await RawClient.connect(url)
      client.send(`GET ${target} HTTP/1.1\r\n${head}`)
      await once(client.socket, 'data')
      const status = Number(/^HTTP\/1\.1 (\d+)/.exec(client.received)?.[1])
      assert.is(status, { '/wsx': 404, '/events?topics=': 400 }[target] ?? 200, target)
      client.close()
    }
    assert.match(await sendRaw(url, `GET /ws HTTP/1.1\r\n${head.replace('13', '8')}`), /^HTTP\/1\.1 426 /)
  }),
)

livePages('are served beside the feed, by WebSocket and by events, from the moment they carry', () =>
  withMarket(playMarket(figures), {}, async (at) => {
    const [epoch, seq] = clockIn((await show(at, '/en/')).text)!.split('.')
    at.market.change({ 'BTC.price': 2_000 })

    const socket = await FeedClient.connect(at.url)
    socket.say({ type: 'subscribe', topics: ['BTC.price', 'fng'], epoch: epoch!, seq: Number(seq) })
    const delta = await socket.next('delta')
    const stop = new AbortController()
    const stream = await fetch(`${at.url}/events?topics=BTC.price,fng&epoch=${epoch}&seq=${seq}`, stop)
    let text = ''
    for await (const chunk of stream.body!) {
      text += Buffer.from(chunk).toString()
      if (text.includes('event: delta') && text.endsWith('\n\n')) break
    }
    stop.abort()
    socket.ws.close()

    assert.equal(Object.keys(delta.figures), ['BTC.price'])
    assert.equal([delta.epoch, delta.seq, delta.figures['BTC.price']![0]], ['abc', 2, 2_000])
    const [, json] = /event: delta\n(?:id: abc\.2\n)?data: (.*)/.exec(text) ?? []
    assert.equal(JSON.parse(json!), delta)
  }),
)

livePages('announce a build that is current now, and the reports in it that are new', () =>
  inTemporaryFolder(async (folder) => {
    const where = await buildFigureSite(folder)
    await withMarket(playMarket(figures), { out: where.out }, async ({ url, server }) => {
      const feed = await FeedClient.connect(url)
      feed.say({ type: 'subscribe', topics: ['build', 'reports'] })
      await feed.next('subscribed')
      const [welcome] = feed.all('welcome')

      await buildFigureSite(folder, reportFile(3))
      await server.reload()
      const [built, report] = [await feed.next('build'), await feed.next('report')]
      await feed.settled()
      feed.ws.close()

      assert.is(welcome!.report, 2)
      assert.is(report.id, 3)
      assert.is.not(built.id, welcome!.build)
      assert.equal([feed.all('build').length, feed.all('report').length], [1, 1])
    })
  }),
)

livePages.run()
