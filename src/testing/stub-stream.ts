/** A provider's stream on loopback that plays as a test says. */
import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { type WebSocket, WebSocketServer } from 'ws'
import { createHeard, type Heard } from './heard.ts'

export interface StubStream {
  /** Without a slash at the end. */
  url: string
  /** All handshakes that were asked for, each told after its play. */
  asked: Heard<{ url: string; headers: IncomingHttpHeaders }>
  /** All connections that were let in. */
  accepted: WebSocket[]
  /** Those of them that ended, by their index. */
  ended: Heard<{ index: number; code: number }>
  /** All messages that came, of all connections. */
  messages: Heard<string>
  play(play: Play): void
}

/** What becomes of a handshake: `accept` may be called, once, or something written to its socket. */
export type Play = (handshake: { accept(): WebSocket; socket: Duplex }) => void

export async function withStream<Result>(play: Play, work: (stream: StubStream) => Promise<Result>): Promise<Result> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const sockets = new Set<Duplex>()
  const stream: StubStream = {
    url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked: createHeard(),
    accepted: [],
    ended: createHeard(),
    messages: createHeard(),
    play: (next) => void (play = next),
  }
  const accepting = createAccepting(stream)
  server.on('upgrade', (request, socket, head) => {
    sockets.add(socket)
    socket.on('error', () => {}).on('close', () => sockets.delete(socket))
    play({ accept: () => accepting(request, socket, head), socket })
    stream.asked.add({ url: request.url!, headers: request.headers })
  })
  try {
    return await work(stream)
  } finally {
    for (const socket of sockets) socket.destroy()
    server.close()
    await once(server, 'close')
  }
}

function createAccepting({ accepted, ended, messages }: StubStream) {
  // It would compress, if it were asked to.
  const webSockets = new WebSocketServer({ noServer: true, perMessageDeflate: true })
  return (request: IncomingMessage, socket: Duplex, head: Buffer): WebSocket => {
    webSockets.handleUpgrade(request, socket, head, (webSocket) => {
      const index = accepted.push(webSocket) - 1
      webSocket.on('message', (data: Buffer) => messages.add(data.toString()))
      webSocket.on('close', (code) => ended.add({ index, code }))
      webSocket.on('error', () => {})
    })
    return accepted.at(-1)! // made at once, not in a later turn
  }
}

/** Sends these messages to each connection as soon as it stands; what is not text goes as JSON. */
export function sends(...messages: readonly (string | object)[]): Play {
  return ({ accept }) => {
    const socket = accept()
    for (const message of messages) socket.send(typeof message === 'string' ? message : JSON.stringify(message))
  }
}

export function refuses(status: number, headers: Record<string, string> = {}): Play {
  const lines = Object.entries({ ...headers, 'Content-Length': '0', Connection: 'close' })
  const head = lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')
  return ({ socket }) => socket.end(`HTTP/1.1 ${status} Refused\r\n${head}\r\n`)
}

export const closesAtOnce: Play = ({ accept }) => accept().close(1013)

/** Never answers the handshake. */
export const ignores: Play = () => {}
