import { once } from 'node:events'
import { request as requestHttps } from 'node:https'
import { buffer } from 'node:stream/consumers'
import { setTimeout as delay } from 'node:timers/promises'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { within } from '../core/lifecycle.ts'
import { failureMessage } from '../testing/refusal.ts'
import { askHttp2, withHttp2 } from '../testing/http2-client.ts'
import { ask } from '../testing/raw-client.ts'
import { withServer } from '../testing/serving.ts'
import { createSignal } from '../testing/signal.ts'
import { askTls, connectPlain, connectTls, get, last } from '../testing/tls-client.ts'
import { type ServedTls, withFront, withTls } from '../testing/tls-serving.ts'
import { wireSiteOut } from '../testing/wire-site.ts'

const tls = suite('serve/tls')

const longMs = 30_000
/** More than the buffers of both sockets hold. */
const large = Buffer.alloc(40 * 1024 * 1024, 'x')
const secret = 'a secret of at least thirty-two bytes'

tls('answers HTTP/1.1 as a server without it does, byte for byte', () =>
  withTls({}, async ({ url, ca }) => {
    await withServer(await wireSiteOut(), {}, async ({ url: plainUrl }) => {
      const requests = get('/') + get('/report/1', 'Accept-Encoding: br\r\n') + get('/big') + get('/robots.txt', last)

      const answers = await askTls(url, requests, { ca })

      assert.equal(answers, await ask(plainUrl, requests))
      assert.equal(
        answers.map(({ status }) => status),
        [200, 200, 200, 200],
      )
    })
  }),
)

tls('answers hot pages on the fast path, pipelined ones and 304 too', () =>
  withTls({ accessLog: true }, async ({ url, ca, events }) => {
    const [first] = await askTls(url, get('/', last), { ca })
    const etag = first!.fields.find((field) => field.startsWith('etag: '))!.slice(6)
    events.splice(0)

    const requests = get('/') + get('/', `If-None-Match: ${etag}\r\n`) + get('/report/1') + get('/note/a', last)
    const answers = await askTls(url, requests, { ca })

    assert.equal(
      answers.map(({ status }) => status),
      [200, 304, 200, 200],
    )
    // The fast path alone tells of requests that took no time at all.
    const seen = events.flatMap((event) => (event.type === 'request' ? [`${event.target} ${event.ms === 0}`] : []))
    assert.equal(seen, ['/ true', '/ true', '/report/1 true', '/note/a false'])
  }),
)

tls('answers the same in HTTP/2: status, fields and bytes', () =>
  withTls({ adminSecret: secret }, async (served) => {
    const br = { 'accept-encoding': 'br' }
    const asked: [string, Record<string, string>][] = [
      ['/', {}],
      ['/', br],
      ['/', { 'accept-encoding': 'gzip' }],
      ['/big', br],
      ['/note/a', {}],
      ['/nope', br],
      ['/old', {}],
      ['/robots.txt', {}],
      ['/robots.txt', { range: 'bytes=2-5' }],
      ['/%00', {}],
      ['/livez', {}],
    ]
    await withHttp2(served.url, served.ca, async (session) => {
      for (const [path, fields] of asked) {
        await askHttps(served, 'GET', path, fields)

        const got = await askHttp2(session, { ':path': path, ...fields })

        const expected = await askHttps(served, 'GET', path, fields)
        assert.equal(comparable(got), expected, path)
        assert.is(got.code, 0)
      }
    })
  }),
)

