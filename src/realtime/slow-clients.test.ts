import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { FeedClient, type FeedServed, withFeed } from '../testing/feed-serving.ts'

const slow = suite('realtime/slow-clients')

/** Some windows full of changes, each seen by `witness` before the next. */
async function changeMuch({ change }: Pick<FeedServed, 'change'>, witness: FeedClient, times = 24): Promise<void> {
  const before = witness.all('delta').length
  for (let at = 1; at <= times; at++) {
    change({ 'BTC.note': `${at}${'x'.repeat(4_000)}`, 'BTC.price': at })
    await witness.next('delta', before + at)
  }
}

slow('are sent nothing while others go on, and then one message with all that changed', async () => {
  await withFeed({}, async (served) => {
    const [reader, sleeper] = [await subscribed(served), await subscribed(served)]
    sleeper.ws.pause()
    await changeMuch(served, reader)
    await served.events.until((all) => all.some(({ type }) => type === 'held'))
    served.change({ 'ETH.price': 7 })
    await reader.next('delta', 25)
    sleeper.ws.resume()
    await sleeper.heard.until(() => sleeper.all('delta').some(({ figures }) => 'ETH.price' in figures))

    const deltas = sleeper.all('delta')
    assert.ok(deltas.length < 12, `${deltas.length} messages`)
    const { seq, figures } = deltas.at(-1)!
    assert.equal([seq, figures['BTC.price']![0], figures['ETH.price']![0]], [26, 24, 7])
    // Without a gap: each but the last was sent as it came.
    assert.equal(
      deltas.slice(0, -1).map((delta) => delta.seq),
      Array.from({ length: deltas.length - 1 }, (_, at) => at + 2),
    )
    assert.is(served.feed.clients(), 2)
  })
})

slow('go on as before once they read again', async () => {
  await withFeed({}, async (served) => {
    const [reader, sleeper] = [await subscribed(served), await subscribed(served)]
    sleeper.ws.pause()
    await changeMuch(served, reader)
    sleeper.ws.resume()
    await sleeper.heard.until(() => sleeper.all('delta').at(-1)?.seq === 25)
    await sleeper.settled()
    served.change({ 'BTC.price': 100 })

    const next = await sleeper.next('delta', sleeper.all('delta').length + 1)
    assert.equal(next.figures, { 'BTC.price': [100, 26, 'demo', 'live'] })
  })
})

slow('that never read cost at most 64 KiB, and are cut', async () => {
  await withFeed({ heartbeatMs: 400, slowMs: 800 }, async (served) => {
    const reader = await subscribed(served)
    const sleeper = await subscribed(served)
    const itsSocket = served.sockets.at(-1)!
    sleeper.ws.pause()
    await changeMuch(served, reader, 60)
    await served.events.until((all) => all.some(({ type }) => type === 'cut'))

    assert.ok(itsSocket.bytesWritten < 64 * 1024, `${itsSocket.bytesWritten} bytes`)
    assert.equal(
      served.events.items.filter(({ type }) => type === 'cut'),
      [{ type: 'cut', transport: 'websocket', reason: 'slow' }],
    )
    sleeper.ws.resume()
    assert.is(await sleeper.closed(), 1013)
    await served.events.until((all) => all.some(({ type }) => type === 'closed'))
    assert.is(served.feed.clients(), 1)
  })
})

slow('get a snapshot when the epoch changed meanwhile', async () => {
  await withFeed({}, async (served) => {
    const [reader, sleeper] = [await subscribed(served), await subscribed(served)]
    sleeper.ws.pause()
    await changeMuch(served, reader)
    served.begin('e2', { 'ETH.price': 1 })
    await reader.next('snapshot', 2)
    sleeper.ws.resume()

    const { epoch, figures } = await sleeper.next('snapshot', 2)
    assert.equal({ epoch, figures }, { epoch: 'e2', figures: { 'ETH.price': [1, 1, 'demo', 'live'] } })
    assert.ok(sleeper.all('delta').every((delta) => delta.epoch === 'e1'))
  })
})

slow('get the newest report, and answers to what they said meanwhile', async () => {
  await withFeed({}, async (served) => {
    const reader = await subscribed(served)
    const sleeper = await subscribed(served)
    sleeper.ws.pause()
    await changeMuch(served, reader)
    served.feed.announce({ type: 'report', id: 8, time: 1 })
    served.feed.announce({ type: 'report', id: 9, time: 2 })
    sleeper.say({ type: 'subscribe', topics: ['never'] }).say({ type: 'ping' })
    sleeper.ws.ping('one')
    sleeper.ws.ping('two')
    const pong = new Promise((resolve) => sleeper.ws.once('pong', resolve))
    await reader.settled()
    sleeper.ws.resume()
    await sleeper.next('pong')

    assert.equal(sleeper.all('report'), [{ type: 'report', id: 9, time: 2 }])
    assert.equal((await sleeper.next('subscribed', 2)).topics, ['market', 'reports', 'never'])
    assert.ok(['one', 'two'].includes(String(await pong)))
  })
})

slow('that say much without reading are ended', async () => {
  await withFeed({}, async (served) => {
    const [reader, sleeper] = [await subscribed(served), await subscribed(served)]
    sleeper.ws.pause()
    await changeMuch(served, reader)
    for (let at = 0; at < 10; at++) sleeper.ws.send('x'.repeat(4_000))
    await reader.settled()
    sleeper.ws.resume()

    assert.is(await sleeper.closed(), 1008)
  })
})

slow('cannot say that they have read what they have not', async () => {
  await withFeed({}, async (served) => {
    const reader = await subscribed(served)
    const liar = await subscribed(served)
    const itsSocket = served.sockets.at(-1)!
    liar.ws.pause()
    for (let round = 0; round < 12; round++) {
      await changeMuch(served, reader, 2)
      for (const guess of ['', '8192', String(itsSocket.bytesWritten)]) liar.ws.pong(guess)
      liar.ws.ping()
    }

    assert.ok(itsSocket.bytesWritten < 64 * 1024, `${itsSocket.bytesWritten} bytes`)
  })
})

slow('that are silent for a heartbeat are cut, others may be quiet for hours', async () => {
  await withFeed({ heartbeatMs: 60 }, async ({ url, events, feed }) => {
    const quiet = await FeedClient.connect(url)
    let pings = 0
    const manyPings = new Promise<void>((resolve) => quiet.ws.on('ping', () => ++pings === 8 && resolve()))
    const dead = await FeedClient.connect(url, { autoPong: false })
    await events.until((all) => all.some(({ type }) => type === 'cut'))
    await dead.closed()
    await manyPings

    assert.is(feed.clients(), 1)
    assert.equal(
      events.items.filter(({ type }) => type === 'cut'),
      [{ type: 'cut', transport: 'websocket', reason: 'silent' }],
    )
  })
})

function subscribed({ url }: Pick<FeedServed, 'url'>): Promise<FeedClient> {
  return FeedClient.subscribed(url, ['market', 'reports'])
}

slow.run()
