import type { Socket } from 'node:net'
import { Duplex } from 'node:stream'

/** The connection behind it. */
export interface LentSocketOwner {
  /** node:http has begun with a request. */
  asked(): void
  /** Whether the answer to what was lent is to be the last. */
  isLast(): boolean
  /** node:http has written a whole answer, or lost whom to send it to. */
  answered(): void
  /** node:http wants the connection to end after what it has written. */
  ended(): void
  /** node:http can take more bytes. */
  wants(): void
}

/**
 * What node:http gets in place of a connection's socket: what it may read is pushed into it, the answer goes through to the
 * socket, and the connection keeps reading the socket itself.
 */
export class LentSocket extends Duplex {
  readonly #socket: Socket
  readonly owner: LentSocketOwner
  #isReturned = false

  constructor(socket: Socket, owner: LentSocketOwner) {
    super({ allowHalfOpen: true })
    this.#socket = socket
    this.owner = owner
    // A client that left in the middle of an answer is no error of ours.
    this.on('error', () => {})
  }

  get remoteAddress(): string | undefined {
    return this.#socket.remoteAddress
  }

  get remotePort(): number | undefined {
    return this.#socket.remotePort
  }

  /** Where all that is written goes. For whoever has taken the connection over and writes whole frames. */
  get socket(): Socket {
    return this.#socket
  }

  /** The connection has its own clock. */
  setTimeout(): this {
    return this
  }

  setNoDelay(): this {
    return this
  }

  setKeepAlive(): this {
    return this
  }

  /** Ends this stand-in without touching the socket. */
  retire(): void {
    this.#isReturned = true
    this.destroy()
  }

  override _read(): void {
    this.owner.wants()
  }

  override _write(chunk: Buffer, encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    this.#socket.write(chunk, encoding, done)
  }

  override _writev(chunks: { chunk: Buffer; encoding: BufferEncoding }[], done: (error?: Error | null) => void): void {
    this.#socket.cork()
    for (const [index, { chunk, encoding }] of chunks.entries()) {
      if (index < chunks.length - 1) this.#socket.write(chunk, encoding)
      else this.#socket.write(chunk, encoding, done)
    }
    this.#socket.uncork()
  }

  override _final(done: (error?: Error | null) => void): void {
    this.#isReturned = true
    this.owner.ended()
    done()
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    if (!this.#isReturned) this.#socket.destroy()
    done(error)
  }
}
