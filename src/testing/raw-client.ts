/** A client that sends bytes as they are and reads answers one by one: for what no HTTP client would send. */
import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { setImmediate as turn } from 'node:timers/promises'
import { within } from '../core/lifecycle.ts'

export interface RawAnswer {
  status: number
  /** `name: value` with the name in lower case, sorted; without what differs from one moment to the next, and without Connection where it says keep-alive. */
  fields: string[]
  /** In latin1: one character a byte. */
  body: string
}

/** Where a server tells of a socket: node's own, and the wire for those it adopted. */
const acceptChannels = ['net.server.socket', 'enddel.wire.socket']

/** Only a test that fails waits so long. */
const deadlineMs = 30_000

export class RawClient {
  readonly socket: Socket
  /** The server's end of the connection, where the server is in this process. */
  readonly served: Socket
  received = ''
  isClosed = false
  readonly #answers: RawAnswer[] = []
  readonly #methods: string[] = []
  #at = 0
  /** Before so much has come there is nothing to read: looking into a long text at every chunk takes long. */
  #needed = 0
  #wake: () => void = () => {}

  private constructor(socket: Socket, served: Socket) {
    this.socket = socket
    this.served = served
    socket.setNoDelay()
    socket.on('data', (chunk: Buffer) => {
      this.received += chunk.toString('latin1')
      this.#wake()
    })
    const onEnd = () => {
      this.isClosed = true
      this.#wake()
    }
    socket.on('end', onEnd).on('close', onEnd)
  }

  static async connect(url: string, options: { allowHalfOpen?: boolean } = {}): Promise<RawClient> {
    const { hostname, port } = new URL(url)
    const accepted: Socket[] = []
    const onAccept = (message: unknown) => accepted.push((message as { socket: Socket }).socket)
    for (const name of acceptChannels) subscribe(name, onAccept)
    try {
      const socket = connect({ host: hostname, port: Number(port), ...options })
      await once(socket, 'connect')
      socket.on('error', () => {})
      for (;;) {
        if (socket.destroyed) throw new Error('was not let in')
        const served = accepted.find((one) => one.remotePort === socket.localPort)
        if (served) return new RawClient(socket, served)
        await turn()
      }
    } finally {
      unsubscribe('enddel.wire.socket', onAccept)
    }
  }

  /** Sends requests; how their answers are read depends on the methods, which are those of the lines that look like requests. */
  send(bytes: string, methods = methodsIn(bytes)): this {
    this.#methods.push(...methods)
    this.socket.write(Buffer.from(bytes, 'latin1'))
    return this
  }

  /** Sends bytes and resolves when the server has read them, so that what is sent next is another chunk. */
  async sendApart(bytes: string, methods: string[] = []): Promise<void> {
    const target = this.served.bytesRead + Buffer.byteLength(bytes, 'latin1')
    this.send(bytes, methods)
    while (this.served.bytesRead < target && !this.served.destroyed) await turn()
  }

  /** For bytes sent apart: the methods of the requests they make up. */
  expect(methods: string[]): this {
    this.#methods.push(...methods)
    return this
  }

  /** Resolves with all answers once there are `count`. */
  async answers(count: number): Promise<RawAnswer[]> {
    await this.#until(() => this.#parsed().length >= count || this.isClosed, `${count} answers`)
    const answers = this.#parsed()
    if (answers.length < count) throw new Error(`closed after ${answers.length} of ${count} answers: ${this.#tail()}`)
    return answers
  }

  /** Resolves with all answers when the server has closed its half. */
  async closed(): Promise<RawAnswer[]> {
    await this.#until(() => this.isClosed, 'the end')
    return this.#parsed()
  }

  /** What came after the last whole answer. */
  get rest(): string {
    this.#parsed()
    return this.received.slice(this.#at)
  }

  close(): void {
    this.socket.destroy()
  }

  async #until(isThere: () => boolean, what: string): Promise<void> {
    const met = new Promise<void>((resolve) => {
      this.#wake = () => isThere() && resolve()
      this.#wake()
    })
    if (!(await within(deadlineMs, met))) {
      this.socket.destroy()
      throw new Error(`waited in vain for ${what}; ${this.#parsed().length} answers, then: ${this.#tail()}`)
    }
  }

  #tail(): string {
    return JSON.stringify(this.received.slice(this.#at).slice(0, 300))
  }

  #parsed(): RawAnswer[] {
    for (;;) {
      if (this.received.length < this.#needed) return this.#answers
      const found = readAnswer(this.received, this.#at, this.#methods[this.#answers.length] ?? 'GET', this.isClosed)
      if (!found?.answer) {
        this.#needed = found?.end ?? 0
        return this.#answers
      }
      this.#at = found.end
      // 100 Continue is no answer of its own.
      if (found.answer.status >= 200) this.#answers.push(found.answer)
    }
  }
}

/** Connects, sends all in one write and reads until the server closes; `end` closes the client's half at once. */
export async function ask(url: string, bytes: string, { end = false } = {}): Promise<RawAnswer[]> {
  const client = await RawClient.connect(url, { allowHalfOpen: true })
  client.send(bytes)
  if (end) client.socket.end()
  const answers = await client.closed().finally(() => client.close())
  if (client.rest) throw new Error(`not an answer: ${JSON.stringify(client.rest.slice(0, 300))}`)
  return answers
}

export function methodsIn(bytes: string): string[] {
  return [...bytes.matchAll(/^([A-Z]+) \S+ HTTP\/\d\.\d\r?$/gm)].map(([, method]) => method!)
}

/** One answer at an offset; where it is not whole yet, where it will end, if that is known. Without a length it goes to the end of the connection. */
export function readAnswer(
  text: string,
  at: number,
  method: string,
  isClosed: boolean,
): { answer?: RawAnswer; end: number } | undefined {
  const headEnd = text.indexOf('\r\n\r\n', at)
  if (headEnd < 0) return undefined
  const [statusLine = '', ...lines] = text.slice(at, headEnd).split('\r\n')
  const status = Number(/^HTTP\/1\.1 (\d{3}) /.exec(statusLine)?.[1])
  if (!status) throw new Error(`not a status line: ${JSON.stringify(statusLine.slice(0, 200))}`)
  const all = lines.map((line) => line.replace(/^[^:]+/, (name) => name.toLowerCase()))
  const fields = all
    .filter((line) => !/^(date: .*|age: .*|server-timing: .*|connection: keep-alive|keep-alive: .*)$/.test(line))
    .sort()
  const bodyAt = headEnd + 4
  const length = /^content-length: (\d+)$/m.exec(all.join('\n'))?.[1]
  const hasBody = method !== 'HEAD' && status >= 200 && status !== 204 && status !== 304
  if (hasBody && all.includes('transfer-encoding: chunked')) return readChunked(text, bodyAt, { status, fields })
  if (hasBody && length === undefined && !isClosed) return undefined
  const end = !hasBody ? bodyAt : length === undefined ? text.length : bodyAt + Number(length)
  if (end > text.length) return { end }
  return { answer: { status, fields, body: text.slice(bodyAt, end) }, end }
}

function readChunked(text: string, bodyAt: number, head: Omit<RawAnswer, 'body'>) {
  let body = ''
  for (let at = bodyAt; ;) {
    const lineEnd = text.indexOf('\r\n', at)
    if (lineEnd < 0) return undefined
    const length = Number.parseInt(text.slice(at, lineEnd), 16)
    const end = lineEnd + 2 + length + 2
    if (end > text.length) return undefined
    if (length === 0) return { answer: { ...head, body }, end }
    body += text.slice(lineEnd + 2, end - 2)
    at = end
  }
}
