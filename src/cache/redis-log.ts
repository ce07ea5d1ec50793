import { parseWith } from '../core/parse.ts'
import type { Running } from '../core/lifecycle.ts'
import type { RedisLink } from '../core/redis.ts'
import type { Invalidation, InvalidationLog, Mode, Selector } from './invalidation.ts'
import { channel, exchange, type Exchanged, readAtOnce } from './redis-log-script.ts'
import { invalidationSchema, selectorSchema } from './selector.ts'

export type RedisLogEvent =
  /** Invalidations reach this machine alone, and it hears of no others. Told once, until the log works again. */
  | { type: 'log-cut-off'; error: unknown }
  /** A record that may have meant any page was taken as if it had. */
  | { type: 'log-record-unreadable'; id: string }

interface Options {
  onEvent(event: RedisLogEvent): void
  /** Milliseconds since 1970. */
  now?(): number
}

interface Reader {
  listener: (invalidation: Invalidation) => void
  /** The newest version it has read in Redis; undefined for one that does not read. */
  cursor: number | undefined
  /** The newest version it was told. */
  newest: number
}

/** What is not in Redis yet. */
interface Waiting {
  mode: Mode
  selector: Selector
  /** Under which it was told here; 0 before. */
  version: number
  reach: 'all' | 'this-machine'
}

/**
 * Invalidations in a stream in Redis, for all machines. Readers go by the records, not by messages: a message only says
 * that there is something to read, and so does every gap in listening. While Redis is gone invalidations are told to the
 * own followers, and appended when it is back.
 *
 * A version told here never stays above those in Redis: entries that bear it would escape all invalidations up to it.
 */
export function createRedisLog(
  redis: Pick<RedisLink, 'run' | 'listen'>,
  { onEvent, now = Date.now }: Options,
): InvalidationLog {
  const readers: Reader[] = []
  let waiting: Waiting[] = []
  let newest = 0
  let isCutOff = false
  let isClosed = false
  let listening: Running | undefined
  let retry: NodeJS.Timeout | undefined
  let running = Promise.resolve()
  let next: Promise<void> | undefined

  /** One exchange at a time; whoever asks while one runs gets the next. Never rejects. */
  function sync(): Promise<void> {
    next ??= running.then(() => {
      next = undefined
      running = exchangeAll()
      return running
    })
    return next
  }

  async function exchangeAll(): Promise<void> {
    clearTimeout(retry)
    try {
      const nobody: Reader = { listener: () => {}, cursor: undefined, newest }
      for (const reader of readers.length > 0 ? readers : [nobody]) while (await exchangeFor(reader));
      isCutOff = false
    } catch (error) {
      goOnAlone(error)
    }
  }

  /** True when there is more to send or to read. */
  async function exchangeFor(reader: Reader): Promise<boolean> {
    const sent = waiting.slice(0, sentAtOnce)
    const { cursor, newest: floor } = reader
    const append = sent.map(({ mode, selector }) => JSON.stringify({ mode, selector }))
    const exchanged = await redis.run((client) => exchange(client, { cursor, floor, ifLost, append }))
    sent.forEach((one, index) => Object.assign(one, { version: exchanged.versions[index], reach: 'all' }))
    waiting = waiting.slice(sent.length)
    newest = Math.max(newest, exchanged.top)
    tellNews(reader, exchanged)
    return waiting.length > 0 || exchanged.records.length === readAtOnce
  }

  function tellNews(reader: Reader, { top, isUnbroken, records }: Exchanged): void {
    reader.cursor = records.at(-1)?.version ?? reader.cursor
    const news = records.map(({ id, version, text }) => {
      const invalidation = invalidationIn(text, version)
      if (!invalidation) onEvent({ type: 'log-record-unreadable', id })
      return invalidation ?? { ...everything, version }
    })
    const [first] = news
    if (!isUnbroken && first && !first.selector.all) news.unshift({ ...everything, version: first.version - 1 })
    for (const invalidation of news) {
      // What was missed while cut off concerns what was made here meanwhile too, so it must not come as older than that.
      tell(reader, invalidation.version > reader.newest ? invalidation : { ...invalidation, version: top })
    }
  }

  function goOnAlone(error: unknown): void {
    for (const one of waiting.filter(({ version }) => version === 0)) {
      newest = one.version = Math.max(newest + 1, Math.floor(now() * 1_000))
      for (const reader of readers) tell(reader, { version: one.version, mode: one.mode, selector: one.selector })
    }
    if (waiting.length > mostWaiting) waiting = [inOne(waiting)]
    if (!isCutOff) onEvent({ type: 'log-cut-off', error })
    isCutOff = true
    retry = setTimeout(sync, retryMs)
    retry.unref()
  }

  return {
    async append(selector, mode) {
      if (isClosed) throw new Error('this log is closed')
      const one: Waiting = {
        mode,
        selector: parseWith(selectorSchema, selector, 'selector'),
        version: 0,
        reach: 'this-machine',
      }
      waiting.push(one)
      await sync()
      return { invalidation: { version: one.version, mode, selector: one.selector }, reach: one.reach }
    },
    async follow(listener) {
      readers.push({ listener, cursor: 0, newest: 0 })
      listening ??= redis.listen(channel, sync, sync)
      await sync()
    },
    async close() {
      isClosed = true
      await listening?.close()
      await (next ?? running)
      clearTimeout(retry)
    },
  }
}

const sentAtOnce = 20
const mostWaiting = 1_000
const retryMs = 1_000

const everything = { mode: 'soft', selector: { all: true } } as const
const ifLost = JSON.stringify(everything)

function tell(reader: Reader, invalidation: Invalidation): void {
  reader.newest = invalidation.version
  reader.listener(invalidation)
}

function invalidationIn(text: string | undefined, version: number): Invalidation | undefined {
  try {
    return invalidationSchema.safeParse({ ...JSON.parse(text ?? ''), version }).data
  } catch {
    return undefined
  }
}

/** One that selects all, hard if one of them was: that pages are never used again is a promise. */
function inOne(all: readonly Waiting[]): Waiting {
  const mode = all.some((one) => one.mode === 'hard') ? 'hard' : 'soft'
  return { mode, selector: everything.selector, version: all.at(-1)!.version, reach: 'this-machine' }
}
