import { once } from 'node:events'
import { createServer } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { type ClientOptions, WebSocket } from 'ws'
import { type Board, createBoard } from '../market/board.ts'
import { createFeed, type Feed, type FeedOptions, type FeedParts } from '../realtime/feed.ts'
import type { FeedEvent } from '../realtime/feed-event.ts'
import type { ClientMessage, ServerMessage } from '../realtime/protocol.ts'
import { createHeard, type Heard } from './heard.ts'

export interface FeedServed {
  feed: Feed
  board: Board
  /** `http://127.0.0.1:PORT` */
  url: string
  events: Heard<FeedEvent>
  /** The server's ends of all connections there ever were. */
  sockets: Socket[]
  /** Figures with these values at the next moment of the epoch. */
  change(values: Record<string, number | string>): void
  /** Another epoch, with these figures and no others. */
  begin(epoch: string, values: Record<string, number | string>): void
}

/** Runs `work` against a server with a feed on a free port of loopback. */
export async function withFeed<Result>(
  { parts, ...options }: Partial<FeedOptions> & { parts?: Partial<FeedParts> },
  work: (served: FeedServed) => Promise<Result>,
): Promise<Result> {
  const board = createBoard()
  const events = createHeard<FeedEvent>()
  const feed = createFeed(
    { board, market: 'demo', build: () => 'b1', report: () => 7, dashboard: () => ({ fng: 50 }), ...parts },
    { origins: [], maxClients: 1_000, maxPerAddress: 1_000, flushMs: 0, ...options },
    events.add,
  )
  const sockets: Socket[] = []
  const server = createServer(feed.events)
  server.on('upgrade', feed.upgrade)
  server.on('connection', (socket) => sockets.push(socket))
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  try {
    return await work({ feed, board, url, events, sockets, ...changesOf(board) })
  } finally {
    await feed.close()
    server.close()
    server.closeAllConnections()
  }
}

function changesOf(board: Board): Pick<FeedServed, 'change' | 'begin'> {
  const apply = (kind: 'change' | 'snapshot', epoch: string, seq: number, values: Record<string, number | string>) => {
    const figure = (value: number | string) => ({ value, at: seq, source: 'demo', status: 'live' as const })
    const figures = Object.fromEntries(Object.entries(values).map(([id, value]) => [id, figure(value)]))
    board.apply({ kind, epoch, seq, figures })
  }
  const begin = (epoch: string, values: Record<string, number | string>) => apply('snapshot', epoch, 1, values)
  begin('e1', {})
  return {
    begin,
    change: (values) => apply('change', board.clock().epoch, board.clock().seq + 1, values),
  }
}

/** A client by WebSocket that keeps all it hears. */
export class FeedClient {
  readonly ws: WebSocket
  readonly heard = createHeard<ServerMessage>()
  readonly #closed: Promise<number>

  private constructor(url: string, options: ClientOptions) {
    this.ws = new WebSocket(`${url.replace('http', 'ws')}/ws`, { perMessageDeflate: false, ...options })
    this.ws.on('message', (data) => this.heard.add(JSON.parse(String(data)) as ServerMessage))
    this.#closed = new Promise((resolve) => this.ws.on('close', resolve))
  }

  static async connect(url: string, options: ClientOptions = {}): Promise<FeedClient> {
    const client = new FeedClient(url, options)
    await once(client.ws, 'open')
    client.ws.on('error', () => {})
    await client.next('welcome')
    return client
  }

  /** Connects, subscribes and has the answer. */
  static async subscribed(url: string, topics: string[], options: ClientOptions = {}): Promise<FeedClient> {
    const client = await FeedClient.connect(url, options)
    client.say({ type: 'subscribe', topics })
    await client.next('snapshot')
    return client
  }

  say(message: ClientMessage): this {
    this.ws.send(JSON.stringify(message))
    return this
  }

  /** All of a type so far. */
  all<Type extends ServerMessage['type']>(type: Type): Extract<ServerMessage, { type: Type }>[] {
    return this.heard.items.filter(
      (message): message is Extract<ServerMessage, { type: Type }> => message.type === type,
    )
  }

  /** Resolves with the message of that type that came as number `count`. */
  async next<Type extends ServerMessage['type']>(
    type: Type,
    count = 1,
  ): Promise<Extract<ServerMessage, { type: Type }>> {
    await this.heard.until(() => this.all(type).length >= count)
    return this.all(type)[count - 1]!
  }

  /** Resolves when all that was sent before has come. */
  async settled(): Promise<void> {
    const count = this.all('pong').length
    this.ws.send('ping')
    await this.next('pong', count + 1)
  }

  closed(): Promise<number> {
    return this.#closed
  }
}

/** Sends bytes as they are, and resolves with all that came when the server has closed. */
export async function exchange(url: string, bytes: string | Buffer): Promise<string> {
  const { hostname, port } = new URL(url)
  const socket = connect(Number(port), hostname)
  let text = ''
  socket.setEncoding('latin1').on('data', (chunk: string) => (text += chunk))
  socket.on('error', () => {})
  socket.write(bytes)
  await once(socket, 'close')
  return text
}

/** The head of a request for the feed; `fields` replace or add to the usual ones. */
export function upgradeHead(fields: Record<string, string> = {}, method = 'GET'): string {
  const all = {
    Host: 'localhost',
    Connection: 'Upgrade',
    Upgrade: 'websocket',
    'Sec-WebSocket-Version': '13',
    'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==',
    ...fields,
  }
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`)
  return `${method} /ws HTTP/1.1\r\n${lines.join('')}\r\n`
}

/** A frame as a client sends it: masked, with zeros. */
export function maskedFrame(opcode: number, payload: Buffer): Buffer {
  const { length } = payload
  const size = length < 126 ? [0x80 | length] : [0x80 | 126, length >> 8, length & 0xff]
  return Buffer.concat([Buffer.from([0x80 | opcode, ...size, 0, 0, 0, 0]), payload])
}
