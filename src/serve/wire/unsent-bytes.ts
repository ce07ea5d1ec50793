import type { Socket } from 'node:net'

/**
 * What was written to a socket and waits for the client to take it. Of one large write node tells only the end; the handle
 * that sends it knows how much is left, and under TLS that is the handle of the socket below.
 */
export function unsentBytes(socket: Socket): number {
  const { _handle: own, _parent: below } = socket as Socket & Inner
  return socket.writableLength + ((below?._handle ?? own)?.writeQueueSize ?? 0)
}

/** Not in node's documentation. */
interface Inner {
  _handle?: { writeQueueSize?: number } | null
  _parent?: Inner
}
