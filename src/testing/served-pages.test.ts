/** What is served beside pages whose figures follow the market: the API of the market, and the feed. */
import { once } from 'node:events'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { FeedClient } from './feed-serving.ts'
import { clockIn, figures, show, withMarket } from './figure-serving.ts'
import { buildFigureSite, figureSiteOut } from './figure-site.ts'
import { getBytes } from './http-get.ts'
import { playMarket } from './played-market.ts'
import { RawClient } from './raw-client.ts'
import { sendRaw, withServer } from './serving.ts'
import { inTemporaryFolder } from './temporary-folder.ts'
import { reportFile } from './tiny-site.ts'

const servedPages = suite('testing/served-pages')

const secret = '0123456789abcdef0123456789abcdef'

servedPages('come with an API that says what is known, whose it is and how old', () =>
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

servedPages('come with an API that is not modified until any figure is another', () =>
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

servedPages('come with an API that knows nothing before the first figure', () =>
  withMarket(playMarket(), {}, async ({ url }) => {
    const { status, headers, text } = await getBytes(`${url}/api/dashboard/data`, {})
    const summary = JSON.parse(text)

    assert.equal([status, headers.age], [200, '0'])
    assert.equal([summary.btc_price_usd, summary.last_updated, summary.partial_failure], [null, null, false])
    assert.equal([summary.figures, summary.data_sources], [{}, {}])
  }),
)

servedPages('are refreshed only by POST and with the secret, and not where there is no market', async () => {
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

servedPages('are served beside the feed: /ws wants an upgrade, and elsewhere one is ignored', () =>
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

servedPages('are served beside the feed, by WebSocket and by events, from the moment they carry', () =>
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

servedPages('announce a build that is current now, and the reports in it that are new', () =>
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

servedPages.run()
