import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { FeedClient, type FeedServed, withFeed } from '../testing/feed-serving.ts'

const feeds = suite('realtime/feed')

feeds('welcomes with the version, the market, its clock, the build and the newest report', async () => {
  await withFeed({ parts: { now: () => 1_700_000_000_000 } }, async ({ url, change }) => {
    change({ 'BTC.price': 1 })
    const client = await FeedClient.connect(url)

    assert.equal(client.heard.items, [
      {
        ...{ type: 'welcome', version: 1, market: 'demo', epoch: 'e1', seq: 2, time: 1_700_000_000_000 },
        ...{ build: 'b1', report: 7 },
      },
    ])
  })
})

feeds('answers a subscription with the topics and a snapshot of their figures', async () => {
  await withFeed({ parts: { now: () => 5 } }, async ({ url, change }) => {
    change({ 'BTC.price': 1, 'ETH.price': 2, fng: 50 })
    const client = await FeedClient.connect(url)
    client.say({ type: 'subscribe', topics: ['BTC', 'fng'] })
    await client.next('snapshot')

    const figures = { 'BTC.price': [1, 2, 'demo', 'live'], fng: [50, 2, 'demo', 'live'] }
    assert.equal(client.heard.items.slice(1), [
      { type: 'subscribed', topics: ['BTC', 'fng'] },
      { type: 'snapshot', epoch: 'e1', seq: 2, time: 5, figures },
    ])
  })
})

feeds('sends changes to those who have the figure, its coin or the market, and to nobody else', async () => {
  await withFeed({}, async ({ url, change }) => {
    const topics = [['BTC.price'], ['BTC'], ['market'], ['BTC.price', 'BTC', 'market'], ['ETH', 'BTC.rsi14']]
    const clients = await Promise.all(topics.map((names) => FeedClient.subscribed(url, names)))
    change({ 'BTC.price': 10 })
    await Promise.all(clients.slice(0, 4).map((client) => client.next('delta')))
    await clients[4]!.settled()

    const delta = { type: 'delta', epoch: 'e1', seq: 2, figures: { 'BTC.price': [10, 2, 'demo', 'live'] } }
    for (const client of clients.slice(0, 4)) assert.equal(client.all('delta'), [delta])
    assert.equal(clients[4]!.all('delta'), [])
  })
})

feeds('sends the changes of one turn together, each figure once', async () => {
  await withFeed({}, async ({ url, change }) => {
    const client = await FeedClient.subscribed(url, ['market'])
    for (const price of [1, 2, 3]) change({ 'BTC.price': price })
    change({ 'ETH.price': 4 })
    await client.next('delta')
    await client.settled()

    const figures = { 'BTC.price': [3, 4, 'demo', 'live'], 'ETH.price': [4, 5, 'demo', 'live'] }
    assert.equal(client.all('delta'), [{ type: 'delta', epoch: 'e1', seq: 5, figures }])
  })
})

feeds('holds changes back until the time between two has passed', async () => {
  await withFeed({ flushMs: 3_600_000 }, async ({ url, change }) => {
    const client = await FeedClient.subscribed(url, ['market'])
    // The flush of the board's beginning was a moment ago.
    change({ 'BTC.price': 1 })
    await client.settled()

    assert.equal(client.all('delta'), [])
  })
})

feeds('tells one that comes between two flushes nothing twice', async () => {
  await withFeed({ flushMs: 200 }, async ({ url, change }) => {
    const first = await FeedClient.subscribed(url, ['market'])
    change({ 'BTC.price': 1 })
    await first.next('delta')
    change({ 'BTC.price': 2 })
    const second = await FeedClient.subscribed(url, ['market'])
    change({ 'ETH.price': 3 })
    await second.next('delta')

    assert.equal(Object.keys((await first.next('delta', 2)).figures), ['BTC.price', 'ETH.price'])
    assert.equal(second.all('snapshot')[0]!.figures['BTC.price']![0], 2)
    assert.equal(Object.keys(second.all('delta')[0]!.figures), ['ETH.price'])
  })
})

