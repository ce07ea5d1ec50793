import { once } from 'node:events'
import { Agent, createServer, get, type RequestListener, type Server, type ServerResponse } from 'node:http'
import { connect, type Socket } from 'node:net'
import { buffer, text } from 'node:stream/consumers'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { errnoOf } from '../core/errors.ts'
import { within } from '../core/lifecycle.ts'
import { drain } from './drain.ts'
import { listen } from './listen.ts'
import { createWire } from './wire/wire-server.ts'

const drainSuite = suite('serve/drain')

const longMs = 30_000
/** More than the buffers of both sockets hold, so that much is still to be sent when the server stops. */
const large = Buffer.alloc(32 * 1024 * 1024, 'x')

drainSuite('sends a slow reader the whole of an answer that looks finished', () =>
  withServer(
    (_, response) => response.end(large),
    async ({ server, port, drain }) => {
      const reader = connect(port, '127.0.0.1')
      reader.write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n')
      await once(server, 'request')
      await once(reader, 'readable')

      const drained = drain(longMs)
      const received = await buffer(reader)
      await drained

      const head = received.indexOf('\r\n\r\n') + 4
      assert.is(received.length - head, large.length)
    },
  ),
)

drainSuite('waits for an answer that is still being made', () =>
  withServer(undefined, async ({ server, port, drain }) => {
    const reader = connect(port, '127.0.0.1')
    reader.write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n')
    const [, response] = await once(server, 'request')

    const drained = drain(longMs)
    response.end('made late')
    const received = await text(reader)
    await drained

    assert.match(received, 'made late')
  }),
)

drainSuite('answers all requests that came on one connection before it stopped', () =>
  withServer(undefined, async ({ server, port, drain }) => {
    const reader = connect(port, '127.0.0.1')
    const request = 'GET / HTTP/1.1\r\nHost: localhost\r\n\r\n'
    reader.write(request + request)
    const [, first]: ServerResponse[] = await once(server, 'request')

    const drained = drain(longMs)
    first!.end('first')
    const [, second]: ServerResponse[] = await once(server, 'request')
    second!.end('second')
    const received = await text(reader)
    await drained

    assert.match(received, /first[^]*second/)
  }),
)

drainSuite('answers a request that came just before it stopped, and says that the connection ends', () =>
  withServer(
    (_, response) => response.end('answered'),
    async ({ port, drain }) => {
      const reader = connect(port, '127.0.0.1')
      await once(reader, 'connect')

      const drained = drain(longMs)
      reader.write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n')
      const received = await text(reader)
      await drained

      assert.match(received, /connection: close/i)
      assert.match(received, 'answered')
    },
  ),
)

drainSuite('ends connections kept alive without a request', () =>
  withServer(undefined, async ({ server, port, drain }) => {
    server.keepAliveTimeout = 0 // node:http itself would end it after a while
    const agent = new Agent({ keepAlive: true })
    const request = get({ host: '127.0.0.1', port, agent })
    const [socket]: Socket[] = await once(request, 'socket')
    const [, response]: ServerResponse[] = await once(server, 'request')
    response!.end('answered')
    const [[received]] = await Promise.all([once(request, 'response'), once(response!, 'close')])
    await text(received)

    const isSoon = await within(longMs / 3, Promise.all([drain(longMs), once(socket!, 'close')]))
    agent.destroy()

    assert.ok(isSoon)
  }),
)

drainSuite('takes no new connections', () =>
  withServer(
    (_, response) => response.end('answered'),
    async ({ port, drain }) => {
      await drain(longMs)

      const outcome = await new Promise((resolve) => {
        const socket = connect(port, '127.0.0.1')
        socket.once('error', (error) => resolve(errnoOf(error)))
        socket.once('connect', () => resolve(socket.destroy()))
      })

      assert.is(outcome, 'ECONNREFUSED')
    },
  ),
)

drainSuite('cuts what is left at the deadline', () =>
  withServer(
    (_, response) => response.end(large),
    async ({ server, port, drain }) => {
      const stuck = connect(port, '127.0.0.1')
      stuck.write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n')
      await once(server, 'request')

      await drain(100)
      const received = await buffer(stuck).catch(() => Buffer.alloc(0))

      assert.ok(received.length < large.length)
    },
  ),
)

drainSuite('may be called twice', () =>
  withServer(
    (_, response) => response.end('answered'),
    async ({ server, drain }) => {
      await Promise.all([drain(longMs), drain(longMs)])

      assert.not(server.listening)
    },
  ),
)

drainSuite.run()

interface Draining {
  server: Server
  port: number
  drain(deadlineMs: number): Promise<void>
}

async function withServer(
  listener: RequestListener | undefined,
  work: (draining: Draining) => Promise<void>,
): Promise<void> {
  const server = createServer(listener)
  const limits = { headMs: longMs, idleMs: longMs, writeMs: longMs, maxConnections: 100, maxRequests: 100_000 }
  const wire = createWire(
    {
      http: server,
      upgrades: server,
      upgradePath: '/ws',
      pages: () => new Map(),
      answerPlain: () => undefined,
      countHot() {},
    },
    limits,
  )
  const listening = await listen({ host: '127.0.0.1', port: 0 }, 511, wire.accept)
  try {
    await work({
      server,
      port: listening.port,
      drain: (deadlineMs) => drain(listening, wire, { partingMs: 50, deadlineMs }),
    })
  } finally {
    wire.destroy()
    wire.close()
    listening.stop()
  }
}
