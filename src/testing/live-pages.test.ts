/** Built pages whose figures follow the market, as a client without JavaScript gets them. */
import { setImmediate as turn } from 'node:timers/promises'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { unsentBytes } from '../serve/wire/unsent-bytes.ts'
import { clockIn, figures, knows, pricesIn, rendered, show, type Shown, withMarket } from './figure-serving.ts'
import { pricesInBig } from './figure-site.ts'
import { fieldOf } from './keep-alive-client.ts'
import { playMarket } from './played-market.ts'
import { RawClient } from './raw-client.ts'
import { serveOptions } from './serving.ts'

const livePages = suite('testing/live-pages')

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
  withMarket(playMarket(figures), patient, async (at) => {
    // Often enough for the fast path.
    for (let times = 0; times < 4; times++) assert.is((await show(at, '/en/big', 'br')).status, 200)
    for (const target of ['/en/big', '/en/big?utm=1']) {
      at.market.change({ 'BTC.price': 1_000 })
      const slow = await RawClient.connect(at.url)
      slow.socket.pause()
      slow.send(`GET ${target} HTTP/1.1\r\nHost: localhost\r\n\r\n`)
      // The kernel takes some megabytes: what is left is the server's own.
      const until = performance.now() + patientMs
      while (unsentBytes(slow.served) === 0 && performance.now() < until) await turn()
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

/** For a page of megabytes, and a reader who takes it slowly. */
const patientMs = 60_000
const patient = { renderTimeoutMs: patientMs, wire: { ...serveOptions.wire, writeMs: patientMs } }

livePages.run()
