import { once } from 'node:events'
import { createServer, get, type IncomingMessage } from 'node:http'
import { type AddressInfo, createServer as createTcpServer, type Socket } from 'node:net'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { before } from '../core/lifecycle.ts'
import { getBytes } from '../testing/http-get.ts'
import { ask } from '../testing/raw-client.ts'
import { refusalOf } from '../testing/refusal.ts'
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
  type StubUpstream,
  withUpstream,
} from '../testing/stub-upstream.ts'
import type { ApiEvent } from './api-event.ts'
import { type ApiProxy, type ApiProxyOptions, createApiProxy } from './api-proxy.ts'

const apiProxy = suite('serve/api-proxy')

apiProxy('passes a request on and its answer back', async () => {
  await withProxy(json({ a: 1 }), {}, async ({ url, upstream, events }) => {
    const got = await getBytes(`${url}/api/products/a?b=c&d`, { Accept: 'application/json', Cookie: 'secret=1' })

    assert.is(got.status, 200)
    assert.is(got.text, '{"a":1}')
    assert.is(got.headers['content-type'], 'application/json')
    assert.is(got.headers['x-content-type-options'], 'nosniff')
    assert.is(got.headers['content-length'], '7')
    const [asked] = upstream.requests
    assert.is(asked?.url, '/v1/products/a?b=c&d')
    assert.is(asked?.headers.accept, 'application/json')
    assert.is(asked?.headers.cookie, undefined)
    assert.is(asked?.headers['x-forwarded-for'], '127.0.0.1')
    assert.is(asked?.headers.host, new URL(upstream.url).host)
    assert.equal(
      events.map(({ type }) => type),
      ['api-answered'],
    )
  })
})

apiProxy('answers HEAD with the fields of GET', async () => {
  await withProxy(answers(200, { 'Content-Length': '5' }, ''), {}, async ({ url, upstream }) => {
    const [answer] = await ask(url, `HEAD /api/a HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`)

    assert.is(answer?.status, 200)
    assert.ok(answer?.fields.includes('content-length: 5'))
    assert.is(upstream.requests[0]?.method, 'HEAD')
  })
})

apiProxy('passes on statuses, whatever they are, and bodies as they are coded', async () => {
  await withProxy(answers(404, { 'Content-Type': 'text/html' }, '<h1>no</h1>'), {}, async ({ url, upstream }) => {
    assert.is((await getBytes(`${url}/api/a`, {})).status, 404)

    upstream.behave(answers(500, {}, 'x'))
    assert.is((await getBytes(`${url}/api/a`, {})).status, 500)

    upstream.behave(answers(304, { ETag: '"a"' }, ''))
    const unchanged = await getBytes(`${url}/api/a`, { 'If-None-Match': '"a"' })
    assert.is(unchanged.status, 304)
    assert.is(unchanged.headers.etag, '"a"')
    assert.is(upstream.requests.at(-1)?.headers['if-none-match'], '"a"')

    upstream.behave(bytes('HTTP/1.1 200 OK\r\nTransfer-Encoding: Chunked\r\n\r\n1\r\na\r\n0\r\n\r\n'))
    assert.is((await getBytes(`${url}/api/a`, {})).text, 'a')

    const coded = Buffer.from([0x1f, 0x8b, 0, 0xff])
    upstream.behave(answers(200, { 'X-Coding': 'x', 'Content-Encoding': 'x-own' }, coded))
    const got = await getBytes(`${url}/api/a`, { 'Accept-Encoding': 'x-own' })
    assert.equal(got.bytes, coded)
    assert.is(got.headers['content-encoding'], 'x-own')
  })
})

apiProxy('passes on answers that have no body whatever length they tell', async () => {
  await withProxy(
    bytes('HTTP/1.1 304 Not Modified\r\nContent-Length: 9\r\n\r\n'),
    {},
    async ({ url, upstream, events }) => {
      assert.is((await getBytes(`${url}/api/a`, {})).status, 304)

      upstream.behave(bytes('HTTP/1.1 204 No Content\r\nContent-Length: 9\r\n\r\n'))
      const got = await getBytes(`${url}/api/a`, {})

      assert.is(got.status, 204)
      assert.is(got.headers['content-length'], undefined)
      assert.equal(
        events.map(({ type }) => type),
        ['api-answered', 'api-answered'],
      )
    },
  )
})

