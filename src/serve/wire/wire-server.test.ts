import { once } from 'node:events'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { within } from '../../core/lifecycle.ts'
import { getBytes } from '../../testing/http-get.ts'
import { closeOf, isGone, post, withLimits } from '../../testing/limited-wire.ts'
import { ask, RawClient } from '../../testing/raw-client.ts'
import { request } from '../../testing/wire-serving.ts'
import { createGate } from '../../testing/wire-site.ts'

const wireServer = suite('serve/wire/wire-server')

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

wireServer.run()

/** Sends a start, then a byte now and again: bytes must not keep the connection. */
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
