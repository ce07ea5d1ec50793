import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'

export interface AskedServer {
  server: { hostname: string; port: number; isTls: boolean }
  /** Heads of requests that came, in order. */
  heads: string[]
  /** Connections that were ever opened, and those that are open now. */
  opened(): number
  open: Set<Socket>
  /** Resolves when all connections are closed. */
  empty(): Promise<void>
  close(): Promise<void>
}

/** A server on loopback that hands each request of a client under test to `answer`, which writes what it likes. */
export async function startAskedServer(answer: (socket: Socket, index: number) => void): Promise<AskedServer> {
  const open = new Set<Socket>()
  const heads: string[] = []
  let opened = 0
  const server = createServer({ noDelay: true }, (socket) => {
    opened++
    open.add(socket)
    let text = ''
    socket.on('error', () => {}).on('close', () => open.delete(socket))
    socket.on('data', (chunk) => {
      const parts = (text + chunk.toString('latin1')).split('\r\n\r\n')
      text = parts.pop()!
      for (const head of parts) answer(socket, heads.push(head) - 1)
    })
  })
  server.listen(0, '127.0.0.1', 2000)
  await once(server, 'listening')
  // A test that fails does not close it.
  server.unref()

  return {
    server: { hostname: '127.0.0.1', port: (server.address() as AddressInfo).port, isTls: false },
    heads,
    opened: () => opened,
    open,
    async empty() {
      await Promise.all([...open].map((socket) => once(socket, 'close')))
    },
    async close() {
      for (const socket of open) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}

/** A whole answer. */
export function answerText(body: string, { status = 200, fields = [] as string[] } = {}): string {
  const lines = [`HTTP/1.1 ${status} Some`, ...fields, `Content-Length: ${Buffer.byteLength(body)}`]
  return `${lines.join('\r\n')}\r\n\r\n${body}`
}