apiProxy('refuses methods that change something and says which there are', async () => {
  await withProxy(json({}), {}, async ({ url, upstream, events }) => {
    const [posted] = await ask(url, `POST /api/a HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`)
    const [options] = await ask(url, `OPTIONS /api/a HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`)

    assert.is(posted?.status, 405)
    assert.ok(posted?.fields.includes('allow: GET, HEAD'))
    assert.ok(posted?.fields.includes('cache-control: no-store'))
    assert.is(options?.status, 405)
    assert.equal(upstream.requests, [])
    assert.equal(events, [
      { type: 'api-refused', reason: 'method' },
      { type: 'api-refused', reason: 'method' },
    ])
  })
})

apiProxy('never asks for anything outside the base', async () => {
  await withProxy(json({}), {}, async ({ url, upstream }) => {
    const targets = [
      '/api/../admin',
      '/api/%2e%2e/admin',
      '/api/..%2fadmin',
      '/api/..%5cadmin',
      '/api/%252e%252e/admin',
      '/api/..;/admin',
      '/api//example.com/x',
      '/api/a?b#c',
    ]

    for (const target of targets) {
      const [answer] = await ask(url, `GET ${target} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`)
      assert.is(answer?.status, 400, target)
    }

    assert.equal(upstream.requests, [])
  })
})

apiProxy('passes no body on', async () => {
  await withProxy(json({}), {}, async ({ url, upstream }) => {
    const request = 'GET /api/a HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nConnection: close\r\n\r\nhello'

    const [answer] = await ask(url, request)

    assert.is(answer?.status, 200)
    assert.is(upstream.requests[0]?.headers['content-length'], undefined)
    assert.is(upstream.requests[0]?.headers['transfer-encoding'], undefined)
  })
})

apiProxy('follows no redirect, and leads those below the base to the site', async () => {
  await withProxy(answers(302, { Location: '/v1/products/b?c=d' }, ''), {}, async ({ url, upstream }) => {
    const got = await getBytes(`${url}/api/products/a`, {})

    assert.is(got.status, 302)
    assert.is(got.headers.location, '/api/products/b?c=d')
    assert.is(upstream.requests.length, 1)

    upstream.behave(answers(301, { Location: `${upstream.url}/v1/c` }, ''))
    assert.is((await getBytes(`${url}/api/products/a`, {})).headers.location, '/api/c')
  })
})

apiProxy('answers 502 for a redirect to any other place', async () => {
  await withProxy(
    answers(302, { Location: 'https://evil.example/v1/a' }, ''),
    {},
    async ({ url, upstream, events }) => {
      const got = await getBytes(`${url}/api/a`, {})

      assert.is(got.status, 502)
      assert.is(got.headers.location, undefined)
      assert.is(failureIn(events), 'unusable')

      upstream.behave(answers(307, { Location: '/admin' }, ''))
      assert.is((await getBytes(`${url}/api/a`, {})).status, 502)
      upstream.behave(answers(308, { Location: ['/v1/a', 'https://evil.example/'] }, ''))
      assert.is((await getBytes(`${url}/api/a`, {})).status, 502)
    },
  )
})

apiProxy('lets go of an answer that it does not pass on', async () => {
  await withProxy(hangs, {}, async ({ url, upstream }) => {
    const left = withGone(upstream, (response) => {
      response.writeHead(302, { Location: '/elsewhere', 'Content-Length': '100' }).write('first')
    })

    assert.is((await getBytes(`${url}/api/a`, {})).status, 502)

    await inTime(left)
  })
})

apiProxy('drops a Location that is no redirect', async () => {
  await withProxy(answers(200, { Location: 'https://evil.example/' }, 'x'), {}, async ({ url }) => {
    const got = await getBytes(`${url}/api/a`, {})

    assert.is(got.status, 200)
    assert.is(got.headers.location, undefined)
  })
})

apiProxy('lets no cookie and no name of the server behind through', async () => {
  const fields = { 'Set-Cookie': ['a=b'], Server: 'x', Connection: 'x-hop', 'X-Hop': '1', 'X-End': '2' }
  await withProxy(answers(200, fields, 'x'), {}, async ({ url }) => {
    const { headers } = await getBytes(`${url}/api/a`, {})

    assert.is(headers['set-cookie'], undefined)
    assert.is(headers.server, undefined)
    assert.is(headers['x-hop'], undefined)
    assert.is(headers['x-end'], '2')
  })
})

apiProxy('answers 504 as short JSON when there is no answer in time', async () => {
  await withProxy(hangs, { timeoutMs: 100 }, async ({ url, events }) => {
    const got = await getBytes(`${url}/api/a`, {})

    assert.is(got.status, 504)
    assert.equal(JSON.parse(got.text), { error: 'no answer in time' })
    assert.is(got.headers['content-type'], 'application/json')
    assert.is(got.headers['cache-control'], 'no-store')
    assert.is(got.headers['x-content-type-options'], 'nosniff')
    assert.is(failureIn(events), 'timeout')
  })
})

