import type { KnownAnswers } from './answer-reader.ts'
import { type Layout, layoutOf } from './answer-layout.ts'
import type { PlannedRequest } from './load-plan.ts'

const mostRemembered = 1000
const apart = 8

/**
 * Remembers which answers there were, so that one of a length that was not seen before is kept and checked. The first of each
 * request always is; after that at most one in eight, since there are pages whose length always changes. `answers` tells
 * how many came so far.
 */
export function createKnownAnswers(requests: readonly PlannedRequest[], answers: () => number): KnownAnswers {
  const layouts: (Layout | undefined)[] = requests.map(() => undefined)
  const hasAnswer = requests.map(() => false)
  const seen = new Set<string>()
  let keptAt = 0

  const isFirst = (request: number) => {
    const was = hasAnswer[request]
    hasAnswer[request] = true
    return !was
  }
  const isItsTurn = () => {
    if (answers() - keptAt < apart) return false
    keptAt = answers()
    return true
  }

  return {
    layouts,
    isHeadRequest: requests.map(({ method }) => method === 'HEAD'),
    meet(request, head, bytes) {
      const layout = layoutOf(head, bytes)
      // Of a body whose length is not told nobody knows whether it was seen.
      const key = layout && `${request} ${layout.status} ${layout.headBytes + layout.bodyBytes}`
      if (key !== undefined && seen.has(key)) layouts[request] = layout
      else if (isFirst(request) || isItsTurn()) {
        // What is not remembered is not recognised either, so its like comes here again.
        if (key !== undefined && seen.size < mostRemembered) seen.add(key)
        layouts[request] = layout
        return true
      }
      return false
    },
  }
}