feeds('resumes with exactly what changed since', async () => {
  await withFeed({}, async (served) => {
    fourChanges(served)
    const client = await FeedClient.connect(served.url)
    client.say({ type: 'subscribe', topics: ['BTC', 'ETH'], epoch: 'e1', seq: 2 })

    const figures = { 'ETH.price': [2, 3, 'demo', 'live'], 'BTC.price': [4, 5, 'demo', 'live'] }
    assert.equal(await client.next('delta'), { type: 'delta', epoch: 'e1', seq: 5, figures })
    client.say({ type: 'resume', epoch: 'e1', seq: 4 })
    assert.equal(Object.keys((await client.next('delta', 2)).figures), ['BTC.price'])
    assert.equal(client.all('snapshot'), [])
  })
})

feeds('answers with an empty delta when all is known', async () => {
  await withFeed({}, async (served) => {
    fourChanges(served)
    const client = await FeedClient.subscribed(served.url, ['market'])
    client.say({ type: 'resume', epoch: 'e1', seq: 5 })

    assert.equal(await client.next('delta'), { type: 'delta', epoch: 'e1', seq: 5, figures: {} })
  })
})

feeds('tells who knows more than this process nothing older', async () => {
  await withFeed({}, async ({ url, change }) => {
    change({ 'BTC.price': 1 })
    const client = await FeedClient.connect(url)
    client.say({ type: 'subscribe', topics: ['BTC'], epoch: 'e1', seq: 4 })
    assert.is((await client.next('delta')).seq, 4)
    const other = await FeedClient.subscribed(url, ['BTC'])
    for (const price of [3, 4, 5]) {
      change({ 'BTC.price': price })
      await other.next('delta', price - 2)
    }

    assert.equal((await client.next('delta', 2)).figures, { 'BTC.price': [5, 5, 'demo', 'live'] })
    assert.is(client.all('delta').length, 2)
  })
})

feeds('answers with a snapshot when another epoch is known', async () => {
  await withFeed({}, async (served) => {
    fourChanges(served)
    const client = await FeedClient.connect(served.url)
    client.say({ type: 'subscribe', topics: ['BTC'], epoch: 'e0', seq: 5 })
    assert.equal(Object.keys((await client.next('snapshot')).figures), ['BTC.price'])
    client.say({ type: 'resume', epoch: 'e0', seq: 1 })

    assert.equal((await client.next('snapshot', 2)).seq, 5)
  })
})

feeds('gives all a snapshot when the epoch is another', async () => {
  await withFeed({}, async ({ url, begin, change }) => {
    change({ 'BTC.price': 1 })
    const client = await FeedClient.subscribed(url, ['market'])
    begin('e2', { 'ETH.price': 2 })
    change({ 'ETH.price': 3 })

    const { epoch, seq, figures } = await client.next('snapshot', 2)
    assert.equal({ epoch, seq, figures }, { epoch: 'e2', seq: 2, figures: { 'ETH.price': [3, 2, 'demo', 'live'] } })
    change({ 'ETH.price': 4 })
    assert.is((await client.next('delta')).epoch, 'e2')
  })
})

feeds('adds topics, with what changed of all since the older moment, and takes them away', async () => {
  await withFeed({}, async (served) => {
    fourChanges(served)
    const client = await FeedClient.subscribed(served.url, ['BTC'])
    client.say({ type: 'subscribe', topics: ['ETH'], epoch: 'e1', seq: 2 })
    const { figures } = await client.next('delta')
    client.say({ type: 'unsubscribe', topics: ['BTC', 'never'] })
    await client.next('subscribed', 3)
    served.change({ 'BTC.price': 9 })
    await client.settled()

    assert.equal(Object.keys(figures), ['ETH.price', 'BTC.price'])
    assert.equal(
      client.all('subscribed').map(({ topics }) => topics),
      [['BTC'], ['BTC', 'ETH'], ['ETH']],
    )
    assert.is(client.all('delta').length, 1)
  })
})

feeds('announces reports and builds to those who asked for them', async () => {
  await withFeed({}, async ({ url, feed }) => {
    const both = await FeedClient.subscribed(url, ['reports', 'build'])
    const neither = await FeedClient.subscribed(url, ['market'])
    feed.announce({ type: 'report', id: 8, time: 1 })
    feed.announce({ type: 'build', id: 'b2', time: 2 })
    await both.next('build')
    await neither.settled()

    assert.equal(both.all('report'), [{ type: 'report', id: 8, time: 1 }])
    assert.equal(both.all('build'), [{ type: 'build', id: 'b2', time: 2 }])
    assert.equal([...neither.all('report'), ...neither.all('build')], [])
  })
})

