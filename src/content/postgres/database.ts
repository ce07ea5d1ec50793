import type { Sql } from 'postgres'
import { type DatabaseUrl, readDatabaseUrl } from '../../core/database-url.ts'
import { EnddelError } from '../../core/errors.ts'
import { before, type Running } from '../../core/lifecycle.ts'
import { type Client, type ClientOptions, createClient } from './client.ts'
import { databaseError, isConnectionFailure } from './database-error.ts'

/** A PostgreSQL that may come and go: what is run while it is gone fails, and what is run later does not. */
export interface Database extends Running {
  /** For messages: the database and where it is. */
  place: string
  /** Runs queries, each on any connection of the pool, or rejects with `E_DATABASE`; also after `deadlineMs`. */
  run: Run
  /** A connection of its own, for what one connection remembers. It is made at the first query and never made again. */
  openSession(options?: { onNotify?: () => void; onLost?: () => void; deadlineMs?: number }): Session
}

export interface Session extends Running {
  run: Run
}

export type Run = <Result>(work: (sql: Sql) => Promise<Result>) => Promise<Result>

/** Opens nothing yet: the first query does. */
export function openDatabase(address: string, { pool = 32, deadlineMs = 30_000 } = {}): Database {
  const url = readDatabaseUrl(address)
  const sessions = new Set<Session>()
  let client: Client | undefined
  let closing: Promise<void> | undefined

  /** A client that has seen a connection fail is given up with all that the library keeps of it; its other queries may end. */
  function giveUp(failed: Client): void {
    if (client !== failed) return
    client = undefined
    void failed.end(givenUpMs)
  }

  return {
    place: `${url.database} at ${url.host}:${url.port}`,
    async run(work) {
      if (closing) throw closed(url)
      client ??= createClient(url, { max: pool })
      const used = client
      return attempt(url, deadlineMs, work(used.sql), () => giveUp(used))
    },
    openSession(options = {}) {
      if (closing) throw closed(url)
      const session = openSession(url, { deadlineMs, ...options }, () => sessions.delete(session))
      sessions.add(session)
      return session
    },
    close() {
      closing ??= Promise.all([...[...sessions].map((session) => session.close()), client?.end(closeMs)]).then(() => {})
      return closing
    },
  }
}

/** What is still asked has so long to be answered: when a database is closed, when another query has failed, in a session. */
const closeMs = 1_000
const givenUpMs = 5_000
const hangUpMs = 200

function openSession(
  url: DatabaseUrl,
  { deadlineMs, onLost = () => {}, ...options }: { deadlineMs: number } & Omit<ClientOptions, 'max'>,
  onClose: () => void,
): Session {
  let isLost = false
  let closing: Promise<void> | undefined
  const lose = () => {
    if (isLost || closing) return
    isLost = true
    onLost()
  }
  const client = createClient(url, { ...options, max: 1, onLost: lose })

  return {
    async run(work) {
      if (closing) throw closed(url)
      if (isLost) throw databaseError(lostConnection(), url)
      return attempt(url, deadlineMs, work(client.sql), lose)
    },
    close() {
      onClose()
      closing ??= client.end(hangUpMs)
      return closing
    },
  }
}

/** Without the deadline, what is asked of a machine that is gone without a word is never answered. */
async function attempt<Result>(
  url: DatabaseUrl,
  deadlineMs: number,
  work: Promise<Result>,
  onFailure: () => void,
): Promise<Result> {
  try {
    return await before(deadlineMs, work, () => Object.assign(new Error('it does not answer'), { code: 'ETIMEDOUT' }))
  } catch (error) {
    if (isConnectionFailure(error)) onFailure()
    throw databaseError(error, url)
  }
}

function lostConnection(): Error {
  return Object.assign(new Error('the connection was lost'), { code: 'ECONNRESET' })
}

function closed({ host, port }: DatabaseUrl): EnddelError {
  return new EnddelError('E_DATABASE', `the connection to PostgreSQL at ${host}:${port} is closed`)
}
