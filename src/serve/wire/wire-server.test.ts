import { once } from 'node:events'
import { setImmediate as turn } from 'node:timers/promises'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { within } from '../../core/lifecycle.ts'
import { getBytes } from '../../testing/http-get.ts'
import { post, withLimits } from '../../testing/limited-wire.ts'
import { ask, RawClient } from '../../testing/raw-client.ts'
import { request } from '../../testing/wire-serving.ts'
import { createGate } from '../../testing/wire-site.ts'
import { unsentBytes } from './unsent-bytes.ts'

const wireServer = suite('serve/wire/wire-server')

const soonMs = 8_000

wireServer('cuts a head that drips, however steadily it comes', () =>
  withLimits({ headMs: 1_000 }, async ({ url }) => {
    const client = await RawClient.connect(url, { allowHalfOpen: true })

    assert.ok(await isCutWhileDripping(client, 'GET / HTTP/1.1\r\nHost: x\r\nA: '))
  }),
)

wireServer('cuts a head that drips after hot and cold answers', () =>
  withLimits({ headMs: 1_000 }, async ({ url }) => {
    const client = await RawClient.connect(url, { allowHalfOpen: true })
    await client.send(request('/') + request('/note/a') + request('/')).answers(3)

    assert.ok(await isCutWhileDripping(client, 'GET / HTTP/1.1\r\nA: '))
  }),
)

wireServer('cuts a head that drips after a request with a body', () =>
  withLimits({ headMs: 1_000 }, async ({ url }) => {
    const client = await RawClient.connect(url, { allowHalfOpen: true })
    await client.send(post, ['POST']).answers(1)

    assert.ok(await isCutWhileDripping(client, 'GET / HTTP/1.1\r\nA: '))
  }),
)

wireServer('ends a connection after as many requests as it may have, and says so with the last', () =>
  withLimits({ maxRequests: 3 }, async ({ url }) => {
    const client = await RawClient.connect(url)

    const answers = await client.send(request('/') + request('/note/a') + request('/')).closed()

    assert.equal(
      answers.map(({ status, fields }) => [status, fields.includes('connection: close')]),
      [
        [200, false],
        [200, false],
        [200, true],
      ],
    )
  }),
)

wireServer('cuts a body that drips', () =>
  withLimits({ headMs: 1_000, idleMs: 1_000 }, async ({ url }) => {
    const client = await RawClient.connect(url, { allowHalfOpen: true })

    assert.ok(await isCutWhileDripping(client, request('/', 'Content-Length: 1000000\r\n', 'POST'), ['POST']))
  }),
)

wireServer('cuts a head that drips and is no HTTP', () =>
  withLimits({ headMs: 1_000 }, async ({ url }) => {
    const client = await RawClient.connect(url, { allowHalfOpen: true })

    assert.ok(await isCutWhileDripping(client, ' GET / HTTP/1.1\nHost: x\n'))
  }),
)

wireServer('cuts clients that ask for nothing: new ones, and after each kind of answer', () =>
  withLimits({ idleMs: 1_000 }, async ({ url }) => {
    const asked = ['', request('/'), request('/note/a'), request('/') + request('/nope'), post]
    const clients = await Promise.all(asked.map(() => RawClient.connect(url, { allowHalfOpen: true })))
    const gone = clients.map(({ served }) => isGone(served))

    for (const [index, bytes] of asked.entries()) if (bytes) clients[index]!.send(bytes)

    assert.equal(await Promise.all(gone), [true, true, true, true, true])
    for (const client of clients) client.close()
  }),
)

wireServer('does not cut a client that goes on asking, nor one that waits for a slow page', () =>
  withLimits({ idleMs: 1_000, headMs: 1_000 }, async ({ url }) => {
    const gate = createGate()
    const waiting = await RawClient.connect(url)
    const idle = await RawClient.connect(url)
    const isIdleGone = isGone(idle.served)
    waiting.send(request('/gated/patience'))
    await gate.reached('patience')

    // The idle one is cut by the same check that must spare the other.
    assert.ok(await isIdleGone)
    gate.open('patience')
    const answers = await waiting.send(request('/')).answers(2)

    assert.equal(
      answers.map(({ status }) => status),
      [200, 200],
    )
    waiting.close()
  }),
)

