import type { IncomingMessage } from 'node:http'
import { WebSocket } from 'ws'
import { errnoOf, messageOf } from '../../core/errors.ts'
import type { Running } from '../../core/lifecycle.ts'
import type { ProviderProblem } from '../quote.ts'
import { retryAfterMs } from '../providers/retry-after.ts'
import { statusProblem } from '../providers/status-problem.ts'
import type { StreamDialect, StreamNews } from './stream-dialect.ts'

export interface StreamConnection extends Running {
  /** Resolves when nothing is left of it. */
  gone: Promise<void>
}

interface Options {
  handshakeMs: number
  silentMs: number
  now(): number
}

interface Listener {
  news(news: StreamNews): void
  /** Told at most once, and not when it was closed from here. Nothing is told afterwards. */
  ended(problem: ProviderProblem): void
}

const maxPayload = 64 * 1024

/** A connection on which only signs of life come for so many silences has no subscription. */
const silencesWithoutQuote = 6

/** How long a peer may take to answer that the connection is closed. */
const partingMs = 500

/** One connection, from its handshake to its end. It ends by itself when it has been silent for too long. */
export function openStreamConnection(
  dialect: StreamDialect,
  { handshakeMs, silentMs, now }: Options,
  listener: Listener,
): StreamConnection {
  const read = dialect.createReader()
  const socket = new WebSocket(dialect.url, { perMessageDeflate: false, followRedirects: false, maxPayload })
  const gone = new Promise<void>((resolve) => socket.once('close', () => resolve()))
  // Not the limit of ws, which every byte of a slow answer would put off.
  let timers = [setTimeout(endSilent, handshakeMs, 'no answer to the handshake')]
  let complaint: ProviderProblem | undefined
  let isOver = false

  function greet(): void {
    stopTimers()
    const silence = setTimeout(endSilent, silentMs, 'silent')
    const drought = setTimeout(endSilent, silentMs * silencesWithoutQuote, 'no quotes')
    timers = [silence, drought]
    if (dialect.greeting) socket.send(dialect.greeting)
    if (dialect.ping) timers.push(setInterval(() => socket.send(dialect.ping!.text), dialect.ping.everyMs))
    socket.on('message', (data: Buffer, isBinary) => {
      for (const news of isBinary ? [] : read(jsonIn(data))) {
        if (isOver) return
        silence.refresh()
        if (news.type === 'quote') drought.refresh()
        if (news.type === 'quote') complaint = undefined
        if (news.type === 'problem') complaint = news.problem
        listener.news(news)
      }
    })
  }

  function endSilent(detail: string): void {
    end({ kind: 'timeout', detail })
  }

  /** What the provider complained of says more than how the connection ended. */
  function end(problem: ProviderProblem): void {
    if (isOver) return
    isOver = true
    stopTimers()
    socket.terminate()
    listener.ended(complaint ?? problem)
  }

  function stopTimers(): void {
    for (const timer of timers) clearTimeout(timer)
  }

  socket.on('open', greet)
  socket.on('unexpected-response', (_, response) => end(refusal(response, now())))
  socket.on('error', (error) => end(problemOf(error)))
  socket.on('close', (code) => end({ kind: 'network', detail: `closed with ${code}` }))

  return {
    gone,
    async close() {
      isOver = true
      stopTimers()
      socket.close(1000)
      const parting = setTimeout(() => socket.terminate(), partingMs)
      await gone
      clearTimeout(parting)
    },
  }
}

/** A redirect is one too, and so is a 200. */
function refusal({ statusCode: status = 0, headers }: IncomingMessage, now: number): ProviderProblem {
  const problem = statusProblem(status) ?? { kind: 'upstream', status }
  if (problem.kind !== 'rate-limited') return problem
  return { ...problem, retryAfterMs: retryAfterMs(headers['retry-after'], now) }
}

/** Undefined when it is not JSON. */
function jsonIn(data: Buffer): unknown {
  try {
    return JSON.parse(data.toString())
  } catch {
    return undefined
  }
}

function problemOf(error: Error): ProviderProblem {
  const errno = errnoOf(error)
  // When several addresses of a host were tried in vain, the message is empty.
  const detail = messageOf(error) || errno || 'no connection'
  return { kind: errno?.startsWith('WS_ERR_') ? 'shape' : 'network', detail }
}
