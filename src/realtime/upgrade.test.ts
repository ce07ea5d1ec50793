import { once } from 'node:events'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { WebSocket } from 'ws'
import { exchange, FeedClient, upgradeHead, withFeed } from '../testing/feed-serving.ts'

const upgrades = suite('realtime/upgrade')

const open = { origins: ['https://partner.example', 'http://partner.example:8080'] }

/** `101`, or the status with which it is refused. */
async function statusFor(url: string, fields: Record<string, string>): Promise<number> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/ws`, { headers: fields })
  const upgraded = once(socket, 'open').then(() => 101)
  const refused = once(socket, 'unexpected-response').then(
    ([, response]) => (response as { statusCode: number }).statusCode,
  )
  refused.catch(() => {})
  upgraded.catch(() => {})
  socket.on('error', () => {})
  const status = await Promise.race([upgraded, refused])
  socket.terminate()
  return status
}

upgrades('are given to the own pages, those that are allowed, and what is no browser', async () => {
  await withFeed(open, async ({ url }) => {
    for (const fields of [
      {},
      { Origin: url },
      { Origin: 'https://example.com', Host: 'example.com' },
      { Origin: 'http://example.com', Host: 'EXAMPLE.com:80' },
      { Origin: 'https://partner.example' },
      { Origin: 'http://partner.example:8080' },
    ]) {
      assert.is(await statusFor(url, fields), 101, JSON.stringify(fields))
    }
  })
})

upgrades('are refused to pages of other sites', async () => {
  await withFeed(open, async ({ url, events, feed }) => {
    for (const Origin of [
      'https://evil.example',
      'null',
      'file://',
      'http://partner.example',
      'https://partner.example.evil.example',
      'https://127.0.0.1:1',
      'garbage',
    ]) {
      assert.is(await statusFor(url, { Origin }), 403, Origin)
    }
    assert.is(feed.clients(), 0)
    const refused = events.items.filter(({ type }) => type === 'refused')
    assert.equal(refused[0], { type: 'refused', transport: 'websocket', status: 403 })
  })
})

upgrades('are refused to one too many from an address, with when to come again', async () => {
  await withFeed({ maxPerAddress: 2 }, async ({ url, events }) => {
    const [first] = [await FeedClient.connect(url), await FeedClient.connect(url)]
    const answer = await exchange(url, upgradeHead())
    assert.ok(answer.startsWith('HTTP/1.1 429 Too Many Requests\r\nRetry-After: '))
    assert.is((await fetch(`${url}/events?topics=market`)).status, 429)
    first!.ws.close()
    await events.until((all) => all.some(({ type }) => type === 'closed'))

    assert.is(await statusFor(url, {}), 101)
  })
})

upgrades('are refused to one too many in all, with when to come again', async () => {
  await withFeed({ maxClients: 1 }, async ({ url }) => {
    await FeedClient.connect(url)
    const answer = await exchange(url, upgradeHead())

    assert.match(answer, /^HTTP\/1\.1 503 Service Unavailable\r\nRetry-After: \d+\r\n/)
    assert.match(answer, /\r\nConnection: close\r\n/)
  })
})

upgrades('of another version learn which one there is', async () => {
  await withFeed({}, async ({ url }) => {
    const answer = await exchange(url, upgradeHead({ 'Sec-WebSocket-Version': '8' }))

    assert.match(answer, /^HTTP\/1\.1 426 Upgrade Required\r\nSec-WebSocket-Version: 13\r\n/)
  })
})

upgrades('that are none get an answer and an end', async () => {
  await withFeed({}, async ({ url, feed }) => {
    assert.match(await exchange(url, upgradeHead({ 'Sec-WebSocket-Key': 'short' })), /^HTTP\/1\.1 400 /)
    assert.match(await exchange(url, upgradeHead({ Upgrade: 'h2c' })), /^HTTP\/1\.1 400 /)
    assert.match(await exchange(url, upgradeHead({}, 'POST')), /^HTTP\/1\.1 405 .*\r\nAllow: GET\r\n/)
    assert.is(feed.clients(), 0)
  })
})

upgrades('never agree to compression', async () => {
  await withFeed({}, async ({ url }) => {
    const client = await FeedClient.connect(url, { perMessageDeflate: true })

    assert.is(client.ws.extensions, '')
  })
})

upgrades.run()
