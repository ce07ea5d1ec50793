import { once } from 'node:events'
import type { IncomingHttpHeaders } from 'node:http2'
import { readdir, readlink } from 'node:fs/promises'
import { setTimeout as delay } from 'node:timers/promises'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { build } from '../testing/builds.ts'
import { endHeaders, endStream, frame, FrameClient, frameTypes, getFrame, getHead } from '../testing/frame-client.ts'
import { askHttp2, withHttp2 } from '../testing/http2-client.ts'
import { withUpstream } from '../testing/stub-upstream.ts'
import { inTemporaryFolder } from '../testing/temporary-folder.ts'
import { writeTinySite } from '../testing/tiny-site.ts'
import { askTls } from '../testing/tls-client.ts'
import { type ServedTls, withFront, withTls } from '../testing/tls-serving.ts'
import { createGate } from '../testing/wire-site.ts'
import type { WireOptions } from './wire/wire-server.ts'

const http2 = suite('serve/http2')

/** The limit that is tested is small, the others far away: who is cut in time is cut by the right one. */
const far = { headMs: 60_000, idleMs: 60_000, writeMs: 60_000, maxConnections: 5_000, maxRequests: 100_000 }
const initialWindow: [number, number] = [4, 0]
const internalError = 2
const calmDown = 11
const secret = 'a secret of at least thirty-two bytes'
const refusedStream = 7

function withFrames(
  wire: Partial<WireOptions>,
  work: (client: FrameClient, served: ServedTls) => Promise<void>,
): Promise<void> {
  return withTls({ accessLog: true, wire: { ...far, ...wire } }, async (served) => {
    const client = await FrameClient.connect(served.url, served.ca)
    try {
      await work(client, served)
    } finally {
      client.close()
    }
  })
}

http2('sends any number of large answers at a time', () =>
  withTls({}, async ({ url, ca }) => {
    await withHttp2(url, ca, async (session) => {
      await once(session, 'remoteSettings')
      const asked = Array.from({ length: 100 }, () => askHttp2(session, { ':path': '/big' }))

      const answers = await Promise.all(asked)

      const lengths = answers.map(({ code, headers, body }) => [code, body.length - Number(headers['content-length'])])
      assert.equal(
        lengths,
        Array.from({ length: 100 }, () => [0, 0]),
      )
    })
  }),
)

http2('tells browsers to come back with TLS alone, but not to the machine itself', () =>
  withTls({}, async ({ url, ca }) => {
    await withHttp2(url, ca, async (session) => {
      const askFor = (authority: string) => askHttp2(session, { ':authority': authority, ':path': '/' })

      const answers = await Promise.all(['example.com:8443', 'localhost:8443', '127.0.0.1', '[::1]:8443'].map(askFor))

      assert.equal(
        answers.map(({ status, headers }) => [status, headers['strict-transport-security']]),
        [
          [200, 'max-age=15552000'],
          [200, undefined],
          [200, undefined],
          [200, undefined],
        ],
      )
    })
  }),
)

http2('does not let an answer that is given up look whole', () =>
  withFront(
    (_, response) => {
      response.write('part')
      setImmediate(() => response.destroy())
    },
    {},
    ({ url, ca }) =>
      withHttp2(url, ca, async (session) => {
        const { status, code } = await askHttp2(session, { ':path': '/' })

        assert.equal([status, code], [200, internalError])
      }),
  ),
)

http2('passes on what the API answers, and does not let an answer that broke off look whole', () =>
  withUpstream(
    (_, response) => response.end('[1]'),
    (upstream) =>
      withTls({ productApiBase: upstream.url }, ({ url, ca }) =>
        withHttp2(url, ca, async (session) => {
          const whole = await askHttp2(session, { ':path': '/api/things' })
          upstream.behave((_, response) => {
            response.write('[1')
            setImmediate(() => response.destroy())
          })
          const broken = await askHttp2(session, { ':path': '/api/things' })

          assert.equal([whole.status, whole.body.toString(), whole.code], [200, '[1]', 0])
          assert.equal([broken.status, broken.code], [200, internalError])
        }),
      ),
  ),
)