wireServer('lets go of a client that asked for the end and does not close its half', () =>
  withLimits({ idleMs: 1_000, headMs: 1_000, writeMs: 1_000 }, async ({ url }) => {
    const asked = ['/', '/note/a', '/robots.txt'].map((target) => request(target, 'Connection: close\r\n'))
    const clients = await Promise.all(asked.map(() => RawClient.connect(url, { allowHalfOpen: true })))
    const gone = clients.map(({ served }) => isGone(served))

    for (const [index, bytes] of asked.entries()) clients[index]!.send(bytes)

    assert.equal(await Promise.all(gone), [true, true, true])
    for (const client of clients) client.close()
  }),
)

wireServer('cuts a client that never reads its pipelined answers, and reads little of what it sends', () =>
  withLimits({ writeMs: 1_000 }, async ({ url }) => {
    const client = await RawClient.connect(url)
    const gone = isGone(client.served)
    const most = watchQueue(client)
    client.socket.pause()

    client.send(request('/').repeat(100_000), [])
    const isCut = await gone

    assert.ok(isCut)
    const { length } = (await getBytes(`${url}/`, {})).bytes
    assert.ok(most() <= 65 * (length + 1_000) + 64 * 1024, `${most()} bytes were queued`)
    assert.ok(client.served.bytesRead < 3_900_000, `${client.served.bytesRead} bytes were read`)
    client.close()
  }),
)

wireServer('queues one large answer at a time for a client that does not read', () =>
  withLimits({ writeMs: 1_000 }, async ({ url }) => {
    const client = await RawClient.connect(url)
    const gone = isGone(client.served)
    const most = watchQueue(client)
    client.socket.pause()

    client.send(request('/big').repeat(2_000), [])

    assert.ok(await gone)
    assert.ok(most() < 6_000_000, `${most()} bytes were queued`)
    client.close()
  }),
)

