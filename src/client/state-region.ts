/**
 * The place that says how the values are:
 *
 *     <p role="status" data-feed-state data-words='{"live":"Live","disconnected":"Reconnecting in {} s"}'>
 *       <span class="visually-hidden"></span><span aria-hidden="true"></span>
 *     </p>
 *
 * The part that is `aria-hidden` is for the eye and always right, counting down too. The other element is for the ear and
 * speaks at most every 30 seconds, unless the reader did something. Without such a part the region itself is both, at the
 * pace of the ear. `ended` is the word for being disconnected for good.
 */
import type { FeedState } from './feed-state.ts'
import { writeText } from './places.ts'
import { readWords } from './words.ts'

const silenceMs = 30_000

export interface StateRegion {
  /** `until` is when the next attempt is, by `performance.now()`. */
  show(state: FeedState, until: number | undefined, isOwnAct: boolean): void
  close(): void
}

export function createStateRegion(region: HTMLElement): StateRegion {
  const words = readWords(region)
  const seen = region.querySelector('[aria-hidden]')
  const spoken = seen ? region.querySelector(':scope > :not([aria-hidden])') : region
  let state: FeedState | undefined
  let until: number | undefined
  let spokenAt = -Infinity
  let later: ReturnType<typeof setTimeout> | undefined
  let countdown: ReturnType<typeof setInterval> | undefined

  function stop(): void {
    clearTimeout(later)
    clearInterval(countdown)
  }

  function text(): string {
    if (state !== 'disconnected') return words[state!] ?? ''
    if (until === undefined) return words.ended ?? ''
    const seconds = Math.max(0, Math.ceil((until - performance.now()) / 1_000))
    return words.disconnected?.replace('{}', String(seconds)) ?? ''
  }

  function put(element: Element | null): boolean {
    const next = text()
    if (!element || !next || element.textContent!.trim() === next) return false
    writeText(element, next)
    return true
  }

  function speak(): void {
    if (put(spoken)) spokenAt = performance.now()
  }

  return {
    show(nextState, nextUntil, isOwnAct) {
      if (nextState === state && nextUntil === until) return
      stop()
      state = region.dataset.state = nextState
      until = nextUntil
      put(seen)
      if (seen && until !== undefined) countdown = setInterval(put, 1_000, seen)
      const waitMs = isOwnAct ? 0 : spokenAt + silenceMs - performance.now()
      if (waitMs > 0) later = setTimeout(speak, waitMs)
      // To say that one connects would keep what comes of it unsaid for half a minute.
      else if (state !== 'connecting') speak()
    },
    close: stop,
  }
}
