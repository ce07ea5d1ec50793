import { channel } from 'node:diagnostics_channel'
import { Socket } from 'node:net'

/** The first `count` bytes of a buffer have come in; they are good only until the call returns. */
export type OnBytes = (buffer: Buffer, count: number) => void

/**
 * The same connection with a socket that receives into one buffer shared by all: `onBytes` gets it, and must be done with
 * it when it returns. Otherwise every chunk would cost a buffer of 64 KiB and a way through a stream; this made 40 % more
 * requests a second (docs/measurements.md). node offers `onread` only to sockets that connect themselves, so the handle of an
 * accepted one is given to a socket of our own making. It must not have begun to read (`pauseOnConnect`).
 */
export function adopt(accepted: Socket, onBytes: OnBytes): Socket {
  const inner = accepted as Socket & { _handle: object | null }
  const options = {
    handle: inner._handle,
    allowHalfOpen: true,
    onread: {
      buffer: shared,
      callback(count: number) {
        onBytes(shared, count)
        return true
      },
    },
  }
  const socket = new Socket(options as ConstructorParameters<typeof Socket>[0])
  inner._handle = null
  // Without a handle this ends nothing; it only makes its server forget it.
  accepted.destroy()
  if (accepting.hasSubscribers) accepting.publish({ socket })
  return socket
}

/** What `net.server.socket` tells of a socket that is gone by then. */
const accepting = channel('enddel.wire.socket')

const shared = Buffer.allocUnsafeSlow(64 * 1024)