wireServer('reads little more from a client that asks page by page and does not read', () =>
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

for (const name of ['hot', 'cold'] as const) {
  wireServer(`reads little of what comes after a ${name} page that nobody takes`, () =>
    withLimits({ writeMs: 2_000 }, async ({ url }) => {
      const client = await RawClient.connect(url)
      const gone = isGone(client.served)
      client.socket.pause()

      client.send(request(name === 'hot' ? '/big' : '/big?cold').repeat(20), [])
      while (unsentBytes(client.served) === 0 && !client.served.destroyed) await turn()
      client.send('GET /big HTTP/1.1\r\n'.repeat(500_000), [])

      assert.ok(await gone)
      assert.ok(client.served.bytesRead < 512 * 1024, `${client.served.bytesRead} bytes were read`)
      client.close()
    }),
  )
}

wireServer('cuts a client that never reads cold answers', () =>
  withLimits({ writeMs: 1_000 }, async ({ url }) => {
    const client = await RawClient.connect(url)
    const gone = isGone(client.served)
    const most = watchQueue(client)
    client.socket.pause()

    client.send(request('/nope').repeat(50_000), [])

    assert.ok(await gone)
    assert.ok(most() < 2_000_000, `${most()} bytes were queued`)
    client.close()
  }),
)

wireServer('cuts a client that never reads after a request with a body', () =>
  withLimits({ writeMs: 1_000, idleMs: 1_000 }, async ({ url }) => {
    const client = await RawClient.connect(url)
    const gone = isGone(client.served)
    const most = watchQueue(client)
    client.socket.pause()

    client.send(post + request('/big').repeat(100), [])

    assert.ok(await gone)
    assert.ok(most() < 30_000_000, `${most()} bytes were queued`)
    client.close()
  }),
)

wireServer('does not cut a client that reads slowly but reads', () =>
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

wireServer('answers a client that has closed its half, and closes the other at once', () =>
  withLimits({}, async ({ url }) => {
    const hot = await ask(url, request('/').repeat(3), { end: true })
    const many = await ask(url, request('/').repeat(500), { end: true })
    const cold = await ask(url, request('/note/a'), { end: true })
    const nothing = await ask(url, '', { end: true })
    const half = await ask(url, request('/') + 'GET / HT', { end: true })

    assert.equal(
      [hot, many, cold, nothing, half].map((answers) => answers.length),
      [3, 500, 1, 0, 1],
    )
  }),
)

wireServer('answers everything a half-closed client asked for, cold pages in between', () =>
  withLimits({}, async ({ url }) => {
    const order = ['/', '/note/a', '/report/1', '/nope', '/robots.txt', '/report/2']

    const answers = await ask(url, order.map((target) => request(target)).join(''), { end: true })

    assert.equal(
      answers.map(({ status }) => status),
      [200, 200, 200, 404, 200, 200],
    )
  }),
)

wireServer('answers a half-closed client that reads late all it asked for', () =>
  withLimits({}, async ({ url }) => {
    const client = await RawClient.connect(url, { allowHalfOpen: true })
    client.socket.pause()
    await client.sendApart(request('/big').repeat(5), Array(5).fill('GET'))
    client.socket.end()

    client.socket.resume()
    const answers = await client.answers(5)
    await client.closed()

    assert.is(answers.length, 5)
    client.close()
  }),
)

wireServer('is not harmed by clients that reset in the middle of an answer', () =>
  withLimits({}, async ({ url, server, events }) => {
    const gate = createGate()
    const kinds = [
      request('/big').repeat(5),
      request('/').repeat(500),
      request('/note/a') + request('/big'),
      post + request('/big'),
    ]
    const all = Array.from({ length: 40 }, (_, index) => kinds[index % kinds.length]!)

    await Promise.all(
      all.map(async (bytes) => {
        const client = await RawClient.connect(url)
        const gone = closeOf(client.served)
        client.send(bytes, [])
        await once(client.socket, 'readable')
        client.socket.resetAndDestroy()
        await gone
      }),
    )
    const leaving = await RawClient.connect(url)
    leaving.send(request('/gated/left') + request('/'))
    await gate.reached('left')
    const gone = closeOf(leaving.served)
    leaving.socket.resetAndDestroy()
    await gone
    gate.open('left')
    const answers = await ask(url, request('/') + request('/note/b'), { end: true })

    assert.is(answers[0]!.status, 200)
    assert.is((await getBytes(`${url}/note/c`, {})).status, 200)
    assert.ok(await within(3_000, server.close()), 'no connection was left')
    assert.not(events.some(({ type }) => type === 'request-failed'))
  }),
)

wireServer('takes no more clients than it may', () =>
  withLimits({ maxConnections: 3 }, async ({ url }) => {
    const clients = await Promise.all(Array.from({ length: 3 }, () => RawClient.connect(url)))

    const refused = await RawClient.connect(url)
      .then(
        (client) => client.send(request('/')).answers(1),
        () => 'refused',
      )
      .catch(() => 'refused')
    const answers = await clients[2]!.send(request('/')).answers(1)

    assert.is(refused, 'refused')
    assert.is(answers[0]!.status, 200)
    for (const client of clients) client.close()
  }),
)

wireServer('dates hot answers with the present second', () =>
  withLimits({}, async ({ url }) => {
    const dates: number[] = []
    const client = await RawClient.connect(url)
    for (let asked = 1; new Set(dates).size < 2; asked++) {
      await client.send(request('/', '', 'HEAD')).answers(asked)
      const seen = client.received
        .match(/Date: .*/g)!
        .at(-1)!
        .slice(6)
      dates.push(Date.parse(seen))
      assert.ok(Math.abs(Date.now() - Date.parse(seen)) < 3_000, seen)
      await once(client.socket, 'data', { signal: AbortSignal.timeout(100) }).catch(() => {})
    }

    assert.equal(
      dates,
      [...dates].sort((a, b) => a - b),
    )
    client.close()
  }),
)

/** Sends a start, then a byte now and again: bytes must not keep the connection. */
wireServer.run()

async function isCutWhileDripping(client: RawClient, start: string, methods: string[] = []): Promise<boolean> {
  const gone = isGone(client.served)
  client.send(start, methods)
  const timer = setInterval(() => client.socket.write('a'), 50)
  try {
    return await gone
  } finally {
    clearInterval(timer)
    client.close()
  }
}

/** Whether the server lets go of its end of the connection soon. */
function isGone(served: RawClient['served']): Promise<boolean> {
  return within(soonMs, closeOf(served))
}

/** A reset is no failure here. */
function closeOf(served: RawClient['served']): Promise<void> {
  return new Promise((resolve) => served.once('close', () => resolve()))
}

/** The most bytes that stood in the queue of the server's socket. */
function watchQueue({ served }: RawClient): () => number {
  let most = 0
  const timer = setInterval(() => (most = Math.max(most, unsentBytes(served))), 5)
  served.once('close', () => clearInterval(timer))
  return () => most
}
