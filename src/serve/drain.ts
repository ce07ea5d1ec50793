import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import { Server as NetServer, type Socket } from 'node:net'
import { within } from '../core/lifecycle.ts'
import { LentSocket } from './wire/lent-socket.ts'
import type { Wire } from './wire/wire-server.ts'

/**
 * Ends a server without cutting an answer. node's own `close()` destroys connections that look idle although their last
 * answer is still being sent; this one stops listening, lets every request that arrived be answered and sent whole, and
 * cuts only what is left at the deadline. Connections of the wire end themselves; those it handed over are counted here.
 */
export function createDrain(
  http: Server,
  wire: Pick<Wire, 'server' | 'endConnections' | 'destroyConnections'>,
): (deadlineMs: number) => Promise<void> {
  const busy = new Map<Socket, number>()
  let draining = false

  http.on('connection', (socket: Socket) => {
    if ((socket as unknown) instanceof LentSocket) return
    busy.set(socket, 0)
    socket.once('close', () => busy.delete(socket))
  })
  // Before the handler, so that the header is set when it writes.
  http.prependListener('request', ({ socket }: IncomingMessage, response: ServerResponse) => {
    if (!busy.has(socket)) return
    if (draining) response.setHeader('Connection', 'close')
    busy.set(socket, busy.get(socket)! + 1)
    response.once('close', () => {
      const left = (busy.get(socket) ?? 1) - 1
      if (busy.has(socket)) busy.set(socket, left)
      if (draining && left === 0) socket.end()
    })
  })

  return async (deadlineMs) => {
    draining = true
    const stopped = new Promise<void>((resolve) => NetServer.prototype.close.call(wire.server, () => resolve()))
    // What the kernel has received by now becomes a request within a turn or two; after that, silence is idleness.
    setTimeout(() => {
      wire.endConnections()
      for (const [socket, requests] of busy) if (requests === 0) socket.end()
    }, settleMs)
    if (await within(deadlineMs, stopped)) return
    wire.destroyConnections()
    for (const socket of busy.keys()) socket.destroy()
    await stopped
  }
}

const settleMs = 50
