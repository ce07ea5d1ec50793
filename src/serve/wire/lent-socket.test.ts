import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import { type AddressInfo, connect, createServer as createNetServer, type Socket } from 'node:net'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { within } from '../../core/lifecycle.ts'
import { LentSocket } from './lent-socket.ts'

const lentSocket = suite('serve/wire/lent-socket')

interface Pair {
  client: Socket
  served: Socket
  lent: LentSocket
  /** What the owner was told. */
  calls: string[]
}

/** A real connection whose server end is lent to node:http. */
async function withLent(listener: RequestListener, work: (pair: Pair) => Promise<void>): Promise<void> {
  const server = createNetServer({ allowHalfOpen: true }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const client = connect((server.address() as AddressInfo).port, '127.0.0.1')
  const [served] = (await once(server, 'connection')) as [Socket]
  for (const socket of [client, served]) socket.on('error', () => {})
  const calls: string[] = []
  const owner = {
    asked: () => void calls.push('asked'),
    isLast: () => false,
    wants: () => {},
    answered: () => void calls.push('answered'),
    ended() {
      calls.push('ended')
      served.end()
    },
  }
  const lent = new LentSocket(served, owner)
  createServer(listener).emit('connection', lent)
  try {
    const isDone = await within(10_000, work({ client, served, lent, calls }))
    if (!isDone) throw new Error('waited in vain')
  } finally {
    client.destroy()
    served.destroy()
    await new Promise((resolve) => server.close(resolve))
  }
}

const asked = Buffer.from('GET /a HTTP/1.1\r\nHost: x\r\n\r\n')

lentSocket('lets node:http answer one request after another on the socket of somebody else', () =>
  withLent(
    ({ url, socket }, response) => response.end(`${url} ${socket.remoteAddress}`),
    async ({ client, served, lent }) => {
      lent.push(asked)
      const [first] = await once(client, 'data')
      lent.push(asked)
      const [second] = await once(client, 'data')

      assert.match(String(first), '/a 127.0.0.1')
      assert.match(String(second), '/a 127.0.0.1')
      assert.not(served.destroyed)
      assert.is(served.listenerCount('data'), 0)
    },
  ),
)

lentSocket('does not tell node:http that an answer is sent before the client takes it', () =>
  withLent(
    (_, response) => response.end(Buffer.alloc(32 * 1024 * 1024)),
    async ({ client, served, lent }) => {
      client.pause()
      lent.push(asked)
      while (served.writableLength === 0) await new Promise((resolve) => setImmediate(resolve))

      const isWaiting = lent.writableLength > 0
      client.resume()
      await once(served, 'drain')
      await new Promise((resolve) => setImmediate(resolve))

      assert.ok(isWaiting)
      assert.is(lent.writableLength, 0)
    },
  ),
)

lentSocket('tells its owner that node:http wants the end, after the whole answer', () =>
  withLent(
    (_, response) => response.setHeader('Connection', 'close').end('x'.repeat(1_000_000)),
    async ({ client, lent, calls }) => {
      lent.push(asked)
      let length = 0
      for await (const chunk of client) length += (chunk as Buffer).length

      assert.ok(length > 1_000_000)
      assert.equal(calls, ['ended'])
    },
  ),
)

lentSocket('leaves the socket alone when it is retired', () =>
  withLent(
    (_, response) => response.end('answered'),
    async ({ client, served, lent }) => {
      lent.push(asked)
      await once(client, 'data')

      lent.retire()
      await once(lent, 'close')
      served.write('still there')
      const [text] = await once(client, 'data')

      assert.is(String(text), 'still there')
    },
  ),
)

lentSocket('cuts the socket when node:http cuts an answer', () =>
  withLent(
    (_, response) => {
      response.writeHead(200, { 'Content-Length': '10' })
      response.write('half', () => response.destroy())
    },
    async ({ client, served, lent }) => {
      lent.push(asked)
      client.resume()
      await once(client, 'close')

      assert.ok(served.destroyed)
    },
  ),
)

lentSocket('survives a client that leaves in the middle of an answer', () => {
  let closed = () => {}
  const isClosed = new Promise<void>((resolve) => (closed = resolve))
  return withLent(
    (_, response) => {
      response.once('close', closed)
      response.write('x'.repeat(1_000_000))
    },
    async ({ client, served, lent }) => {
      lent.push(asked)
      await once(client, 'data')
      const gone = new Promise((resolve) => served.once('close', resolve))

      client.resetAndDestroy()
      served.resume()
      await gone
      lent.write('more', () => {})
      await isClosed

      assert.ok(lent.destroyed)
    },
  )
})

lentSocket.run()
