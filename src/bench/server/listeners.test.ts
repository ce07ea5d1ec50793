import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { pidsListeningOn, portsOf } from './listeners.ts'

const listeners = suite('bench/server/listeners')

listeners('are found by their port, with IPv4 and IPv6', async () => {
  await whileListening('127.0.0.1', (port) => assert.equal(pidsListeningOn(port), [process.pid]))
  await whileListening('::1', (port) => assert.equal(pidsListeningOn(port), [process.pid]))
})

listeners('have ports, and none any more when they have closed', async () => {
  const port = await whileListening('127.0.0.1', (open) => {
    assert.ok(portsOf(process.pid).includes(open))
    return open
  })

  assert.not.ok(portsOf(process.pid).includes(port))
  assert.equal(pidsListeningOn(port), [])
})

listeners('are not those who have a connection to such a port', async () => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const { connect } = await import('node:net')
  const socket = connect(port, '127.0.0.1')
  await once(server, 'connection')
  server.close()

  assert.equal(pidsListeningOn(port), [])

  socket.destroy()
  await once(server, 'close')
})

async function whileListening<Result>(host: string, look: (port: number) => Result): Promise<Result> {
  const server = createServer().listen(0, host)
  await once(server, 'listening')
  try {
    return look((server.address() as AddressInfo).port)
  } finally {
    server.close()
    await once(server, 'close')
  }
}

listeners.run()
