import type { DatabaseUrl } from '../../core/database-url.ts'
import { EnddelError, errnoOf, messageOf } from '../../core/errors.ts'

/** What went wrong in the words of a user. What no database has to do with is a bug and comes out as it is. */
export function databaseError(error: unknown, url: DatabaseUrl): unknown {
  const code = errnoOf(error)
  if (error instanceof EnddelError || error instanceof TypeError || code === undefined) return error
  const { host, port, database, user } = url
  const place = `PostgreSQL at ${host}:${port}`
  const { tell, hint } = reasons[code] ?? (isAnswer(error) ? other : unreachable)
  // Not as the cause: the error of the library holds the values that were sent.
  const message = words[code] ?? url.mask(messageOf(error) || code)
  return new EnddelError('E_DATABASE', tell({ place, database, user: user ?? 'of this process', message }), { hint })
}

/** Whether the connection is gone, or was never there; what the database answers to a question is no such failure. */
export function isConnectionFailure(error: unknown): boolean {
  return errnoOf(error) !== undefined && (!isAnswer(error) || error.severity === 'FATAL')
}

interface Failure {
  place: string
  database: string
  user: string
  message: string
}

interface Reason {
  tell(failure: Failure): string
  hint: string
}

function isAnswer(error: unknown): error is Error & { severity: string } {
  return error instanceof Error && error.name === 'PostgresError'
}

const unreachable: Reason = {
  tell: ({ place, message }) => `${place} cannot be reached: ${message}`,
  hint: 'start it, or correct DATABASE_URL',
}

const refused: Reason = {
  tell: ({ place, message }) => `${place} lets nobody in: ${message}`,
  hint: 'correct user and password in DATABASE_URL',
}

const busy: Reason = {
  tell: ({ place, message }) => `${place} takes no more connections: ${message}`,
  hint: 'lower DATABASE_POOL, or raise max_connections there',
}

const other: Reason = {
  tell: ({ place, database, message }) => `${place}, database ${database}: ${message}`,
  hint: 'see its log for more',
}

const lost = 'the connection was lost'
const silent = 'it does not answer'
const words: Record<string, string> = {
  ECONNREFUSED: 'nothing listens there',
  ENOTFOUND: 'there is no such host',
  ECONNRESET: lost,
  EPIPE: lost,
  CONNECTION_CLOSED: lost,
  CONNECTION_DESTROYED: lost,
  CONNECTION_ENDED: lost,
  CONNECT_TIMEOUT: silent,
  ETIMEDOUT: silent,
}

/** By the codes of PostgreSQL: https://www.postgresql.org/docs/current/errcodes-appendix.html */
const reasons: Record<string, Reason> = {
  '28000': refused,
  '28P01': refused,
  SASL_SIGNATURE_MISMATCH: refused,
  '3D000': {
    tell: ({ place, database }) => `${place} has no database ${database}`,
    hint: 'make it with `createdb`, or correct DATABASE_URL',
  },
  '42501': {
    tell: ({ place, database, user, message }) => `${place}, database ${database}: ${message} (as user ${user})`,
    hint: 'take a user that may, or grant it: reading needs SELECT, `enddel import` also INSERT, UPDATE and DELETE, `enddel migrate` to own the tables',
  },
  '25006': {
    tell: ({ place, message }) => `${place} can only be read from: ${message}`,
    hint: 'write to the primary, as a user that may',
  },
  '53300': busy,
  '53400': busy,
  '57P01': unreachable,
  '57P02': unreachable,
  '57P03': unreachable,
}
