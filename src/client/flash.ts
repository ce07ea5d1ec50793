const flashMs = 500
const restMs = 1_000

export interface Flash {
  /** Adds `flash-up` or `flash-down` for half a second; at most once a second, never to readers who want no motion. */
  show(element: Element, hasGrown: boolean, now: number): void
  close(): void
}

export function createFlash(): Flash {
  const still = matchMedia('(prefers-reduced-motion: reduce)')
  const flashedAt = new WeakMap<Element, number>()
  const lit = new Map<Element, ReturnType<typeof setTimeout>>()

  function end(element: Element): void {
    clearTimeout(lit.get(element))
    lit.delete(element)
    element.classList.remove('flash-up', 'flash-down')
  }

  return {
    show(element, hasGrown, now) {
      if (still.matches || now - (flashedAt.get(element) ?? -Infinity) < restMs) return
      end(element)
      flashedAt.set(element, now)
      element.classList.add(hasGrown ? 'flash-up' : 'flash-down')
      lit.set(element, setTimeout(end, flashMs, element))
    },
    close() {
      for (const element of lit.keys()) end(element)
    },
  }
}
