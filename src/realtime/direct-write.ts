import { Socket } from 'node:net'
import type { Duplex } from 'node:stream'

/**
 * Writes to a socket whose stream has nothing to write itself, past that stream: for a frame to thousands of clients the
 * stream's bookkeeping is what costs most beside the kernel. Bytes keep their order whichever way they go, as the handle
 * queues what the kernel does not take at once. Only plain TCP of node's own has such a handle; any other socket is written
 * to as usual.
 */
export function writeDirectly(socket: Duplex, bytes: Buffer): void {
  const handle = socket.constructor === Socket ? (socket as Inner)._handle : undefined
  if (!handle?.writeBuffer || socket.writableLength > 0) return void socket.write(bytes)
  const request = newRequest(bytes)
  if (!request) return void socket.write(bytes)
  const error = handle.writeBuffer(request, bytes)
  if (error) socket.destroy()
}

/** Not in node's documentation. `writeBuffer` returns 0, or the number of an error. */
interface Inner {
  _handle?: { writeBuffer?(request: WriteRequest, bytes: Buffer): number; writeQueueSize?: number } | null
}

interface WriteRequest {
  oncomplete(): void
  buffer: Buffer
}

let Request: (new () => WriteRequest) | undefined

/** Each is used once. If the kernel does not take all, the handle holds it, and it the bytes, until the rest is sent. */
function newRequest(bytes: Buffer): WriteRequest | undefined {
  Request ??= requestClass()
  if (!Request) return undefined
  const request = new Request()
  request.oncomplete = ignore
  request.buffer = bytes
  return request
}

/** What could not be sent shows in the end of the connection. */
function ignore() {}

/** node gives it to the handle of every socket that is written to, so a handle of our own learns of it. */
function requestClass(): typeof Request {
  let found: typeof Request
  const handle = {
    readStart() {},
    writeBuffer(request: object) {
      found = request.constructor as NonNullable<typeof Request>
      return 0
    },
    close(done: () => void) {
      done()
    },
  }
  const socket = new Socket({ handle } as ConstructorParameters<typeof Socket>[0])
  socket.on('error', () => {})
  socket.write(Buffer.alloc(1))
  socket.destroy()
  return found
}
