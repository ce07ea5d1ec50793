import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { brotliDecompressSync } from 'node:zlib'
import { within } from '../core/lifecycle.ts'
import { type RawAnswer, readAnswer } from './raw-client.ts'

/** Only a test that fails waits so long. */
const deadlineMs = 30_000

/**
 * A connection to a server of any process, which is asked one thing at a time for as long as the server lets it. An answer
 * that does not come whole is an error.
 */
export class KeepAliveClient {
  readonly localPort: number
  /** The server has said that it closes, or has closed: nothing is to be asked here any more. */
  isOver = false
  readonly #socket: Socket
  #received = ''
  #isClosed = false
  #wake = () => {}

  private constructor(socket: Socket) {
    this.#socket = socket
    this.localPort = socket.localPort!
    const onEnd = () => {
      this.#isClosed = true
      this.isOver = true
      this.#wake()
    }
    socket
      .setNoDelay()
      .on('data', (chunk: Buffer) => {
        this.#received += chunk.toString('latin1')
        this.#wake()
      })
      .on('error', onEnd)
      .on('end', onEnd)
      .on('close', onEnd)
  }

  static async connect(url: string): Promise<KeepAliveClient> {
    const { hostname, port } = new URL(url)
    const socket = connect({ host: hostname, port: Number(port) })
    await once(socket, 'connect')
    return new KeepAliveClient(socket)
  }

  /** `fields` are further lines of the head, each with its end. */
  async ask(target: string, { method = 'GET', fields = '', body = '' } = {}): Promise<RawAnswer> {
    if (this.isOver) throw new Error('the connection is over')
    const length = method === 'POST' ? `Content-Length: ${Buffer.byteLength(body)}\r\n` : ''
    this.#socket.write(`${method} ${target} HTTP/1.1\r\nHost: localhost\r\n${length}${fields}\r\n${body}`)
    const answered = new Promise<RawAnswer>((resolve, reject) => {
      this.#wake = () => {
        const found = readAnswer(this.#received, 0, method, this.#isClosed)
        if (found?.answer) resolve(this.#take(found.answer, found.end))
        else if (this.#isClosed) reject(new Error(`closed after ${this.#received.length} bytes of an answer`))
      }
    })
    if (await within(deadlineMs, answered)) return answered
    throw new Error(`no answer to ${method} ${target}`)
  }

  close(): void {
    this.isOver = true
    this.#socket.destroy()
  }

  #take(answer: RawAnswer, end: number): RawAnswer {
    this.#received = this.#received.slice(end)
    this.#wake = () => {}
    if (answer.fields.includes('connection: close')) this.close()
    return answer
  }
}

/** The body as text, decoded if it came in brotli. */
export function textOf({ fields, body }: RawAnswer): string {
  const bytes = Buffer.from(body, 'latin1')
  return (fields.includes('content-encoding: br') ? brotliDecompressSync(bytes) : bytes).toString()
}

export function fieldOf({ fields }: RawAnswer, name: string): string | undefined {
  return fields.find((field) => field.startsWith(`${name}: `))?.slice(name.length + 2)
}
