import { isDeepStrictEqual } from 'node:util'
import { createBackoff } from './backoff.ts'
import type { ProviderProblem, QuoteStream } from '../quote.ts'
import { openStreamConnection, type StreamConnection } from './stream-connection.ts'
import type { StreamDialect, StreamNews } from './stream-dialect.ts'

export interface StreamOptions {
  /** A connection without a word for so long is given up. */
  silentMs?: number
  handshakeMs?: number
  /** Waits are anything up to a ceiling, which doubles from the first to the last of these. */
  firstBackoffMs?: number
  maxBackoffMs?: number
  /** After it, and a little more by chance, a connection is replaced by another. */
  lifeMs?: number
  random?(): number
  /** Milliseconds since 1970. */
  now?(): number
}

/** As long as the longest ban of Binance. A timer that is to wait more than 24 days does not wait at all. */
const maxAskedMs = 3 * 86_400_000

interface Link {
  connection: StreamConnection
  isLeaving: boolean
}

/**
 * A stream that is always there: what is lost is connected again, without end. A connection that grows old, or is to be
 * closed by the server, goes on until the first quote of the one that takes its place.
 */
export function createStreamSocket(dialect: StreamDialect, options: StreamOptions): QuoteStream {
  const { silentMs = 10_000, handshakeMs = 10_000, firstBackoffMs = 1_000, maxBackoffMs = 30_000 } = options
  // Of the 24 hours that Binance leaves a connection; see also `lifeTimer`.
  const { lifeMs = (23 * 60 + 50) * 60_000, random = Math.random, now = Date.now } = options
  const backoff = createBackoff({ firstMs: firstBackoffMs, maxMs: maxBackoffMs, random })
  const open = new Set<StreamConnection>()
  let listener: Parameters<QuoteStream['start']>[0]
  let current: Link | undefined
  let currentSince = 0
  /** Has had no quote yet. */
  let candidate: Link | undefined
  let retry: NodeJS.Timeout | undefined
  let lifeTimer: NodeJS.Timeout | undefined
  let told: { problem: ProviderProblem | undefined } | undefined
  let isClosed = false

  function connect(): void {
    retry = undefined
    const connection = openStreamConnection(
      dialect,
      { handshakeMs, silentMs, now },
      { news: (news) => hear(link, news), ended: (problem) => lose(link, problem) },
    )
    const link: Link = { connection, isLeaving: false }
    candidate = link
    open.add(connection)
    void connection.gone.then(() => open.delete(connection))
  }

  function hear(link: Link, news: StreamNews): void {
    if (news.type === 'quote') {
      if (link === candidate) promote(link)
      listener.quote(news.quote)
      tell(undefined)
    } else if (news.type === 'problem') {
      if (link === current || !current) tell(news.problem)
    } else if (news.type === 'leaving') {
      link.isLeaving = true
      if (link === current) replace()
    }
  }

  function promote(link: Link): void {
    void current?.connection.close()
    current = link
    currentSince = now()
    candidate = undefined
    clearTimeout(lifeTimer)
    lifeTimer = setTimeout(replace, lifeMs * (1 + random() / 300)) // up to 4 min 46 s more
    if (link.isLeaving) replace()
  }

  /** At once, but not again and again when each connection says that it leaves. */
  function replace(): void {
    if (candidate || retry) return
    if (forgive()) connect()
    else connectLater(undefined)
  }

  function lose(link: Link, problem: ProviderProblem): void {
    if (link === candidate) {
      candidate = undefined
    } else {
      current = undefined
      clearTimeout(lifeTimer)
      forgive()
    }
    if (!candidate && !retry) connectLater(problem)
    if (!current) tell(problem)
  }

  /** A server that gives one quote and is gone does not count as one that works. */
  function forgive(): boolean {
    const hasStood = now() - currentSince >= maxBackoffMs
    if (hasStood) backoff.reset()
    return hasStood
  }

  function connectLater(problem: ProviderProblem | undefined): void {
    const askedMs = problem?.kind === 'rate-limited' ? (problem.retryAfterMs ?? 0) : 0
    retry = setTimeout(connect, Math.max(Math.min(askedMs, maxAskedMs), backoff.nextMs()))
  }

  function tell(problem: ProviderProblem | undefined): void {
    if (isClosed || (told && isDeepStrictEqual(told.problem, problem))) return
    told = { problem }
    listener.state(problem)
  }

  return {
    name: dialect.name,
    start(given) {
      listener = given
      if (!isClosed) connect()
    },
    async close() {
      isClosed = true
      clearTimeout(retry)
      clearTimeout(lifeTimer)
      await Promise.all([...open].map((connection) => connection.close()))
    },
  }
}
