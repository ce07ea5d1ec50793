import { once } from 'node:events'
import { get, type IncomingMessage } from 'node:http'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { failureIn, inTime, proxyDefaults, withProxy, withProxyTo } from '../testing/proxying.ts'
import { ask } from '../testing/raw-client.ts'
import { refusalOf } from '../testing/refusal.ts'
import {
  answers,
  type Behaviour,
  bytes,
  hangs,
  json,
  type StubUpstream,
  withUpstream,
} from '../testing/stub-upstream.ts'
import { createApiProxy } from './api-proxy.ts'

const apiProxy = suite('serve/api-proxy')

apiProxy('passes a request on and its answer back', async () => {
  await withProxy(json({ a: 1 }), {}, async ({ getApi, upstream, events }) => {
    const got = await getApi('/products/a?b=c&d', { Accept: 'application/json', Cookie: 'secret=1' })

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
  await withProxy(answers(404, { 'Content-Type': 'text/html' }, '<h1>no</h1>'), {}, async ({ getApi, upstream }) => {
    assert.is((await getApi()).status, 404)

    upstream.behave(answers(500, {}, 'x'))
    assert.is((await getApi()).status, 500)

    upstream.behave(answers(304, { ETag: '"a"' }, ''))
    const unchanged = await getApi('/a', { 'If-None-Match': '"a"' })
    assert.is(unchanged.status, 304)
    assert.is(unchanged.headers.etag, '"a"')
    assert.is(upstream.requests.at(-1)?.headers['if-none-match'], '"a"')

    upstream.behave(bytes('HTTP/1.1 200 OK\r\nTransfer-Encoding: Chunked\r\n\r\n1\r\na\r\n0\r\n\r\n'))
    assert.is((await getApi()).text, 'a')

    const coded = Buffer.from([0x1f, 0x8b, 0, 0xff])
    upstream.behave(answers(200, { 'X-Coding': 'x', 'Content-Encoding': 'x-own' }, coded))
    const got = await getApi('/a', { 'Accept-Encoding': 'x-own' })
    assert.equal(got.bytes, coded)
    assert.is(got.headers['content-encoding'], 'x-own')
  })
})

apiProxy('passes on answers that have no body whatever length they tell', async () => {
  await withProxy(
    bytes('HTTP/1.1 304 Not Modified\r\nContent-Length: 9\r\n\r\n'),
    {},
    async ({ getApi, upstream, events }) => {
      assert.is((await getApi()).status, 304)

      upstream.behave(bytes('HTTP/1.1 204 No Content\r\nContent-Length: 9\r\n\r\n'))
      const got = await getApi()

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
  await withProxy(answers(302, { Location: '/v1/products/b?c=d' }, ''), {}, async ({ getApi, upstream }) => {
    const got = await getApi('/products/a')

    assert.is(got.status, 302)
    assert.is(got.headers.location, '/api/products/b?c=d')
    assert.is(upstream.requests.length, 1)

    upstream.behave(answers(301, { Location: `${upstream.url}/v1/c` }, ''))
    assert.is((await getApi('/products/a')).headers.location, '/api/c')
  })
})

apiProxy('answers 502 for a redirect to any other place', async () => {
  await withProxy(
    answers(302, { Location: 'https://evil.example/v1/a' }, ''),
    {},
    async ({ getApi, upstream, events }) => {
      const got = await getApi()

      assert.is(got.status, 502)
      assert.is(got.headers.location, undefined)
      assert.is(failureIn(events), 'unusable')

      upstream.behave(answers(307, { Location: '/admin' }, ''))
      assert.is((await getApi()).status, 502)
      upstream.behave(answers(308, { Location: ['/v1/a', 'https://evil.example/'] }, ''))
      assert.is((await getApi()).status, 502)
    },
  )
})

apiProxy('lets go of an answer that it does not pass on', async () => {
  await withProxy(hangs, {}, async ({ getApi, upstream }) => {
    const left = withGone(upstream, (response) => {
      response.writeHead(302, { Location: '/elsewhere', 'Content-Length': '100' }).write('first')
    })

    assert.is((await getApi()).status, 502)

    await inTime(left)
  })
})

apiProxy('drops a Location that is no redirect', async () => {
  await withProxy(answers(200, { Location: 'https://evil.example/' }, 'x'), {}, async ({ getApi }) => {
    const got = await getApi()

    assert.is(got.status, 200)
    assert.is(got.headers.location, undefined)
  })
})

apiProxy('lets no cookie and no name of the server behind through', async () => {
  const fields = { 'Set-Cookie': ['a=b'], Server: 'x', Connection: 'x-hop', 'X-Hop': '1', 'X-End': '2' }
  await withProxy(answers(200, fields, 'x'), {}, async ({ getApi }) => {
    const { headers } = await getApi()

    assert.is(headers['set-cookie'], undefined)
    assert.is(headers.server, undefined)
    assert.is(headers['x-hop'], undefined)
    assert.is(headers['x-end'], '2')
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
  await withProxy(hangs, { maxAtOnce: 2 }, async ({ getApi, url, upstream, events }) => {
    const waiting = [get(`${url}/api/a`), get(`${url}/api/b`)]
    waiting.forEach((request) => request.on('error', () => {}))
    await upstream.asked(2)

    const got = await getApi('/c')

    assert.is(got.status, 503)
    assert.is(got.headers['retry-after'], '1')
    assert.is(upstream.requests.length, 2)
    assert.equal(events, [{ type: 'api-refused', reason: 'busy' }])
    waiting.forEach((request) => request.destroy())
  })
})

apiProxy('answers 508 when the base leads back to it', async () => {
  await withProxy(json({}), {}, async ({ getApi, url, upstream, events }) => {
    upstream.behave((request, response) => {
      const via = request.headers.via!
      get(`${url}${request.url!.replace('/v1', '/api')}`, { headers: { via } }, (answer) => {
        response.writeHead(answer.statusCode!, { 'Content-Length': '0' }).end()
        answer.resume()
      })
    })

    const got = await getApi()

    assert.is(got.status, 508)
    assert.is(upstream.requests.length, 1)
    assert.equal(events[0], { type: 'api-refused', reason: 'loop' })
  })
})

apiProxy('does not keep a base that is more than an address', () => {
  const refused = (base: string) => refusalOf(() => createApiProxy({ ...proxyDefaults, base }, () => {})).code

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
      await withProxyTo(`${upstream.url}${path}`, {}, async ({ getApi }) => void (await getApi('/b/')))
    }

    assert.equal(
      upstream.requests.map(({ url }) => url),
      ['/b/', '/b/', '/v1/b/', '/v1/b/'],
    )
  })
})

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

apiProxy.run()