tls('answers HEAD and what has not changed in HTTP/2 as in HTTP/1.1', () =>
  withTls({}, async (served) => {
    await withHttp2(served.url, served.ca, async (session) => {
      const page = await askHttp2(session, { ':path': '/' })
      const file = await askHttp2(session, { ':path': '/robots.txt' })
      const known = { 'if-none-match': String(page.headers.etag) }
      const knownFile = { 'if-none-match': String(file.headers.etag) }

      const head = await askHttp2(session, { ':method': 'HEAD', ':path': '/' })
      const same = await askHttp2(session, { ':path': '/', ...known })
      const sameFile = await askHttp2(session, { ':path': '/robots.txt', ...knownFile })

      assert.is(head.body.length, 0)
      assert.is(head.headers['content-length'], String(page.body.length))
      assert.equal(comparable(head), await askHttps(served, 'HEAD', '/', {}))
      assert.is(same.status, 304)
      assert.equal(comparable(same), await askHttps(served, 'GET', '/', known))
      assert.is(sameFile.status, 304)
      assert.equal(comparable(sameFile), await askHttps(served, 'GET', '/robots.txt', knownFile))
    })
  }),
)

tls('takes admin requests with a body in HTTP/2, and refuses other methods as in HTTP/1.1', () =>
  withTls({ adminSecret: secret }, async (served) => {
    await withHttp2(served.url, served.ca, async (session) => {
      const post = { ':method': 'POST', ':path': '/internal/cache/invalidate' }
      const body = JSON.stringify({ paths: ['/note/a'] })
      const bearer = { authorization: `Bearer ${secret}` }

      const done = await askHttp2(session, { ...post, ...bearer }, body)
      const wrong = await askHttp2(session, { ...post, ...bearer }, 'no JSON')
      const closed = await askHttp2(session, post, body)
      const refused = await askHttp2(session, { ':method': 'POST', ':path': '/' }, 'body')
      const options = await askHttp2(session, { ':method': 'OPTIONS', ':path': '/' })

      const before = await askHttps(served, 'POST', post[':path'], bearer, body)
      assert.is(done.status, before.status)
      assert.equal(JSON.parse(done.body.toString()).selector, { paths: ['/note/a'] })
      assert.equal(comparable(wrong), await askHttps(served, 'POST', post[':path'], bearer, 'no JSON'))
      assert.equal(comparable(closed), await askHttps(served, 'POST', post[':path'], {}, body))
      assert.equal(comparable(refused), await askHttps(served, 'POST', '/', {}, 'body'))
      assert.equal(comparable(options), await askHttps(served, 'OPTIONS', '/', {}))
    })
  }),
)

tls('speaks HTTP/1.1 with clients that name no protocol, whatever host they ask for', () =>
  withTls({}, async ({ url, ca }) => {
    const [nameless] = await askTls(url, get('/', last), { ca, alpn: [] })
    const [named] = await askTls(url, get('/', last), { ca, servername: 'localhost' })

    assert.is(nameless!.status, 200)
    assert.equal(named, nameless)
  }),
)

tls('does not take a protocol or a version of TLS that it does not speak', () =>
  withTls({}, async ({ url, ca }) => {
    const protocol = await failureMessage(connectTls(url, { ca, alpn: ['spdy/3'] }))
    const version = await failureMessage(connectTls(url, { ca, maxVersion: 'TLSv1.1', minVersion: 'TLSv1' }))
    const older = await connectTls(url, { ca, maxVersion: 'TLSv1.2' })

    assert.match(protocol, /no application protocol/i)
    assert.match(version, /protocol version|unsupported protocol|no protocols available/i)
    assert.is(older.getProtocol(), 'TLSv1.2')
    older.destroy()
  }),
)

tls('gives who does not speak TLS nothing, and lets go of it', () =>
  withTls({}, async (served) => {
    const client = connectPlain(served.url)
    client.write(get('/'))

    const received = await buffer(client).catch(() => Buffer.alloc(0))

    assert.is(received.length, 0)
    assert.is(await connectionsOf(served), 1)
  }),
)

tls('cuts a handshake that drips, however steadily it comes', () =>
  withTls(
    { wire: { headMs: 1_000, idleMs: longMs, writeMs: longMs, maxConnections: 100, maxRequests: 100_000 } },
    async ({ url }) => {
      const client = connectPlain(url)
      const hello = Buffer.from([0x16, 3, 1, 1, 0, 1, 0, 0, 0xfc, 3, 3, ...new Uint8Array(200)])
      let at = 0
      const timer = setInterval(() => client.write(hello.subarray(at, ++at)), 50).unref()

      // A reset cuts as well.
      const isCut = await within(8_000, new Promise((resolve) => client.once('close', resolve)))
      clearInterval(timer)
      client.destroy()

      assert.ok(isCut)
    },
  ),
)

