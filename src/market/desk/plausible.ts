import type { FigureId } from '../figure.ts'

/** Whether a figure can be so at all, whatever it was before. */
export function isPlausible(id: FigureId, value: number | string): boolean {
  if (id === 'fng.class') return typeof value === 'string' && value !== '' && value.length <= maxClassLength
  if (typeof value !== 'number' || !Number.isFinite(value)) return false
  const [least, most] = bounds(id)
  return value <= most && (value > least || (value === least && mayBeLeast(id)))
}

/** When it was so: by the source's clock, unless that is unknown or too far in our future to be right. */
export function believedTime(sourceTime: number | undefined, fetchedAt: number): number {
  return sourceTime === undefined || isBeyond(sourceTime, fetchedAt) ? fetchedAt : sourceTime
}

/** Whether a figure of `at` would take one of `known` back in time. A `known` that cannot be right is nothing to wait for. */
export function isBehind(at: number, known: number, now: number): boolean {
  return at < known && !isBeyond(known, now)
}

/** Whether two prices say about the same. */
export function isNear(one: number, other: number): boolean {
  return Math.abs(one - other) <= 0.05 * Math.max(one, other)
}

/** Whether a price is so far from the one before that it needs another word for it. */
export function isFar(price: number, before: number): boolean {
  return Math.abs(price - before) > 0.5 * before
}

/** Fear & Greed's names; the longest there is has 13 letters. */
const maxClassLength = 40
const aheadMs = 5 * 60_000

function isBeyond(time: number, now: number): boolean {
  return time > now + aheadMs
}

function bounds(id: FigureId): readonly [least: number, most: number] {
  if (id === 'BTC.price') return [0, 1_000_000]
  const field = id.slice(id.indexOf('.') + 1)
  if (/^(?:fng|rsi14|btcDominance|ethDominance)$/.test(field)) return [0, 100]
  // Nothing loses more than all.
  if (/^(?:change|capChange)/.test(field)) return [-100, Infinity]
  return [0, Infinity]
}

function mayBeLeast(id: FigureId): boolean {
  return /^fng$|\.(?:rsi14|change|capChange)/.test(id)
}
