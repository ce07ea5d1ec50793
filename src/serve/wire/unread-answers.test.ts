import { setImmediate as turn } from 'node:timers/promises'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { getBytes } from '../../testing/http-get.ts'
import { isGone, post, withLimits } from '../../testing/limited-wire.ts'
import { RawClient } from '../../testing/raw-client.ts'
import type { Served } from '../../testing/serving.ts'
import { request } from '../../testing/wire-serving.ts'
import { unsentBytes } from './unsent-bytes.ts'

/** What becomes of answers that a client does not take, and of the client. */
const unread = suite('serve/wire/unread-answers')

unread('have a pipelining client cut, of which little more is read', () =>
  withLimits({ writeMs: 1_000 }, async (served) => {
    const { isCut, mostQueued, bytesRead } = await sendUnread(served, request('/').repeat(100_000))

    assert.ok(isCut)
    const { length } = (await getBytes(`${served.url}/`, {})).bytes
    assert.ok(mostQueued <= 65 * (length + 1_000) + 64 * 1024, `${mostQueued} bytes were queued`)
    assert.ok(bytesRead < 3_900_000, `${bytesRead} bytes were read`)
  }),
)

unread('are queued one at a time when they are large', () =>
  withLimits({ writeMs: 1_000 }, async (served) => {
    const { isCut, mostQueued } = await sendUnread(served, request('/big').repeat(2_000))

    assert.ok(isCut)
    assert.ok(mostQueued < 6_000_000, `${mostQueued} bytes were queued`)
  }),
)

unread('are queued one at a time when they are asked for one by one', () =>
  withLimits({ writeMs: 2_000 }, async ({ url }) => {
    const client = await RawClient.connect(url)
    const gone = isGone(client.served)
    await client.send(request('/big')).answers(1)
    const read = client.served.bytesRead
    const most = watchQueue(client)
    client.socket.pause()

    for (let sent = 0; sent < 2_000; sent++) client.send(request('/big'), [])

    assert.ok(await gone)
    assert.ok(most() > 0 && most() < 6_000_000, `${most()} bytes were queued`)
    assert.ok(client.served.bytesRead - read < 64 * 1024, `${client.served.bytesRead - read} bytes were read`)
    client.close()
  }),
)

unread('are followed by little that is read after a hot page', () =>
  withLimits({ writeMs: 2_000 }, async (served) => {
    const { isCut, bytesRead } = await floodBehind(served, request('/big'))

    assert.ok(isCut)
    assert.ok(bytesRead < 512 * 1024, `${bytesRead} bytes were read`)
  }),
)

unread('are followed by little that is read after a cold page', () =>
  withLimits({ writeMs: 2_000 }, async (served) => {
    const { isCut, bytesRead } = await floodBehind(served, request('/big?cold'))

    assert.ok(isCut)
    assert.ok(bytesRead < 512 * 1024, `${bytesRead} bytes were read`)
  }),
)

unread('of cold pages have a client cut', () =>
  withLimits({ writeMs: 1_000 }, async (served) => {
    const { isCut, mostQueued } = await sendUnread(served, request('/nope').repeat(50_000))

    assert.ok(isCut)
    assert.ok(mostQueued < 2_000_000, `${mostQueued} bytes were queued`)
  }),
)

unread('after a request with a body have a client cut', () =>
  withLimits({ writeMs: 1_000, idleMs: 1_000 }, async (served) => {
    const { isCut, mostQueued } = await sendUnread(served, post + request('/big').repeat(100))

    assert.ok(isCut)
    assert.ok(mostQueued < 30_000_000, `${mostQueued} bytes were queued`)
  }),
)

unread('are no reason to cut a client that reads slowly but reads', () =>
  withLimits({ writeMs: 2_000, idleMs: 4_000 }, async ({ url }) => {
    const client = await RawClient.connect(url)
    const idle = await RawClient.connect(url)
    const isIdleGone = isGone(idle.served)
    client.socket.pause()
    client.send(request('/big').repeat(12))
    const timer = setInterval(() => client.socket.read(100_000), 20)

    // Cut after twice the time that the reader would have.
    await isIdleGone
    clearInterval(timer)
    const isCut = client.served.destroyed
    client.socket.resume()
    const answers = await client.answers(12)

    assert.not(isCut)
    assert.is(answers.length, 12)
    client.close()
  }),
)

unread.run()

interface Unread {
  isCut: boolean
  bytesRead: number
}

/** A client that sends all this at once, and takes no answer. */
async function sendUnread({ url }: Served, requests: string): Promise<Unread & { mostQueued: number }> {
  const client = await RawClient.connect(url)
  const gone = isGone(client.served)
  const most = watchQueue(client)
  client.socket.pause()
  client.send(requests, [])
  const isCut = await gone
  client.close()
  return { isCut, mostQueued: most(), bytesRead: client.served.bytesRead }
}

/** A client that asks for pages and takes none, and sends without an end what looks like requests. */
async function floodBehind({ url }: Served, asked: string): Promise<Unread> {
  const client = await RawClient.connect(url)
  const gone = isGone(client.served)
  client.socket.pause()
  client.send(asked.repeat(20), [])
  while (unsentBytes(client.served) === 0 && !client.served.destroyed) await turn()
  client.send('GET /big HTTP/1.1\r\n'.repeat(500_000), [])
  const isCut = await gone
  client.close()
  return { isCut, bytesRead: client.served.bytesRead }
}

/** The most bytes that stood in the queue of the server's socket. */
function watchQueue({ served }: RawClient): () => number {
  let most = 0
  const timer = setInterval(() => (most = Math.max(most, unsentBytes(served))), 5)
  served.once('close', () => clearInterval(timer))
  return () => most
}
