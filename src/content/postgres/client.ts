import { connect, type Socket } from 'node:net'
import postgres, { type Sql } from 'postgres'
import type { DatabaseUrl } from '../../core/database-url.ts'
import { within } from '../../core/lifecycle.ts'

export interface Client {
  sql: Sql
  /** Lets what is asked end for so long, then ends it. */
  end(ms: number): Promise<void>
}

export interface ClientOptions {
  /** Connections at most. Each is made when it is needed. */
  max: number
  onNotify?: () => void
  onLost?: () => void
}

/**
 * A client of the library, which connects at the first query. Of what the library has to offer, these are left out, for
 * version 3.4 ends the process when a connection breaks at a bad moment of them: transactions (`begin`), cursors, and
 * asking for the types of the database. One query of several statements is a transaction too.
 */
export function createClient(
  { host, port, database, user, password, tls }: DatabaseUrl,
  options: ClientOptions,
): Client {
  const sockets = new Set<Socket>()
  const settings = {
    host,
    port,
    database,
    ...(user !== undefined && { user }),
    ...(password !== undefined && { password }),
    ssl: tls === 'disable' ? false : tls,
    max: options.max,
    connect_timeout: connectS,
    idle_timeout: options.max === 1 ? 0 : idleS,
    max_lifetime: options.max === 1 ? null : lifetimeS,
    fetch_types: false,
    prepare: false, // so that a pooler between here and there may give every query another connection
    connection: { application_name: 'enddel' },
    onnotice: () => {},
    onclose: options.onLost ?? (() => {}),
    // The types of the library do not know these two.
    onnotify: options.onNotify ?? (() => {}),
    socket: () => openSocket(host, port, sockets),
  }
  const sql = postgres(settings)
  return {
    sql,
    async end(ms) {
      await within(ms + 500, sql.end({ timeout: ms / 1_000 }))
      // The library hangs up and waits for the other side to do so too, which a machine that is gone never does.
      for (const socket of sockets) socket.destroy()
    },
  }
}

const connectS = 5
const idleS = 30
const lifetimeS = 30 * 60

/** Fails when it is closed before a word was said, as proxies do while their server is down: the library would try again without end. */
function openSocket(host: string, port: number, sockets: Set<Socket>): Socket {
  const socket = connect({ host, port })
  sockets.add(socket)
  socket.once('close', () => sockets.delete(socket))
  socket.once('end', () => {
    if (socket.bytesRead === 0) socket.destroy(Object.assign(new Error('closed at once'), { code: 'ECONNRESET' }))
  })
  return Object.assign(socket, { host, port }) // the library takes the name to check in a certificate from here
}
