import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { exchange, FeedClient, maskedFrame, upgradeHead, withFeed } from '../testing/feed-serving.ts'
import type { ErrorCode } from './protocol.ts'

const bad = suite('realtime/bad-input')

/** What the feed answers to one message; the connection is to go on. */
async function errorTo(text: string): Promise<ErrorCode> {
  return withFeed({}, async ({ url, change }) => {
    const client = await FeedClient.subscribed(url, ['BTC'])
    client.ws.send(text)
    const { code } = await client.next('error')
    change({ 'BTC.price': 1 })
    await client.next('delta')
    return code
  })
}

/** The close code after these bytes, sent once the connection is there. */
async function closeCodeAfter(...frames: Buffer[]): Promise<number> {
  return withFeed({}, async ({ url, feed, events }) => {
    const answer = await exchange(
      url,
      Buffer.concat([Buffer.from(upgradeHead()), ...frames, maskedFrame(8, Buffer.alloc(0))]),
    )
    const last = Buffer.from(answer.slice(-4), 'latin1')
    assert.ok(answer.startsWith('HTTP/1.1 101 '))
    assert.is(last[0], 0x88)
    await events.until((all) => all.some(({ type }) => type === 'closed'))
    assert.is(feed.clients(), 0)
    return last.readUInt16BE(2)
  })
}

bad('that is no message gets an error, and the connection goes on', async () => {
  assert.is(await errorTo('garbage'), 'INVALID_MESSAGE')
  assert.is(await errorTo('{"type":"subscribe","topics":["BTC"],"__proto__":{"x":1}}'), 'INVALID_MESSAGE')
  assert.is(await errorTo('{"type":"subscribe","topics":["no topic"]}'), 'INVALID_TOPIC')
  assert.is(await errorTo('x'.repeat(60_000)), 'INVALID_MESSAGE')
})

bad('with 10,000 topics adds none', async () => {
  await withFeed({}, async ({ url }) => {
    const client = await FeedClient.connect(url)
    const names = Array.from({ length: 10_000 }, (_, at) => at.toString(36))
    client.say({ type: 'subscribe', topics: names })
    client.say({ type: 'subscribe', topics: names.slice(0, 129) })
    client.say({ type: 'subscribe', topics: names.slice(0, 128) })
    client.say({ type: 'subscribe', topics: [names[5]!, names[200]!] })
    client.say({ type: 'subscribe', topics: [names[5]!] })
    await client.next('snapshot', 2)

    const codes = client.all('error').map(({ code }) => code)
    assert.equal(codes, ['INVALID_MESSAGE', 'TOO_MANY_TOPICS', 'TOO_MANY_TOPICS'])
    assert.equal(
      client.all('subscribed').map(({ topics }) => topics.length),
      [128, 128],
    )
  })
})

bad('that is binary ends the connection with 1003', async () => {
  assert.is(await closeCodeAfter(maskedFrame(2, Buffer.from('ping'))), 1003)
})

bad('that is not UTF-8 ends it with 1007', async () => {
  assert.is(await closeCodeAfter(maskedFrame(1, Buffer.from([0xc3, 0x28]))), 1007)
})

bad('of 1 MB ends it with 1009, before it has come', async () => {
  const head = Buffer.from([0x81, 0xff, 0, 0, 0, 0, 0, 0x10, 0, 0, 0, 0, 0, 0])

  assert.is(await closeCodeAfter(head), 1009)
})

bad('in pieces that are 1 MB together ends it with 1009', async () => {
  const piece = maskedFrame(0, Buffer.alloc(16_000, 'x'))
  const rest = Array.from({ length: 65 }, () => Buffer.concat([Buffer.from([0x00]), piece.subarray(1)]))
  const first = Buffer.concat([Buffer.from([0x01]), piece.subarray(1)])

  assert.is(await closeCodeAfter(first, ...rest), 1009)
})

bad('in thousands of empty pieces ends it', async () => {
  const pieces = Array.from({ length: 5_000 }, (_, at) => Buffer.from([at === 0 ? 0x01 : 0x00, 0x80, 0, 0, 0, 0]))

  assert.is(await closeCodeAfter(...pieces), 1008)
})

bad('that breaks the rules of frames ends it with 1002', async () => {
  assert.is(await closeCodeAfter(Buffer.from([0x81, 0x01, 0x78])), 1002)
  assert.is(await closeCodeAfter(maskedFrame(3, Buffer.alloc(0))), 1002)
  assert.is(await closeCodeAfter(Buffer.from([0xf1, 0x80, 0, 0, 0, 0])), 1002)
})

bad('too often is not read, and ends it with 1008', async () => {
  await withFeed({ parts: { now: () => 1_000_000 } }, async ({ url, events }) => {
    const client = await FeedClient.connect(url)
    for (let at = 0; at < 100; at++) client.ws.send('ping')

    assert.is(await client.closed(), 1008)
    assert.is(client.all('pong').length, 20)
    assert.equal(
      client.all('error').map(({ code }) => code),
      Array.from({ length: 20 }, () => 'RATE_LIMITED'),
    )
    assert.is(events.items.filter(({ type }) => type === 'message-refused').length, 20)
  })
})

bad('of a client that leaves in the middle of anything is nothing to the others', async () => {
  await withFeed({}, async ({ url, feed, change, events }) => {
    const client = await FeedClient.subscribed(url, ['market'])
    const others = await Promise.all([1, 2, 3, 4].map(() => FeedClient.subscribed(url, ['market'])))
    for (const { ws } of others) ws.terminate()
    for (let at = 1; at <= 5; at++) {
      change({ 'BTC.price': at })
      await client.next('delta', at)
    }
    await events.until((all) => all.filter(({ type }) => type === 'closed').length === 4)

    assert.is(feed.clients(), 1)
  })
})

bad.run()
