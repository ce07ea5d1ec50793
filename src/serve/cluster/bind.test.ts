import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { errnoOf } from '../../core/errors.ts'
import { refusalOfAsync } from '../../testing/refusal.ts'
import { listen } from '../listen.ts'
import { bindSocket } from './bind.ts'

const bind = suite('serve/cluster/bind')

/** How a connection attempt ends. */
async function attempt(port: number): Promise<string> {
  const socket = connect(port, '127.0.0.1')
  return once(socket, 'connect')
    .then(
      () => 'connected',
      (error: unknown) => errnoOf(error) ?? 'failed',
    )
    .finally(() => socket.destroy())
}

bind('takes a free port and accepts nobody', async () => {
  const socket = await bindSocket('127.0.0.1', 0)

  assert.is(socket.host, '127.0.0.1')
  assert.ok(socket.port > 0 && socket.fd > 2)
  assert.is(await attempt(socket.port), 'ECONNREFUSED')
  socket.close()
})

bind('gives a socket that others listen on', async () => {
  const bound = await bindSocket('127.0.0.1', 0)
  const sockets: Socket[] = []
  const listening = await listen({ fds: [bound.fd] }, 16, (socket) => void sockets.push(socket))

  assert.is(await attempt(bound.port), 'connected')
  assert.is(listening.port, bound.port)
  listening.stop()
  for (const socket of sockets) socket.destroy()
  bound.close()
})

bind('leaves the port to others when it is closed', async () => {
  const first = await bindSocket('127.0.0.1', 0)
  first.close()
  await new Promise(setImmediate)

  const again = await bindSocket('127.0.0.1', first.port)

  assert.is(again.port, first.port)
  again.close()
})

bind('says which port is in use, and what to do', async () => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }

  const refusal = await refusalOfAsync(bindSocket('127.0.0.1', port))

  assert.is(refusal.message, `port ${port} on 127.0.0.1 is in use`)
  assert.match(refusal.hint!, '--port')
  server.close()
})

bind('says that a host is none of this machine', async () => {
  const unknown = await refusalOfAsync(bindSocket('no-such-host.invalid', 0))
  const foreign = await refusalOfAsync(bindSocket('192.0.2.77', 0))

  for (const { message, hint } of [unknown, foreign]) {
    assert.match(message, 'cannot be opened')
    assert.match(hint!, '--host')
  }
})

bind.run()