apiProxy('is not kept waiting by a head that comes in drops, nor by answers that announce another', async () => {
  await withProxy(drips('HTTP/1.1 200 OK\r\n', 'X-A: b\r\n', 20), { timeoutMs: 100 }, async ({ url, upstream }) => {
    assert.is((await getBytes(`${url}/api/a`, {})).status, 504)

    upstream.behave(drips('', 'HTTP/1.1 103 Early Hints\r\n\r\n', 20))
    assert.is((await getBytes(`${url}/api/a`, {})).status, 504)
  })
})

apiProxy('is not kept waiting by a connection that is never made', async () => {
  const sockets: Socket[] = []
  const silent = createTcpServer((socket) => sockets.push(socket)).listen(0, '127.0.0.1')
  await once(silent, 'listening')
  const base = `https://127.0.0.1:${(silent.address() as AddressInfo).port}`
  await withProxyTo(base, { timeoutMs: 100 }, async ({ url, events }) => {
    const got = await getBytes(`${url}/api/a`, {})

    assert.is(got.status, 504)
    assert.is(failureIn(events), 'timeout')
  })
  sockets.forEach((socket) => socket.destroy())
  silent.close()
})

apiProxy('takes nothing behind an answer for the answer to the next request', async () => {
  const poison = 'HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\npoison'
  const two: Behaviour = (_, { socket }) => socket!.write(`HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nab${poison}`)
  await withProxy(two, { maxAtOnce: 1 }, async ({ url, upstream }) => {
    assert.is((await getBytes(`${url}/api/a`, {})).text, 'ab')

    upstream.behave(json({}))

    assert.is((await getBytes(`${url}/api/b`, {})).text, '{}')
  })
})