http2('reads no further from the disk for a client that left', () =>
  inTemporaryFolder(async (folder) => {
    const large = { 'site/public/large.txt': 'x'.repeat(8 * 1024 * 1024) }
    const where = await writeTinySite(folder, large)
    await build(where)
    await withTls(
      {},
      ({ url, ca }) =>
        withHttp2(url, ca, async (session) => {
          const whole = await askHttp2(session, { ':path': '/large.txt', 'accept-encoding': 'identity' })
          const stream = session.request({ ':path': '/large.txt', 'accept-encoding': 'identity' })
          await once(stream, 'response')
          const isOpen = (await openFiles()).some((name) => name.endsWith('large.txt'))

          stream.close(8)

          assert.is(whole.body.length, 8 * 1024 * 1024)
          assert.ok(isOpen)
          await until(async () => !(await openFiles()).some((name) => name.endsWith('large.txt')))
        }),
      Promise.resolve(where.out),
    )
  }),
)

http2('answers a request with as many fields as are allowed, and refuses more', () =>
  withFrames({}, async (client) => {
    const fields = (count: number) => Array.from({ length: count }, (_, n): [string, string] => [`x-${n}`, '1'])
    client.hello().send(getFrame(1, '/', fields(100)), getFrame(3, '/', fields(101)), getFrame(5, '/', fields(102)))

    const statuses = await Promise.all([client.answer(1), client.answer(3), client.answer(5)])

    assert.equal(statuses, ['200', '431', `reset ${calmDown}`])
  }),
)

http2('refuses more than 16 KiB of fields, however few', () =>
  withFrames({}, async (client) => {
    const fields = (count: number) =>
      Array.from({ length: count }, (): [string, string] => ['x'.repeat(60), 'y'.repeat(126)])
    client.hello().send(getFrame(1, '/', fields(80)))
    assert.is(await client.answer(1), '200')
    const head = getHead('/', fields(100))
    const [start, more] = [head.subarray(0, 10_000), head.subarray(10_000)]

    client.send(frame(frameTypes.headers, endStream, 3, start), frame(frameTypes.more, endHeaders, 3, more))

    assert.is(await client.answer(3), '431')
  }),
)

http2('wants a host, and one only', () =>
  withFrames({}, async (client) => {
    const without = getHead('/').subarray(0, 5)
    client
      .hello()
      .send(
        frame(frameTypes.headers, endStream | endHeaders, 1, without),
        getFrame(3, '/', [['host', 'localhost']]),
        getFrame(5, '/', [['host', 'elsewhere']]),
        frame(frameTypes.headers, endStream | endHeaders, 7, Buffer.concat([without, literal('host', 'localhost')])),
        frame(frameTypes.headers, endStream | endHeaders, 9, Buffer.concat([without, literal('host', 'a,b')])),
      )

    const statuses = await Promise.all([1, 3, 5, 7, 9].map((stream) => client.answer(stream)))

    assert.equal(statuses, ['reset 1', '200', '400', '200', '400'])
  }),
)

http2('makes no tunnels', () =>
  withFrames({}, async (client, served) => {
    const connect = Buffer.concat([literal(':method', 'CONNECT'), literal(':authority', 'localhost:22')])

    client.hello().send(frame(frameTypes.headers, endHeaders, 1, connect), getFrame(3, '/'))

    assert.equal([await client.answer(1), await client.answer(3)], ['405', '200'])
    client.close()
    await until(async () => (await connectionsOf(served)) === 1)
  }),
)