tls('counts handshakes and sessions as connections, and turns away those that are too many', () =>
  withTls(
    { wire: { headMs: longMs, idleMs: longMs, writeMs: longMs, maxConnections: 3, maxRequests: 100_000 } },
    async (served) => {
      const { url, ca } = served
      const handshaking = connectPlain(url)
      await once(handshaking, 'connect')
      const secure = await connectTls(url, { ca })

      await withHttp2(url, ca, async (session) => {
        const fourth = await failureMessage(connectTls(url, { ca }))
        handshaking.destroy()
        await once(handshaking, 'close')
        const metrics = await untilLetIn(() => askTls(url, get('/metrics', last), { ca }))

        assert.match(fourth, /disconnected|ECONNRESET|hang up/)
        assert.match(metrics[0]!.body, /^enddel_connections 3$/m)
        assert.is((await askHttp2(session, { ':path': '/' })).status, 200)
      })
      secure.destroy()
    },
  ),
)

tls('does not cut a client that takes a large answer slowly', () =>
  withFront(
    (_, response) => response.end(large),
    { writeMs: 3_000 },
    async ({ url, ca }) => {
      const socket = await connectTls(url, { ca, alpn: ['http/1.1'] })
      socket.write(get('/', last))
      let received = 0

      // About 6 MB a second: of the one write that is waiting node tells nothing meanwhile.
      for await (const chunk of socket as AsyncIterable<Buffer>) {
        received += chunk.length
        await delay(chunk.length / 6_000)
      }

      assert.ok(received > large.length)
    },
  ),
)

tls('cuts a client that takes nothing of a large answer', () => {
  const cut = createSignal()
  return withFront(
    (_, response) => response.once('close', cut.give).end(large),
    { writeMs: 1_000 },
    async ({ url, ca }) => {
      const socket = await connectTls(url, { ca, alpn: ['http/1.1'] })
      socket.pause()
      socket.write(get('/', last))
      await once(socket, 'readable')

      assert.ok(await within(longMs, cut.given))
      const received = await buffer(socket).catch(() => Buffer.alloc(0))

      assert.ok(received.length < large.length)
    },
  )
})

tls.run()

interface Comparable {
  status: number | undefined
  headers: Record<string, unknown>
  body: string
}

/** Without what differs by the moment, and what belongs to the connection of HTTP/1.1. */
function comparable(got: {
  status: number | undefined
  headers: NodeJS.Dict<string | string[]>
  body: Buffer
}): Comparable {
  const left = ['date', 'age', 'server-timing', 'connection', 'keep-alive', ':status']
  const headers = Object.entries(got.headers).filter(([name]) => !left.includes(name))
  return { status: got.status, headers: Object.fromEntries(headers.sort()), body: got.body.toString('latin1') }
}

/** The same request in HTTP/1.1, with node's client. */
async function askHttps(
  { url, ca }: ServedTls,
  method: string,
  path: string,
  headers: Record<string, string>,
  body = '',
): Promise<Comparable> {
  const request = requestHttps(`${url}${path}`, { ca, method, headers, agent: false })
  request.end(body)
  const [response] = await once(request, 'response')
  return comparable({ status: response.statusCode, headers: response.headers, body: await buffer(response) })
}

async function connectionsOf({ url, ca }: ServedTls): Promise<number> {
  const [metrics] = await askTls(url, get('/metrics', last), { ca })
  return Number(/^enddel_connections (\d+)$/m.exec(metrics!.body)?.[1])
}

/** A connection that has just closed here may still be open there. */
async function untilLetIn<Result>(attempt: () => Promise<Result>): Promise<Result> {
  for (const until = Date.now() + longMs; ;) {
    try {
      return await attempt()
    } catch (error) {
      if (Date.now() > until) throw error
      await new Promise(setImmediate)
    }
  }
}
