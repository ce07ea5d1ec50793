/** An API on loopback that behaves as a test says, however badly. */
import { EventEmitter, once } from 'node:events'
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { before } from '../core/lifecycle.ts'

export type Behaviour = (request: IncomingMessage, response: ServerResponse) => void

export interface StubUpstream {
  /** Without a slash at the end. */
  url: string
  /** All it was asked, in order. */
  requests: { method: string; url: string; headers: IncomingHttpHeaders }[]
  behave(behaviour: Behaviour): void
  /** Resolves when it has been asked so often. */
  asked(count: number): Promise<void>
}

/** Only a test that fails waits so long. */
const deadlineMs = 10_000

export async function withUpstream<Result>(
  behaviour: Behaviour,
  work: (upstream: StubUpstream) => Promise<Result>,
): Promise<Result> {
  let current = behaviour
  const requests: StubUpstream['requests'] = []
  const heard = new EventEmitter()
  const server = createServer((request, response) => {
    requests.push({ method: request.method!, url: request.url!, headers: request.headers })
    heard.emit('request')
    current(request, response)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  try {
    return await work({
      url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      requests,
      behave: (next) => void (current = next),
      async asked(count) {
        const late = () => new Error(`asked ${requests.length} times, not ${count}`)
        while (requests.length < count) await before(deadlineMs, once(heard, 'request'), late)
      },
    })
  } finally {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
}

export function answers(status: number, headers: Record<string, string | string[]>, body: string | Buffer): Behaviour {
  return (_, response) => response.writeHead(status, headers).end(body)
}

export function json(value: unknown): Behaviour {
  const body = Buffer.from(JSON.stringify(value))
  return answers(200, { 'Content-Type': 'application/json', 'Content-Length': String(body.byteLength) }, body)
}

/** Another behaviour at each path, query left out; 404 elsewhere. */
export function byPath(paths: Record<string, Behaviour>): Behaviour {
  return (request, response) => {
    const behaviour = paths[request.url!.replace(/\?.*/, '')] ?? answers(404, {}, 'not found')
    behaviour(request, response)
  }
}

/** Never answers. */
export const hangs: Behaviour = () => {}

export const resets: Behaviour = (_, response) => response.socket!.resetAndDestroy()

/** These bytes and then the end of the connection, whatever HTTP says of it. */
export function bytes(text: string): Behaviour {
  return (_, response) => response.socket!.end(Buffer.from(text, 'latin1'))
}

/** These bytes and then the connection is reset. */
export function bytesThenReset(text: string): Behaviour {
  return (_, { socket }) => socket!.write(Buffer.from(text, 'latin1'), () => socket!.resetAndDestroy())
}

/** The start at once, then `piece` again and again, without end. */
export function drips(start: string, piece: string, everyMs: number): Behaviour {
  return (_, { socket }) => {
    socket!.write(start)
    const timer = setInterval(() => socket!.write(piece), everyMs)
    socket!.once('close', () => clearInterval(timer)).on('error', () => {})
  }
}

/** A head of fields that never ends, as fast as they are taken. */
export const endlessHead: Behaviour = (_, { socket }) => {
  let index = 0
  const more = () => {
    while (!socket!.destroyed && socket!.write(`X-Field-${index++}: ${'x'.repeat(100)}\r\n`));
  }
  socket!.on('drain', more).on('error', () => {})
  socket!.write('HTTP/1.1 200 OK\r\n')
  more()
}