http2('answers what is asked of the market and the feed, and that a WebSocket needs HTTP/1.1', () =>
  withTls({}, ({ url, ca }) =>
    withHttp2(url, ca, async (session) => {
      const events = session.request({ ':path': '/events?topics=market' })
      const [head] = (await once(events, 'response')) as [IncomingHttpHeaders]
      const [first] = (await once(events, 'data')) as [Buffer]
      events.close()

      const socket = await askHttp2(session, { ':path': '/ws' })
      const summary = await askHttp2(session, { ':path': '/api/crypto/dashboard-summary' })

      assert.equal([head[':status'], head['content-type']], [200, 'text/event-stream'])
      assert.match(String(first), /^retry: /)
      assert.equal([socket.status, socket.code], [400, 0])
      assert.equal([summary.status, summary.code], [200, 0])
    }),
  ),
)

http2('answers no more requests at a time, of all clients, than there may be connections', () =>
  withTls({ wire: { ...far, maxConnections: 3 } }, ({ url, ca }) =>
    withHttp2(url, ca, async (session) => {
      const gate = createGate()
      const held = ['a', 'b', 'c'].map((name) => askHttp2(session, { ':path': `/gated/${name}` }))
      await Promise.all(['a', 'b', 'c'].map((name) => gate.reached(name)))

      const refused = await askHttp2(session, { ':path': '/' })
      for (const name of ['a', 'b', 'c']) gate.open(name)
      const answered = await Promise.all(held)
      const later = await askHttp2(session, { ':path': '/' })

      assert.equal([refused.status, refused.code], [undefined, refusedStream])
      assert.equal(
        answered.map(({ status }) => status),
        [200, 200, 200],
      )
      assert.is(later.status, 200)
    }),
  ),
)

http2('reads no more of a body than it takes to answer', () =>
  withTls({ adminSecret: secret }, ({ url, ca }) =>
    withHttp2(url, ca, async (session) => {
      const post = { ':method': 'POST', authorization: `Bearer ${secret}` }
      const large = 'x'.repeat(4 * 1024 * 1024)

      const tooLarge = await askHttp2(session, { ...post, ':path': '/internal/cache/invalidate' }, large)
      const refused = await askHttp2(session, { ...post, ':path': '/' }, large)

      assert.equal([tooLarge.status, tooLarge.code], [413, 0])
      assert.equal([refused.status, refused.code], [405, 0])
    }),
  ),
)

http2('ends a session with the last request it may have', () =>
  withFrames({ maxRequests: 2 }, async (client) => {
    client.hello().send(getFrame(1, '/'))
    await client.frame(({ stream, flags }) => stream === 1 && (flags & endStream) > 0)
    client.send(getFrame(3, '/'))

    const goaway = await client.frame(({ type }) => type === frameTypes.goaway)

    assert.is(await client.answer(3), '200')
    assert.equal([goaway.payload.readUInt32BE(0), goaway.payload.readUInt32BE(4)], [3, 0])
    await client.closed()
  }),
)

http2('ends a session without a request, although it pings', () =>
  withFrames({ idleMs: 1_000 }, async (client) => {
    client.hello().send(getFrame(1, '/'))
    await client.answer(1)
    const pinging = setInterval(() => client.send(frame(frameTypes.ping, 0, 0, Buffer.alloc(8))), 100).unref()

    const goaway = await client.frame(({ type }) => type === frameTypes.goaway)
    await client.closed()
    clearInterval(pinging)

    assert.equal([goaway.payload.readUInt32BE(0), goaway.payload.readUInt32BE(4)], [1, 0])
  }),
)

http2('ends a session that never begins, and one whose first request never ends', () =>
  withFrames({ idleMs: 1_000 }, async (silent, { url, ca }) => {
    const dripping = await FrameClient.connect(url, ca)
    dripping.hello().send(frame(frameTypes.headers, endStream, 1, getHead('/')))
    const timer = setInterval(() => dripping.send(frame(frameTypes.more, 0, 1, literal('x', 'y'))), 100).unref()

    await Promise.all([silent.closed(), dripping.closed()])
    clearInterval(timer)
    dripping.close()

    assert.ok(silent.isClosed)
  }),
)

