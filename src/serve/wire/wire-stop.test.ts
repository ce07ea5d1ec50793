import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { within } from '../../core/lifecycle.ts'
import { post, withLimits } from '../../testing/limited-wire.ts'
import { RawClient } from '../../testing/raw-client.ts'
import { request } from '../../testing/wire-serving.ts'
import { createGate } from '../../testing/wire-site.ts'

const wireStop = suite('serve/wire/wire-stop')

wireStop('answers hot requests it has received when it is told to stop', () =>
  withLimits({}, async ({ url, server }) => {
    const client = await RawClient.connect(url)
    await client.sendApart(request('/').repeat(10), Array(10).fill('GET'))

    const closed = server.close()
    const answers = await client.closed()
    await closed

    assert.is(answers.length, 10)
    assert.is(client.rest, '')
  }),
)

wireStop('answers all received requests when it is told to stop, to a client that reads late too', () =>
  withLimits({}, async ({ url, server }) => {
    const client = await RawClient.connect(url)
    client.socket.pause()
    await client.sendApart(request('/big').repeat(6), Array(6).fill('GET'))

    const idle = await RawClient.connect(url)
    const closed = server.close()
    // Idle connections end when the server has looked at all of them.
    await idle.closed()
    client.socket.resume()
    const answers = await client.closed()
    await closed

    assert.is(answers.length, 6)
  }),
)

wireStop('answers cold and hot requests it has received when it is told to stop', () =>
  withLimits({}, async ({ url, server, events }) => {
    const gate = createGate()
    const client = await RawClient.connect(url)
    client.send(
      request('/') + request('/gated/stop') + request('/report/1') + request('/note/a') + request('/report/2'),
    )
    await gate.reached('stop')
    await client.answers(1)

    const closed = server.close()
    assert.ok(events.some(({ type }) => type === 'stopping'))
    gate.open('stop')
    const answers = await client.closed()
    await closed

    assert.equal(
      answers.map(({ status }) => status),
      [200, 200, 200, 200, 200],
    )
  }),
)

wireStop('answers what came behind a cold page that is made long after it was told to stop', () =>
  withLimits({}, async ({ url, server }) => {
    const gate = createGate()
    const client = await RawClient.connect(url)
    const idle = await RawClient.connect(url)
    client.send(request('/gated/late') + request('/report/1'))
    await gate.reached('late')

    const closed = server.close()
    // Idle connections end when the server has looked at all of them.
    await idle.closed()
    gate.open('late')
    const answers = await client.closed()
    await closed

    assert.equal(
      answers.map(({ status }) => status),
      [200, 200],
    )
  }),
)

wireStop('ends all kinds of idle connections when it is told to stop', () =>
  withLimits({}, async ({ url, server }) => {
    const clients = await Promise.all(Array.from({ length: 5 }, () => RawClient.connect(url)))
    await clients[1]!.send(request('/')).answers(1)
    await clients[2]!.send(request('/note/a')).answers(1)
    await clients[3]!.send(post, ['POST']).answers(1)
    await clients[4]!.sendApart('GET / HTTP')

    const isSoon = await within(3_000, server.close())

    assert.ok(isSoon)
  }),
)

wireStop.run()