feeds('answers pings and asks for the dashboard, as messages and as bare words', async () => {
  await withFeed({ parts: { now: () => 1_700_000_000_000 } }, async ({ url }) => {
    const client = await FeedClient.connect(url)
    client.say({ type: 'ping' }).say({ type: 'dashboard_data' })
    client.ws.send('ping')
    client.ws.send('dashboard_data')

    assert.equal(await client.next('pong', 2), { type: 'pong', time: 1_700_000_000_000 })
    const answer = { type: 'dashboard_data', data: { fng: 50 }, timestamp: '2023-11-14T22:13:20.000Z' }
    assert.equal(await client.next('dashboard_data', 2), answer)
  })
})

feeds('ends a client with 1011 when an answer of the server fails, and no other', async () => {
  const error = new Error('no dashboard')
  const dashboard = () => {
    throw error
  }
  await withFeed({ parts: { dashboard } }, async ({ url, events }) => {
    const [client, other] = [await FeedClient.connect(url), await FeedClient.connect(url)]
    client.say({ type: 'dashboard_data' })

    assert.is(await client.closed(), 1011)
    await other.settled()
    assert.equal(
      events.items.filter(({ type }) => type === 'failed'),
      [{ type: 'failed', error }],
    )
  })
})

feeds('answers pings of RFC 6455', async () => {
  await withFeed({}, async ({ url }) => {
    const client = await FeedClient.connect(url)
    const answer = new Promise((resolve) => client.ws.once('pong', resolve))
    client.ws.ping('are you there')

    assert.is(String(await answer), 'are you there')
  })
})

feeds('says goodbye with 1001, lets nobody else in, and closes once', async () => {
  await withFeed({}, async ({ url, feed, events }) => {
    const clients = await Promise.all([1, 2, 3].map(() => FeedClient.subscribed(url, ['market'])))
    await Promise.all([feed.close(), feed.close()])

    assert.equal(await Promise.all(clients.map((client) => client.closed())), [1001, 1001, 1001])
    assert.is(feed.clients(), 0)
    const refused = await fetch(`${url}/events?topics=market`)
    assert.is(refused.status, 503)
    assert.ok(events.items.some((event) => event.type === 'refused' && event.status === 503))
  })
})

feeds('cuts who does not answer the goodbye', async () => {
  await withFeed({}, async ({ url, feed }) => {
    const client = await FeedClient.connect(url)
    client.ws.pause()
    await feed.close()

    assert.is(feed.clients(), 0)
    client.ws.resume()
    await client.closed()
  })
})

feeds('keeps nothing of 2,000 clients that came and went', async () => {
  await withFeed({}, async ({ url, feed, change, events, sockets }) => {
    for (let round = 0; round < 20; round++) {
      const clients = await Promise.all(
        Array.from({ length: 100 }, (_, at) => FeedClient.subscribed(url, [`X${at}`, 'market'])),
      )
      clients.forEach(({ ws }, at) => (at % 2 === 0 ? ws.terminate() : ws.close()))
      await Promise.all(clients.map((client) => client.closed()))
    }
    await events.until((all) => all.filter(({ type }) => type === 'closed').length === 2_000)
    change({ 'BTC.price': 1 })
    await events.until((all) => all.at(-1)?.type === 'flushed')

    assert.equal(events.items.at(-1), { type: 'flushed', groups: 0, clients: 0 })
    assert.is(feed.clients(), 0)
    assert.ok(sockets.every((socket) => socket.destroyed))
    assert.ok(sockets.every((socket) => socket.listenerCount('data') === 0))
  })
})

/** At `e1.2` to `e1.5`. */
function fourChanges({ change }: Pick<FeedServed, 'change'>): void {
  change({ 'BTC.price': 1 })
  change({ 'ETH.price': 2 })
  change({ 'ADA.price': 3 })
  change({ 'BTC.price': 4 })
}

feeds.run()
