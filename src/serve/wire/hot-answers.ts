import { matchesEtag } from '../conditions.ts'
import type { Wishes } from '../plain-request.ts'
import type { ReadyPage } from '../ready-page.ts'
import { createByteMemo } from './byte-memo.ts'
import type { WireClock } from './message-bytes.ts'
import type { FieldReader } from './read-head.ts'
import { recogniseLine, type RequestLine } from './recognise.ts'

/** Answers requests for hot pages; undefined for all else. */
export interface HotAnswers {
  /** To a whole head. */
  toHead(head: string): Buffer | undefined
  /** To the first `count` bytes, if they are one head whose line and whose fields have been answered before. */
  toBytes(bytes: Buffer, count: number): Buffer | undefined
}

export interface HotAnswersParts {
  pages(): ReadonlyMap<string, ReadyPage>
  fieldReader: FieldReader
  clock: WireClock
  /** Counts each. */
  hits: HotHits
  /** Hears of each, for logs; undefined when nobody wants to know. */
  onHot?: ((method: string, target: string, status: number) => void) | undefined
}

/** Requests for hot pages, for whoever takes them now and then. */
export interface HotHits {
  count: number
  /** Those that were answered 304. */
  unchanged: number
}

export function noHits(): HotHits {
  return { count: 0, unchanged: 0 }
}

/** How many request lines of hot pages are remembered, and how long one may be. */
const bounds = { places: 4_096, maxBytes: 1_024 }
const carriageReturn = 0x0d

export function createHotAnswers({ pages, fieldReader, clock, hits, onHot }: HotAnswersParts): HotAnswers {
  const lines = createByteMemo<RequestLine>(bounds)

  function pageAt(target: string): ReadyPage | undefined {
    const page = pages().get(target)
    return page?.status === 200 && page.freshUntil > clock.second * 1000 ? page : undefined
  }

  function answer(page: ReadyPage, { target, isHead }: RequestLine, wishes: Wishes): Buffer | undefined {
    const variant = page.variant(wishes.encoding)
    if (!variant) return undefined
    page.hits++
    hits.count++
    const { etag, wire } = variant
    const isUnchanged = wishes.ifNoneMatch !== undefined && matchesEtag(wishes.ifNoneMatch, etag)
    if (isUnchanged) hits.unchanged++
    onHot?.(isHead ? 'HEAD' : 'GET', target, isUnchanged ? 304 : 200)
    if (isUnchanged) return wire.notModified.at(clock)
    return (isHead ? wire.head : wire.full).at(clock)
  }

  function remember(line: string): void {
    const bytes = Buffer.from(line, 'latin1')
    if (lines.find(bytes, 0, bytes.length)) return
    // From a text of its own: what is cut from it would otherwise keep all that came with it.
    lines.set(bytes, recogniseLine(bytes.toString('latin1'))!)
  }

  return {
    toHead(head) {
      const lineEnd = head.indexOf('\r\n')
      const line = head.slice(0, lineEnd)
      const asked = recogniseLine(line)
      const page = asked && pageAt(asked.target)
      const wishes = page && fieldReader.read(head.slice(lineEnd))
      if (!wishes) return undefined
      remember(line)
      return answer(page!, asked!, wishes)
    },
    toBytes(bytes, count) {
      let lineEnd = 0
      while (lineEnd < count && bytes[lineEnd] !== carriageReturn) lineEnd++
      const asked = lines.find(bytes, 0, lineEnd)?.value
      const page = asked && pageAt(asked.target)
      const wishes = page && fieldReader.recall(bytes, lineEnd, count)
      return wishes && answer(page!, asked!, wishes)
    },
  }
}
