import { matchesEtag } from '../conditions.ts'
import type { ReadyPage } from '../ready-page.ts'
import { recogniseFields, recogniseLine, type Wishes } from './recognise.ts'
import type { WireClock } from './wire-bytes.ts'

/** Answers heads of requests for hot pages; undefined for all else. */
export type HotAnswers = (head: string, pages: ReadonlyMap<string, ReadyPage>, clock: WireClock) => Buffer | undefined

/** How many different field blocks are remembered, and how long one may be. */
const maxRemembered = 4_096
const maxRememberedBytes = 2_048

/**
 * A client sends the same fields with almost every request, so what was recognised once is remembered by the exact bytes:
 * after that a request costs two look-ups. The recogniser itself can then afford to be strict.
 */
export function createHotAnswers(): HotAnswers {
  const remembered = new Map<string, Wishes | undefined>()

  function wishesOf(fields: string): Wishes | undefined {
    const known = remembered.get(fields)
    if (known !== undefined || remembered.has(fields)) return known
    const wishes = recogniseFields(fields)
    if (fields.length <= maxRememberedBytes) {
      if (remembered.size >= maxRemembered) remembered.delete(remembered.keys().next().value!)
      // A copy: a slice would keep the whole chunk it was cut from.
      remembered.set(Buffer.from(fields, 'latin1').toString('latin1'), wishes)
    }
    return wishes
  }

  return (head, pages, clock) => {
    const lineEnd = head.indexOf('\r\n')
    const asked = recogniseLine(head.slice(0, lineEnd))
    const page = asked && pages.get(asked.target)
    if (!page || page.status !== 200 || page.freshUntil <= clock.second * 1000) return undefined
    const wishes = wishesOf(head.slice(lineEnd))
    if (!wishes) return undefined
    const variant = page.variant(wishes.encoding)
    if (!variant) return undefined
    page.hits++
    const { etag, wire } = variant
    if (wishes.ifNoneMatch !== undefined && matchesEtag(wishes.ifNoneMatch, etag)) return wire.notModified.at(clock)
    return (asked.isHead ? wire.head : wire.full).at(clock)
  }
}
