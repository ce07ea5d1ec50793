import { within, type Running } from '../../core/lifecycle.ts'
import type { Board } from '../board.ts'
import type { Figure, FigureId } from '../figure.ts'
import { hasPassed } from './has-passed.ts'
import type { Publish } from '../line/line.ts'
import type { OnMarketEvent } from './market-event.ts'
import { isBehind } from './plausible.ts'

/**
 * Figures on their way out: of each the last, one publish at a time; what comes meanwhile goes with the next. What could not
 * be published is kept, unless a newer value has come, or somebody else has published one.
 */
export interface Outbox extends Running {
  put(id: FigureId, figure: Figure): void
  /** Publishes what there is, or waits for the publish that is under way. Never rejects. */
  flush(): Promise<void>
}

export interface OutboxParts {
  publish: Publish
  board: Pick<Board, 'get' | 'snapshot'>
  /** After a publish that failed, until the next. */
  retryMs: number
  now(): number
}

/** A figure whose time alone moves on is not worth more. */
const sameAgainMs = 5_000
/** How long closing waits for a publish that is under way. */
const lastPublishMs = 1_000

export function createOutbox({ publish, board, retryMs, now }: OutboxParts, onEvent: OnMarketEvent): Outbox {
  const waiting = new Map<FigureId, Figure>()
  const sent = new Map<FigureId, Figure>(Object.entries(board.snapshot().figures))
  let isClosed = false
  let flight: Promise<void> | undefined
  let failedAt: number | undefined

  /** What others have published since is newer than what had to wait. */
  function takeBatch(): Record<FigureId, Figure> {
    const batch: Record<FigureId, Figure> = {}
    for (const [id, figure] of waiting) {
      const known = board.get(id)
      if (!known || !isBehind(figure.at, known.at, now())) batch[id] = figure
    }
    waiting.clear()
    return batch
  }

  async function send() {
    if (isClosed) return
    if (failedAt !== undefined && !hasPassed(retryMs, failedAt, now())) return
    const batch = takeBatch()
    const entries = Object.entries(batch)
    if (entries.length === 0) return
    for (const [id, figure] of entries) sent.set(id, figure)
    try {
      await publish(batch)
      if (failedAt !== undefined) onEvent({ type: 'market-publish-recovered' })
      failedAt = undefined
    } catch (error) {
      for (const [id, figure] of entries) if (!waiting.has(id)) waiting.set(id, figure)
      if (failedAt === undefined) onEvent({ type: 'market-publish-failed', error })
      failedAt = now()
    }
  }

  return {
    put(id, figure) {
      if (waiting.has(id) || isNews(figure, sent.get(id))) waiting.set(id, figure)
    },
    flush: () => (flight ??= send().finally(() => (flight = undefined))),
    async close() {
      isClosed = true
      if (flight) await within(lastPublishMs, flight)
    },
  }
}

function isNews(figure: Figure, last: Figure | undefined): boolean {
  if (!last || figure.value !== last.value || figure.status !== last.status || figure.source !== last.source)
    return true
  return hasPassed(sameAgainMs, last.at, figure.at)
}
