import { matchesEtag } from '../conditions.ts'
import type { ReadyPage } from '../ready-page.ts'
import type { ReadFields } from './read-head.ts'
import { recogniseLine } from './recognise.ts'
import type { WireClock } from './message-bytes.ts'

/** Answers heads of requests for hot pages; undefined for all else. */
export type HotAnswers = (head: string, pages: ReadonlyMap<string, ReadyPage>, clock: WireClock) => Buffer | undefined

/** Requests for hot pages, for whoever takes them now and then. */
export interface HotHits {
  count: number
  /** Those that were answered 304. */
  unchanged: number
}

export function noHits(): HotHits {
  return { count: 0, unchanged: 0 }
}

export function createHotAnswers(readFields: ReadFields, hits: HotHits): HotAnswers {
  return (head, pages, clock) => {
    const lineEnd = head.indexOf('\r\n')
    const asked = recogniseLine(head.slice(0, lineEnd))
    const page = asked && pages.get(asked.target)
    if (!page || page.status !== 200 || page.freshUntil <= clock.second * 1000) return undefined
    const wishes = readFields(head.slice(lineEnd))
    if (!wishes) return undefined
    const variant = page.variant(wishes.encoding)
    if (!variant) return undefined
    page.hits++
    hits.count++
    const { etag, wire } = variant
    if (wishes.ifNoneMatch !== undefined && matchesEtag(wishes.ifNoneMatch, etag)) {
      hits.unchanged++
      return wire.notModified.at(clock)
    }
    return (asked.isHead ? wire.head : wire.full).at(clock)
  }
}
