import { once } from 'node:events'
import { get } from 'node:http'
import { type AddressInfo, createServer as createTcpServer, type Socket } from 'node:net'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { failureIn, withProxy, withProxyTo } from '../testing/proxying.ts'
import {
  answers,
  type Behaviour,
  bytes,
  bytesThenReset,
  drips,
  endlessHead,
  hangs,
  json,
  resets,
  withUpstream,
} from '../testing/stub-upstream.ts'
import type { ApiEvent } from './api-event.ts'

const failing = suite('serve/api-proxy-failures')

failing('answers 504 as short JSON when there is no answer in time', async () => {
  await withProxy(hangs, { timeoutMs: 100 }, async ({ getApi, events }) => {
    const got = await getApi()

    assert.is(got.status, 504)
    assert.equal(JSON.parse(got.text), { error: 'no answer in time' })
    assert.is(got.headers['content-type'], 'application/json')
    assert.is(got.headers['cache-control'], 'no-store')
    assert.is(got.headers['x-content-type-options'], 'nosniff')
    assert.is(failureIn(events), 'timeout')
  })
})

failing('is not kept waiting by a head that comes in drops, nor by answers that announce another', async () => {
  await withProxy(drips('HTTP/1.1 200 OK\r\n', 'X-A: b\r\n', 20), { timeoutMs: 100 }, async ({ getApi, upstream }) => {
    assert.is((await getApi()).status, 504)

    upstream.behave(drips('', 'HTTP/1.1 103 Early Hints\r\n\r\n', 20))
    assert.is((await getApi()).status, 504)
  })
})

failing('is not kept waiting by a connection that is never made', async () => {
  const sockets: Socket[] = []
  const silent = createTcpServer((socket) => sockets.push(socket)).listen(0, '127.0.0.1')
  await once(silent, 'listening')
  const base = `https://127.0.0.1:${(silent.address() as AddressInfo).port}`
  await withProxyTo(base, { timeoutMs: 100 }, async ({ getApi, events }) => {
    const got = await getApi()

    assert.is(got.status, 504)
    assert.is(failureIn(events), 'timeout')
  })
  sockets.forEach((socket) => socket.destroy())
  silent.close()
})

failing('takes nothing behind an answer for the answer to the next request', async () => {
  const poison = 'HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\npoison'
  const two: Behaviour = (_, { socket }) => socket!.write(`HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nab${poison}`)
  await withProxy(two, { maxAtOnce: 1 }, async ({ getApi, upstream }) => {
    assert.is((await getApi()).text, 'ab')

    upstream.behave(json({}))

    assert.is((await getApi('/b')).text, '{}')
  })
})

failing('answers 502 to what is no usable answer', async () => {
  await withProxy(resets, {}, async ({ getApi, upstream, events }) => {
    const statusFor = async (behaviour: Behaviour) => {
      upstream.behave(behaviour)
      return (await getApi()).status
    }

    assert.is(await statusFor(resets), 502)
    assert.is(await statusFor(bytes('')), 502)
    assert.is(await statusFor(bytes('\x00\x01\x02 garbage\r\n\r\n')), 502)
    assert.is(await statusFor(bytes('SSH-2.0-OpenSSH_9.2\r\n')), 502)
    upstream.behave(json({}))
    await getApi()
    assert.is(await statusFor(endlessHead), 502)
    assert.is(await statusFor(bytes('HTTP/1.1 200 OK\r\nContent-Length: 3\r\nContent-Length: 5\r\n\r\nabcde')), 502)
    assert.is(
      await statusFor(bytes('HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n')),
      502,
    )
    assert.is(
      await statusFor(bytes('HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n1\r\na\r\n0\r\n\r\n')),
      502,
    )
    assert.is(await statusFor(bytes('HTTP/1.1 700 Odd\r\nContent-Length: 1\r\n\r\na')), 502)
    assert.is(failureIn(events), 'unreachable')
  })
})

failing('never sends a body of which nobody knows whether it is whole', async () => {
  await withProxy(bytes('HTTP/1.1 200 OK\r\n\r\nhalf of'), {}, async ({ getApi, upstream }) => {
    assert.is((await getApi()).status, 502)

    upstream.behave(bytesThenReset('HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nhalf of'))
    assert.is((await getApi()).status, 502)
  })
})

