import type { Socket } from 'node:net'
import { Duplex } from 'node:stream'

/** The connection behind it. */
export interface LentSocketOwner {
  /** node:http has written a whole answer and goes on with the next request. */
  answered(): void
  /** node:http wants the connection to end after what it has written. */
  ended(): void
}

/**
 * What node:http gets in place of a connection's socket: one request at a time is pushed into it, the answer goes through
 * to the socket, and the connection keeps reading the socket itself.
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

  override _read(): void {}

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
