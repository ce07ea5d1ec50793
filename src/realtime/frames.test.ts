import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { WebSocket, WebSocketServer } from 'ws'
import { frame, opcodes } from './frames.ts'

const frames = suite('realtime/frames')

/** What a client hears of bytes that the server writes to its socket. */
async function heardOf(bytes: Buffer, event: 'message' | 'ping' | 'pong'): Promise<string> {
  const accepting = new WebSocketServer({ noServer: true })
  const server = createServer().on('upgrade', (request, socket, head) => {
    accepting.handleUpgrade(request, socket, head, () => socket.write(bytes))
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const client = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`)
  try {
    const [data] = (await once(client, event)) as [Buffer]
    return data.toString()
  } finally {
    client.terminate()
    server.close()
  }
}

frames('of every length are read as they were meant', async () => {
  for (const length of [0, 1, 125, 126, 65_535, 65_536, 200_000]) {
    const payload = 'x'.repeat(length)

    assert.is(await heardOf(frame(opcodes.text, Buffer.from(payload)), 'message'), payload)
  }
})

frames('carry pings and pongs', async () => {
  assert.is(await heardOf(frame(opcodes.ping, Buffer.from('1')), 'ping'), '1')
  assert.is(await heardOf(frame(opcodes.pong, Buffer.from('2')), 'pong'), '2')
})

frames.run()
