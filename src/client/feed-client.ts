import type { Clock } from '../market/figure.ts'
import type { ServerMessage } from '../realtime/protocol.ts'
import { waitAfter } from './backoff.ts'
import { type Line, openEvents, openSocket } from './feed-line.ts'

/** `until` is in milliseconds of `performance.now()`. */
export type Link =
  | { state: 'away' }
  | { state: 'connecting' }
  | { state: 'open' }
  | { state: 'waiting'; until: number }
  /** For good: what we send is refused. */
  | { state: 'ended' }

export interface FeedClient {
  /** At once, unless it is connected, or was told not to come again (so soon). */
  connect(): void
  /** The same, even when it seems to be connected. */
  reconnect(): void
  disconnect(): void
}

export interface FeedParts {
  /** Of the WebSocket; relative to the page. */
  address: string
  topics: string[]
  clock(): Clock | undefined
  hear(message: ServerMessage): void
  onLink(link: Link): void
  random(): number
}

/** A browser sees neither the server's pings nor that the other end is gone, so it asks, and listens for so long. */
const pingEveryMs = 20_000
const silenceMs = 45_000
const firstWordMs = 10_000
/** Of four attempts in a row that heard nothing the last is by Server-Sent Events; what worked last comes first. */
const attemptsInTurn = 4

export function createFeedClient({ address, topics, clock, hear, onLink, random }: FeedParts): FeedClient {
  let link: Link = { state: 'away' }
  let line: Line | undefined
  let failures = 0
  let unheard = 0
  let heldUntil = 0
  let timer: ReturnType<typeof setTimeout> | undefined
  let pings: ReturnType<typeof setInterval> | undefined

  function reconnect(): void {
    if (link.state === 'ended') return
    drop()
    const heldMs = heldUntil - performance.now()
    if (heldMs > 0) return wait(heldMs)
    become({ state: 'connecting' })
    expectWithin(firstWordMs)
    const byEvents = unheard % attemptsInTurn === attemptsInTurn - 1
    const wish = { topics, clock: clock() }
    const ears = { hear: (text: string) => heard(text, byEvents), end: lost }
    line = byEvents ? openEvents(wish, ears) : openSocket(address, wish, ears)
    pings = setInterval(line.ping, pingEveryMs)
  }

  function heard(text: string, byEvents: boolean): void {
    expectWithin(silenceMs)
    const message = parseMessage(text)
    if (!message) return
    if (link.state !== 'open') {
      if (!byEvents) unheard = 0
      become({ state: 'open' })
    }
    // A server that greets and then falls, each time, is not to be asked without end.
    if (message.type !== 'welcome' && message.type !== 'error') failures = 0
    hear(message)
  }

  function lost(code: number): void {
    drop()
    if (link.state === 'connecting') unheard += 1
    const next = waitAfter(code, failures++, random())
    if (!next) return become({ state: 'ended' })
    heldUntil = performance.now() + next.heldMs
    wait(next.waitMs)
  }

  function wait(ms: number): void {
    become({ state: 'waiting', until: performance.now() + ms })
    timer = setTimeout(reconnect, ms)
  }

  function expectWithin(ms: number): void {
    clearTimeout(timer)
    timer = setTimeout(lost, ms, 1006)
  }

  function drop(): void {
    clearTimeout(timer)
    clearInterval(pings)
    line?.close()
    line = undefined
  }

  function become(next: Link): void {
    link = next
    onLink(next)
  }

  return {
    connect() {
      if (!line) reconnect()
    },
    reconnect,
    disconnect() {
      drop()
      if (link.state !== 'ended') become({ state: 'away' })
    },
  }
}

/** What is no message is passed over. What a message holds is checked where it is used. */
function parseMessage(text: string): ServerMessage | undefined {
  try {
    const message: unknown = JSON.parse(text)
    return typeof message === 'object' && message && 'type' in message ? (message as ServerMessage) : undefined
  } catch {
    return undefined
  }
}
