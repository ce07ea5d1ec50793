import { numberReader } from './number-reader.ts'

export interface LiveNumber {
  /** NaN while there is none. */
  value(): number
  /** Calls whenever another number stands there. */
  follow(listener: (value: number) => void): void
}

/** The number in an element that the feed writes into: what the reader sees, paused when that is. */
export function liveNumber(element: Element): LiveNumber {
  const read = numberReader(document.documentElement.lang)
  const value = () => read(element.textContent ?? '')
  return {
    value,
    follow(listener) {
      const observer = new MutationObserver(() => listener(value()))
      observer.observe(element, { childList: true, characterData: true, subtree: true })
    },
  }
}