apiProxy('answers 502 to what is no usable answer', async () => {
  await withProxy(resets, {}, async ({ url, upstream, events }) => {
    const statusFor = async (behaviour: Behaviour) => {
      upstream.behave(behaviour)
      return (await getBytes(`${url}/api/a`, {})).status
    }

    assert.is(await statusFor(resets), 502)
    assert.is(await statusFor(bytes('')), 502)
    assert.is(await statusFor(bytes('\x00\x01\x02 garbage\r\n\r\n')), 502)
    assert.is(await statusFor(bytes('SSH-2.0-OpenSSH_9.2\r\n')), 502)
    upstream.behave(json({}))
    await getBytes(`${url}/api/a`, {})
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

apiProxy('never sends a body of which nobody knows whether it is whole', async () => {
  await withProxy(bytes('HTTP/1.1 200 OK\r\n\r\nhalf of'), {}, async ({ url, upstream }) => {
    assert.is((await getBytes(`${url}/api/a`, {})).status, 502)

    upstream.behave(bytesThenReset('HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nhalf of'))
    assert.is((await getBytes(`${url}/api/a`, {})).status, 502)
  })
})

apiProxy('breaks off when the API breaks off, so that half a body is never taken for a whole one', async () => {
  await withProxy(json({}), {}, async ({ url, upstream, events }) => {
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
      const got = await getBytes(`${url}/api/a`, {}).catch(() => 'broken off')
      assert.is(got, 'broken off', String(index))
    }

    assert.is(events.filter(({ type }) => type === 'api-cut').length, halves.length)
  })
})

apiProxy('breaks off a body that stalls, and one that never ends', async () => {
  const stalls = drips('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf', '', 1_000)
  await withProxy(stalls, { timeoutMs: 100 }, async ({ url, events, proxied }) => {
    assert.is(await getBytes(`${url}/api/a`, {}).catch(() => 'broken off'), 'broken off')
    await proxied(1)
    assert.is(events.at(-1)?.type, 'api-cut')
  })

  const endless = drips('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n', '1\r\na\r\n', 10)
  await withProxy(endless, { answerMs: 100 }, async ({ url, events, proxied }) => {
    assert.is(await getBytes(`${url}/api/a`, {}).catch(() => 'broken off'), 'broken off')
    await proxied(1)
    assert.is(events.at(-1)?.type, 'api-cut')
  })
})

apiProxy('stops asking when the client has left, before the head and after it', async () => {
  await withProxy(hangs, {}, async ({ url, upstream, events, proxied }) => {
    const left = withGone(upstream, () => {})
    const waiting = get(`${url}/api/a`).on('error', () => {})
    await upstream.asked(1)
    waiting.destroy()
    await inTime(left)
    await proxied(1)

    const leftLater = withGone(upstream, (response) => response.write('first'))
    const reading = get(`${url}/api/a`).on('error', () => {})
    const [answer] = (await once(reading, 'response')) as [IncomingMessage]
    answer.on('error', () => {})
    answer.destroy()
    await inTime(leftLater)
    await proxied(2)

    assert.equal(
      events.map(({ type }) => type),
      ['api-answered'],
    )
  })
})

apiProxy('reads from the API no faster than the client reads', async () => {
  const chunk = Buffer.alloc(64 * 1024)
  const total = 64 * 1024 * 1024
  await withProxy(json({}), {}, async ({ url, upstream }) => {
    let sent = 0
    let blocked: () => void
    const isBlocked = new Promise<void>((resolve) => (blocked = resolve))
    upstream.behave((_, response) => {
      response.writeHead(200, { 'Content-Length': String(total) })
      const more = () => {
        for (;;) {
          if (sent === total) return void response.end()
          sent += chunk.byteLength
          if (!response.write(chunk)) break
        }
        clearTimeout(timer)
        // Blocked when it does not drain for a while: nobody reads.
        timer = setTimeout(blocked, 200)
      }
      let timer = setTimeout(() => {}, 0)
      response.on('drain', more)
      more()
    })

    const request = get(`${url}/api/a`)
    const [answer] = (await once(request, 'response')) as [IncomingMessage]
    await inTime(isBlocked)
    const sentUnread = sent
    let received = 0
    for await (const piece of answer) received += (piece as Buffer).byteLength

    assert.ok(sentUnread < total / 2, `${sentUnread} bytes were taken`)
    assert.is(received, total)
  })
})

apiProxy('asks for no more at once than it may, and tells the others to come back', async () => {
  await withProxy(hangs, { maxAtOnce: 2 }, async ({ url, upstream, events }) => {
    const waiting = [get(`${url}/api/a`), get(`${url}/api/b`)]
    waiting.forEach((request) => request.on('error', () => {}))
    await upstream.asked(2)

    const got = await getBytes(`${url}/api/c`, {})

    assert.is(got.status, 503)
    assert.is(got.headers['retry-after'], '1')
    assert.is(upstream.requests.length, 2)
    assert.equal(events, [{ type: 'api-refused', reason: 'busy' }])
    waiting.forEach((request) => request.destroy())
  })
})

apiProxy('leaves an API alone that fails again and again', async () => {
  await withProxy(resets, {}, async ({ url, upstream, events }) => {
    for (let index = 0; index < 5; index++) await getBytes(`${url}/api/a`, {})
    upstream.behave(json({}))

    const got = await getBytes(`${url}/api/a`, {})

    assert.is(got.status, 503)
    assert.is(got.headers['retry-after'], '10')
    assert.is(upstream.requests.length, 5)
    assert.equal(statesIn(events), ['open'])
    assert.equal(events.at(-1), { type: 'api-refused', reason: 'broken' })
  })
})

apiProxy('asks an API that was left alone again after a while', async () => {
  await withProxy(resets, { restMs: 0 }, async ({ url, upstream, events }) => {
    for (let index = 0; index < 5; index++) await getBytes(`${url}/api/a`, {})
    upstream.behave(json({}))

    const got = await getBytes(`${url}/api/a`, {})

    assert.is(got.status, 200)
    assert.equal(statesIn(events), ['open', 'half-open', 'closed'])
  })
})

apiProxy('lets one request try an API that was left alone, and answers the others at once', async () => {
  await withProxy(resets, { restMs: 0 }, async ({ url, upstream }) => {
    for (let index = 0; index < 5; index++) await getBytes(`${url}/api/a`, {})
    let answer: (() => void) | undefined
    upstream.behave((_, response) => void (answer = () => response.end('x')))
    const trying = getBytes(`${url}/api/first`, {})
    await upstream.asked(6)

    const other = await getBytes(`${url}/api/second`, {})
    answer?.()

    assert.is(other.status, 503)
    assert.is((await trying).status, 200)
    assert.is(upstream.requests.length, 6)
  })
})

apiProxy('does not blame the API for statuses, nor for clients that leave', async () => {
  await withProxy(answers(500, {}, 'x'), {}, async ({ url, upstream, events, proxied }) => {
    for (let index = 0; index < 6; index++) await getBytes(`${url}/api/a`, {})
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

apiProxy('answers 508 when the base leads back to it', async () => {
  await withProxy(json({}), {}, async ({ url, upstream, events }) => {
    upstream.behave((request, response) => {
      const via = request.headers.via!
      get(`${url}${request.url!.replace('/v1', '/api')}`, { headers: { via } }, (answer) => {
        response.writeHead(answer.statusCode!, { 'Content-Length': '0' }).end()
        answer.resume()
      })
    })

    const got = await getBytes(`${url}/api/a`, {})

    assert.is(got.status, 508)
    assert.is(upstream.requests.length, 1)
    assert.equal(events[0], { type: 'api-refused', reason: 'loop' })
  })
})

apiProxy('answers 502 when nothing listens at the base', async () => {
  const url = await withUpstream(json({}), async (upstream) => upstream.url)

  await withProxyTo(`${url}/v1`, {}, async (proxy) => {
    const got = await getBytes(`${proxy.url}/api/a`, {})

    assert.is(got.status, 502)
    assert.is(failureIn(proxy.events), 'unreachable')
  })
})

apiProxy('does not keep a base that is more than an address', () => {
  const refused = (base: string) => refusalOf(() => createApiProxy({ ...defaults, base }, () => {})).code

  assert.is(refused('shop.example/api'), 'E_USAGE')
  assert.is(refused('ftp://shop.example/api'), 'E_USAGE')
  assert.is(refused('https://shop.example/api?key=1'), 'E_USAGE')
  assert.is(refused('https://user@shop.example/api'), 'E_USAGE')
  assert.is(refused('https://:secret@shop.example/api'), 'E_USAGE')
  assert.is(refused('https://shop.example/api#a'), 'E_USAGE')
})

apiProxy('keeps the base apart from the path with or without a slash between, and without any path', async () => {
  await withUpstream(json({}), async (upstream) => {
    for (const path of ['', '/', '/v1/', '/a/../v1']) {
      await withProxyTo(`${upstream.url}${path}`, {}, async ({ url }) => void (await getBytes(`${url}/api/b/`, {})))
    }

    assert.equal(
      upstream.requests.map(({ url }) => url),
      ['/b/', '/b/', '/v1/b/', '/v1/b/'],
    )
  })
})

apiProxy('can be closed twice, and gives up what is under way', async () => {
  await withProxy(hangs, {}, async ({ url, upstream, proxy }) => {
    const waiting = getBytes(`${url}/api/a`, {})
    await upstream.asked(1)

    await proxy.close()
    await proxy.close()

    assert.is((await waiting).status, 502)
  })
})

const defaults = { timeoutMs: 10_000, answerMs: 60_000, maxAtOnce: 16, restMs: 10_000 }

interface Proxied {
  url: string
  proxy: ApiProxy
  events: ApiEvent[]
  /** Resolves when so many requests are over. */
  proxied(count: number): Promise<void>
}

async function withProxy(
  behaviour: Behaviour,
  options: Partial<ApiProxyOptions>,
  work: (served: Proxied & { upstream: StubUpstream }) => Promise<void>,
): Promise<void> {
  await withUpstream(behaviour, (upstream) =>
    withProxyTo(`${upstream.url}/v1`, options, (served) => work({ ...served, upstream })),
  )
}

async function withProxyTo(
  base: string,
  options: Partial<ApiProxyOptions>,
  work: (served: Proxied) => Promise<void>,
): Promise<void> {
  const events: ApiEvent[] = []
  const proxy = createApiProxy({ ...defaults, base, ...options }, (event) => events.push(event))
  let ended = 0
  const server = createServer((request, response) => {
    const [path = '', query = ''] = request.url!.split(/\?(.*)/)
    void proxy.proxy(request, response, path, query).then(() => {
      ended++
      server.emit('proxied')
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  try {
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    await work({
      url,
      proxy,
      events,
      async proxied(count) {
        while (ended < count) await inTime(once(server, 'proxied'))
      },
    })
  } finally {
    await proxy.close()
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
}

/** Only a test that fails waits so long. */
function inTime<Result>(work: Promise<Result>): Promise<Result> {
  return before(10_000, work, () => new Error('nothing came'))
}

/** Resolves when the next request is given up by who asked. */
function withGone(upstream: StubUpstream, begin: Parameters<typeof begins>[0]): Promise<void> {
  return new Promise((resolve) => upstream.behave(begins(begin, resolve)))
}

function begins(begin: (response: Parameters<Behaviour>[1]) => void, gone: () => void): Behaviour {
  return (_, response) => {
    response.once('close', gone)
    begin(response)
  }
}

function failureIn(events: readonly ApiEvent[]) {
  return events.find((event) => event.type === 'api-failed')?.reason
}

function statesIn(events: readonly ApiEvent[]) {
  return events.filter((event) => event.type === 'api-breaker').map(({ state }) => state)
}

apiProxy.run()
