import { createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { EnddelError, errnoOf } from '../core/errors.ts'

/** An address to listen on, or copies of a socket that is bound to one already. */
export type ListenOn = { host: string; port: number } | { fds: readonly number[] }

export interface Listening {
  /** Where it can be reached, with a slash at the end. */
  host: string
  port: number
  /** Takes no further connections. */
  stop(): void
}

/**
 * Listens, and gives every connection to `onSocket` before anything is read from it. With several copies of one socket as
 * many connections are accepted in a turn of the event loop: node accepts one a turn and descriptor, so that under load
 * new clients would wait for seconds.
 */
export async function listen(on: ListenOn, backlog: number, onSocket: (socket: Socket) => void): Promise<Listening> {
  const targets = 'fds' in on ? on.fds.map((fd) => ({ fd })) : [on]
  const servers = targets.map(() =>
    createServer({ noDelay: true, allowHalfOpen: true, pauseOnConnect: true }, onSocket),
  )
  const stop = () => {
    for (const server of servers) server.close()
  }
  try {
    await Promise.all(servers.map((server, index) => listening(server, targets[index]!, backlog)))
  } catch (error) {
    stop()
    throw 'fds' in on ? error : explainListen(error as Error, on.host, on.port)
  }
  const { address, port } = servers[0]!.address() as AddressInfo
  return { host: address, port, stop }
}

/** `http://localhost:3000/` for a socket that is bound to every address. */
export function urlOf(scheme: 'http' | 'https', host: string, port: number): string {
  const name = host === '0.0.0.0' || host === '::' ? 'localhost' : host.includes(':') ? `[${host}]` : host
  return `${scheme}://${name}:${port}/`
}

export function explainListen(error: Error, host: string, port: number): Error {
  const hints: Record<string, string> = {
    EADDRINUSE: 'stop the other server, or choose another port with --port',
    EACCES: 'choose a port above 1023 with --port',
    EADDRNOTAVAIL: 'name an address of this machine with --host',
    ENOTFOUND: 'name an address of this machine with --host',
  }
  const hint = hints[errnoOf(error) ?? '']
  if (!hint) return error
  const reason = errnoOf(error) === 'EADDRINUSE' ? 'is in use' : 'cannot be opened'
  return new EnddelError('E_LISTEN', `port ${port} on ${host} ${reason}`, { hint, cause: error })
}

function listening(server: Server, target: object, backlog: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    // Beside a descriptor node takes a backlog only as an argument, which its types do not know.
    const listen = server.listen.bind(server) as (target: object, backlog: number, done: () => void) => void
    listen(target, backlog, resolve)
  })
}
