import { errnoOf, messageOf } from '../../core/errors.ts'
import { type Running, within } from '../../core/lifecycle.ts'
import { type Bell, createBell } from './bell.ts'
import type { Database, Session } from './database.ts'
import { type Look, look } from './look.ts'
import { channel } from './migrations.ts'

export type WatchEvent =
  /** `isTold`: the database tells of changes; otherwise it has to be looked at more often. */
  | { type: 'database-up'; isTold: boolean }
  /** Told once, however long it is gone. */
  | { type: 'database-down'; reason: string }
  /** `onChange` is called again after a while. */
  | { type: 'change-failed'; error: unknown }

export interface WatchOptions {
  /**
   * Some report may have changed, come or gone. Resolves to the print (look.ts) of the reports it has found: what is not the
   * same any more is one more call afterwards.
   */
  onChange(): Promise<string | undefined>
  onEvent(event: WatchEvent): void
  /** How often to look at a database that does not tell; also how long to wait after a failure. */
  lookEveryMs?: number
}

/**
 * Watches for changes of reports, on one connection of its own that both listens and looks: one that only listens would
 * not notice that the other side is gone. Whenever it is made anew, `onChange` is called in any case. Without triggers,
 * and on a standby, nothing is heard and all is seen. Reading the tables is all it needs to be allowed.
 */
export function watchReports(database: Database, options: WatchOptions): Running {
  const { onEvent, lookEveryMs = 1_000 } = options
  const bell = createBell(settleMs)
  let session: Session | undefined
  let isUp: boolean | undefined
  let isClosed = false
  let closing: Promise<void> | undefined

  const tellUp = (isTold: boolean) => {
    if (!isUp) onEvent({ type: 'database-up', isTold })
    isUp = true
  }
  const tellDown = (error: unknown) => {
    if (isUp !== false) onEvent({ type: 'database-down', reason: messageOf(error) })
    isUp = false
  }

  async function watch() {
    while (!isClosed) {
      try {
        session = database.openSession({ onNotify: bell.ring, onLost: bell.ring, deadlineMs: lookMs })
        await watchSession(session, { ...options, lookEveryMs }, bell, tellUp, () => isClosed)
      } catch (error) {
        if (isClosed) return
        tellDown(error)
      } finally {
        await session?.close()
      }
      if (!isClosed) await bell.heard(lookEveryMs)
    }
  }

  const ended = watch()
  return {
    close() {
      isClosed = true
      bell.ring()
      closing ??= (session?.close() ?? Promise.resolve()).then(() => within(closeMs, ended)).then(() => {})
      return closing
    },
  }
}

/** Rows that are written one after the other are one change. */
const settleMs = 50
/** A database that does not answer a look in so long is taken for gone. */
const lookMs = 10_000
/** A database that tells is still looked at now and then, also to learn that it is gone. */
const looksLeftOut = 30
/** So long a call of `onChange` may still run when the watch is closed. */
const closeMs = 2_000

/** Ends when it is closed, or with the error of a connection that is lost. */
async function watchSession(
  session: Session,
  { onChange, onEvent, lookEveryMs }: Required<WatchOptions>,
  bell: Bell,
  tellUp: (isTold: boolean) => void,
  isClosed: () => boolean,
): Promise<void> {
  const isListening = await listen(session)
  let seen: Look | undefined
  let isDue = false
  while (!isClosed()) {
    const now: Look = await session.run((sql) => look(sql, seen))
    const isTold = isListening && now.hasTriggers
    tellUp(isTold)
    // Always at first: what was changed before it listened, nobody has told. But not whenever it is told, for anybody may.
    isDue ||= now.print !== seen?.print
    seen = now
    if (isDue) {
      try {
        // Not what was looked at before: a report that came after that, was found, and is gone since, would look like none.
        const print = await onChange()
        if (print !== undefined) seen = { ...now, print }
        isDue = false
      } catch (error) {
        onEvent({ type: 'change-failed', error })
      }
    }
    await bell.heard(isTold && !isDue ? lookEveryMs * looksLeftOut : lookEveryMs)
  }
}

/** False on a standby, which has nothing to tell. */
function listen(session: Session): Promise<boolean> {
  return session.run(async (sql) => {
    try {
      await sql.unsafe(`listen ${channel}`)
      return true
    } catch (error) {
      if (errnoOf(error) === '25006') return false
      throw error
    }
  })
}