http2('lets go of a client that does not end its half', () =>
  withFrames({ idleMs: 500 }, async (client, served) => {
    client.hello()

    await client.closed()

    assert.ok(client.socket.writable)
    await until(async () => (await connectionsOf(served)) === 1)
  }),
)

http2('answers a client that has ended its half, and then ends its own', () =>
  withFrames({}, async (client) => {
    client.hello().send(getFrame(1, '/note/half'))
    client.socket.end()

    assert.is(await client.answer(1), '200')
    await client.closed()
  }),
)

http2('cuts a client that takes nothing of its answer', () =>
  withFrames({ writeMs: 1_000 }, async (client) => {
    client.hello([initialWindow]).send(getFrame(1, '/'))

    await client.answer(1)
    await client.closed()

    assert.not(client.frames.some(({ type, payload }) => type === frameTypes.data && payload.length > 0))
  }),
)

http2('does not cut a client that takes its answer slowly', () =>
  withFrames({ writeMs: 1_000 }, async (client) => {
    client.hello([initialWindow]).send(getFrame(1, '/big'))
    const window = Buffer.from([0, 0, 0, 100])

    for (let turn = 0; turn < 12; turn++) {
      client.send(frame(frameTypes.windowUpdate, 0, 1, window))
      await delay(250)
    }

    const bytes = client.frames.flatMap(({ type, payload }) => (type === frameTypes.data ? [payload.length] : []))
    assert.not(client.isClosed)
    assert.is(
      bytes.reduce((sum, length) => sum + length, 0),
      1_200,
    )
  }),
)

http2('does not cut a client that waits for an answer being made', () =>
  withFrames({ writeMs: 500 }, async (client) => {
    const gate = createGate()
    client.hello().send(getFrame(1, '/gated/long'))
    await gate.reached('long')

    await delay(1_500)
    gate.open('long')

    assert.is(await client.answer(1), '200')
  }),
)

http2('ends a session that takes its requests back again and again', () =>
  withFrames({ idleMs: 1_000, writeMs: 1_000 }, async (client, { events }) => {
    client.hello()
    for (let stream = 1; stream < 6_000; stream += 2)
      client.send(getFrame(stream, `/note/${stream}`), frame(frameTypes.reset, 0, stream, Buffer.from([0, 0, 0, 8])))

    await client.closed()

    assert.ok(events.filter(({ type }) => type === 'request').length < 1_500)
  }),
)

http2('ends a session that pings without a pause', () =>
  withFrames({}, async (client) => {
    const pings = Array.from({ length: 2_000 }, () => frame(frameTypes.ping, 0, 0, Buffer.alloc(8)))

    client.hello()
    for (let turn = 0; turn < 20 && !client.isClosed; turn++) client.send(...pings)
    await client.closed()

    assert.ok(client.frames.length < 10_000)
  }),
)

http2.run()

function literal(name: string, value: string): Buffer {
  return Buffer.from([0, name.length, ...Buffer.from(name), value.length, ...Buffer.from(value)])
}

async function openFiles(): Promise<string[]> {
  const names = await readdir('/proc/self/fd')
  return Promise.all(names.map((name) => readlink(`/proc/self/fd/${name}`).catch(() => '')))
}

async function connectionsOf({ url, ca }: ServedTls): Promise<number> {
  const [metrics] = await askTls(url, 'GET /metrics HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n', { ca })
  return Number(/^enddel_connections (\d+)$/m.exec(metrics!.body)?.[1])
}

/** For what nothing tells of. */
async function until(isThere: () => Promise<boolean>): Promise<void> {
  for (const deadline = Date.now() + 20_000; !(await isThere()); await delay(20))
    if (Date.now() > deadline) throw new Error('waited in vain')
}