failing('breaks off when the API breaks off, so that half a body is never taken for a whole one', async () => {
  await withProxy(json({}), {}, async ({ getApi, upstream, events }) => {
    const halves = [
      bytes('HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf'),
      bytes('HTTP/1.1 200 OK\r\nContent-Length: 10\r\nConnection: close\r\n\r\nhalf'),
      bytesThenReset('HTTP/1.1 200 OK\r\nContent-Length: 10\r\nConnection: close\r\n\r\nhalf'),
      bytes('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n'),
      bytesThenReset('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n4\r\nhalf\r\n'),
      bytes('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\nzz\r\n'),
    ]

    for (const [index, half] of halves.entries()) {
      upstream.behave(half)
      const got = await getApi().catch(() => 'broken off')
      assert.is(got, 'broken off', String(index))
    }

    assert.is(events.filter(({ type }) => type === 'api-cut').length, halves.length)
  })
})

failing('breaks off a body that stalls, and one that never ends', async () => {
  const stalls = drips('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf', '', 1_000)
  await withProxy(stalls, { timeoutMs: 100 }, async ({ getApi, events, proxied }) => {
    assert.is(await getApi().catch(() => 'broken off'), 'broken off')
    await proxied(1)
    assert.is(events.at(-1)?.type, 'api-cut')
  })

  const endless = drips('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n', '1\r\na\r\n', 10)
  await withProxy(endless, { answerMs: 100 }, async ({ getApi, events, proxied }) => {
    assert.is(await getApi().catch(() => 'broken off'), 'broken off')
    await proxied(1)
    assert.is(events.at(-1)?.type, 'api-cut')
  })
})

failing('leaves an API alone that fails again and again', async () => {
  await withProxy(resets, {}, async ({ getApi, upstream, events }) => {
    for (let index = 0; index < 5; index++) await getApi()
    upstream.behave(json({}))

    const got = await getApi()

    assert.is(got.status, 503)
    assert.is(got.headers['retry-after'], '10')
    assert.is(upstream.requests.length, 5)
    assert.equal(statesIn(events), ['open'])
    assert.equal(events.at(-1), { type: 'api-refused', reason: 'broken' })
  })
})

failing('asks an API that was left alone again after a while', async () => {
  await withProxy(resets, { restMs: 0 }, async ({ getApi, upstream, events }) => {
    for (let index = 0; index < 5; index++) await getApi()
    upstream.behave(json({}))

    const got = await getApi()

    assert.is(got.status, 200)
    assert.equal(statesIn(events), ['open', 'half-open', 'closed'])
  })
})

failing('lets one request try an API that was left alone, and answers the others at once', async () => {
  await withProxy(resets, { restMs: 0 }, async ({ getApi, upstream }) => {
    for (let index = 0; index < 5; index++) await getApi()
    let answer: (() => void) | undefined
    upstream.behave((_, response) => void (answer = () => response.end('x')))
    const trying = getApi('/first')
    await upstream.asked(6)

    const other = await getApi('/second')
    answer?.()

    assert.is(other.status, 503)
    assert.is((await trying).status, 200)
    assert.is(upstream.requests.length, 6)
  })
})

failing('does not blame the API for statuses, nor for clients that leave', async () => {
  await withProxy(answers(500, {}, 'x'), {}, async ({ getApi, url, upstream, events, proxied }) => {
    for (let index = 0; index < 6; index++) await getApi()
    upstream.behave(hangs)
    for (let index = 0; index < 6; index++) {
      const waiting = get(`${url}/api/a`).on('error', () => {})
      await upstream.asked(7 + index)
      waiting.destroy()
      await proxied(7 + index)
    }

    assert.equal(statesIn(events), [])
  })
})

failing('answers 502 when nothing listens at the base', async () => {
  const url = await withUpstream(json({}), async (upstream) => upstream.url)

  await withProxyTo(`${url}/v1`, {}, async ({ getApi, events }) => {
    const got = await getApi()

    assert.is(got.status, 502)
    assert.is(failureIn(events), 'unreachable')
  })
})

failing('can be closed twice, and gives up what is under way', async () => {
  await withProxy(hangs, {}, async ({ getApi, upstream, proxy }) => {
    const waiting = getApi()
    await upstream.asked(1)

    await proxy.close()
    await proxy.close()

    assert.is((await waiting).status, 502)
  })
})

function statesIn(events: readonly ApiEvent[]) {
  return events.filter((event) => event.type === 'api-breaker').map(({ state }) => state)
}

failing.run()
