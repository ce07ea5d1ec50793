/** A client of HTTP/2 that sends the frames a test says: for what no real one would send. */
import type { TLSSocket } from 'node:tls'
import { createHeard } from './heard.ts'
import { connectTls } from './tls-client.ts'

export interface Frame {
  type: number
  flags: number
  stream: number
  payload: Buffer
}

export const frameTypes = { data: 0, headers: 1, reset: 3, settings: 4, ping: 6, goaway: 7, windowUpdate: 8, more: 9 }

export class FrameClient {
  readonly socket: TLSSocket
  readonly #heard = createHeard<Frame | 'end'>()
  #received: Buffer = Buffer.alloc(0)

  private constructor(socket: TLSSocket) {
    this.socket = socket
    socket.on('data', (chunk: Buffer) => this.#read(chunk))
    socket.on('end', () => this.#heard.add('end')).on('close', () => this.#heard.add('end'))
  }

  static async connect(url: string, ca: string): Promise<FrameClient> {
    return new FrameClient(await connectTls(url, { ca, alpn: ['h2'], allowHalfOpen: true }))
  }

  get frames(): Frame[] {
    return this.#heard.items.filter((item) => item !== 'end')
  }

  /** Whether the server has ended the connection, or its half. */
  get isClosed(): boolean {
    return this.#heard.items.includes('end')
  }

  /** What every client begins with; `settings` as pairs of number and value. */
  hello(settings: [number, number][] = []): this {
    const payload = Buffer.alloc(settings.length * 6)
    for (const [index, [name, value]] of settings.entries()) {
      payload.writeUInt16BE(name, index * 6)
      payload.writeUInt32BE(value, index * 6 + 2)
    }
    this.socket.write('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n')
    return this.send(frame(frameTypes.settings, 0, 0, payload))
  }

  send(...frames: Buffer[]): this {
    this.socket.write(Buffer.concat(frames))
    return this
  }

  /** Resolves with the first frame for which `isIt` holds. */
  async frame(isIt: (frame: Frame) => boolean): Promise<Frame> {
    await this.#heard.until(() => this.frames.some(isIt) || this.isClosed)
    const found = this.frames.find(isIt)
    if (!found) throw new Error('closed without the frame')
    return found
  }

  /** The status of an answer, or `reset` and why. */
  async answer(stream: number): Promise<string> {
    const isAnswer = ({ type }: Frame) => type === frameTypes.headers || type === frameTypes.reset
    const { type, payload } = await this.frame((one) => one.stream === stream && isAnswer(one))
    return type === frameTypes.reset ? `reset ${payload.readUInt32BE(0)}` : statusIn(payload)
  }

  closed(): Promise<void> {
    return this.#heard.until(() => this.isClosed)
  }

  close(): void {
    this.socket.destroy()
  }

  #read(chunk: Buffer): void {
    this.#received = Buffer.concat([this.#received, chunk])
    while (this.#received.length >= 9) {
      const end = 9 + this.#received.readUIntBE(0, 3)
      if (this.#received.length < end) return
      const [type, flags] = [this.#received[3]!, this.#received[4]!]
      const [stream, payload] = [this.#received.readUInt32BE(5), this.#received.subarray(9, end)]
      this.#received = this.#received.subarray(end)
      this.#heard.add({ type, flags, stream, payload })
    }
  }
}

export function frame(type: number, flags: number, stream: number, payload: Buffer = Buffer.alloc(0)): Buffer {
  const head = Buffer.alloc(9)
  head.writeUIntBE(payload.length, 0, 3)
  head[3] = type
  head[4] = flags
  head.writeUInt32BE(stream, 5)
  return Buffer.concat([head, payload])
}

/** A whole GET; `fields` as pairs, each up to 126 bytes long. */
export function getFrame(stream: number, path: string, fields: [string, string][] = []): Buffer {
  return frame(frameTypes.headers, endStream | endHeaders, stream, getHead(path, fields))
}

/** GET, https, path and authority, by number of HPACK's static table, then the fields as literals. */
export function getHead(path: string, fields: [string, string][] = []): Buffer {
  const literals = fields.map(([name, value]) => Buffer.concat([Buffer.from([0]), text(name), text(value)]))
  const [byPath, byAuthority] = [Buffer.from([4]), Buffer.from([1])]
  return Buffer.concat([Buffer.from([0x82, 0x87]), byPath, text(path), byAuthority, text('localhost'), ...literals])
}

export const endStream = 1
export const endHeaders = 4

/** The first field: by its number in HPACK's static table, or the number of the name and three digits. */
function statusIn(head: Buffer): string {
  if (head[0]! & 0x80) return ['200', '204', '206', '304', '400', '404', '500'][(head[0]! & 0x7f) - 8] ?? 'unknown'
  return head.subarray(2, 2 + head[1]!).toString()
}

function text(value: string): Buffer {
  return Buffer.from([value.length, ...Buffer.from(value)])
}
