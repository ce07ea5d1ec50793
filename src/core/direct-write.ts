import { Socket } from 'node:net'
import type { Duplex } from 'node:stream'

/**
 * Writes to a socket whose stream has nothing to write itself, past that stream: for a hot page, or a frame to thousands of
 * clients, the stream's bookkeeping is what costs most beside the kernel. Bytes keep their order whichever way they go, as the
 * handle queues what the kernel does not take at once. Only plain TCP of node's own has such a handle; any other socket is
 * written to as usual.
 *
 * As with a stream, false means: better wait for `drain`.
 */
export function writeDirectly(socket: Duplex, bytes: Buffer): boolean {
  const handle = socket.constructor === Socket ? (socket as Inner)._handle : undefined
  if (!handle?.writeBuffer || socket.writableLength > 0) return socket.write(bytes)
  spare ??= newRequest(handle)
  if (!spare) return socket.write(bytes)
  const error = handle.writeBuffer(spare, bytes)
  if (error) {
    socket.destroy()
    return false
  }
  if (handle.writeQueueSize === 0) return true
  hold(spare, socket, bytes)
  spare = undefined
  return false
}

/** Not in node's documentation. `writeBuffer` returns 0, or the number of an error. */
interface Handle {
  writeBuffer(request: WriteRequest, bytes: Buffer): number
  writeQueueSize: number
}

interface Inner {
  _handle?: Partial<Handle> | null
}

interface WriteRequest {
  oncomplete(status: number): void
  buffer: Buffer
}

/** The handle uses it only if the kernel does not take all, so that one may serve for many writes. */
let spare: WriteRequest | undefined
let Request: (new () => WriteRequest) | undefined

function newRequest(handle: Partial<Handle>): WriteRequest | undefined {
  // Without it nobody could tell whether a request is in use.
  if (handle.writeQueueSize === undefined) return undefined
  Request ??= requestClass()
  return Request && new Request()
}

/** From now on the request is the handle's, and with it the bytes, until the rest is sent. */
function hold(request: WriteRequest, socket: Duplex, bytes: Buffer): void {
  request.buffer = bytes
  request.oncomplete = (status) => {
    if (socket.destroyed) return
    if (status < 0) socket.destroy()
    else socket.emit('drain')
  }
}

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
