import type { IncomingMessage } from 'node:http'
import type { Clock } from '../market/figure.ts'
import { isTopic, maxTopics } from './topics.ts'

export interface EventsRequest {
  topics: ReadonlySet<string>
  /** What the client says to know. */
  known: Clock | undefined
}

/** Reads `?topics=…&epoch=…&seq=…` and Last-Event-ID, or says what is wrong with it. */
export function readEventsRequest({ url = '', headers }: IncomingMessage): EventsRequest | string {
  const query = new URLSearchParams(url.includes('?') ? url.slice(url.indexOf('?')) : '')
  const topics = new Set((query.get('topics') ?? '').split(',').filter(Boolean))
  if (topics.size === 0) return 'topics is missing'
  if (topics.size > maxTopics) return `at most ${maxTopics} topics`
  if (![...topics].every(isTopic)) return 'not all topics are names of topics'
  const lastId = headers['last-event-id']
  // A browser that comes again has the address of the first time, and knows more by now.
  const known = knownFrom(String(lastId ?? '')) ?? knownFrom(`${query.get('epoch') ?? ''}.${query.get('seq') ?? ''}`)
  return { topics, known }
}

/** `EPOCH.SEQ`. */
function knownFrom(id: string): Clock | undefined {
  const [, epoch, seq] = /^(.{1,64})\.(\d{1,15})$/.exec(id) ?? []
  return epoch !== undefined ? { epoch, seq: Number(seq) } : undefined
}
