import type { FeedRefusal } from './feed-refusal.ts'

export interface Opened {
  /** Clients that had their snapshot. */
  connected: number
  /** Why there are not more; undefined when all are there. */
  refusal?: FeedRefusal
}

export interface Opening {
  done: Promise<Opened>
  connected(): void
  refused(refusal: FeedRefusal): void
}

/**
 * Calls `open` for each client, `atOnce` at a time, until all are connected, one is refused, or it is late. When one is
 * refused, those on their way may still arrive, so that it can be told how many a server takes.
 */
export function openClients(
  { count, atOnce, timeoutMs }: { count: number; atOnce: number; timeoutMs: number },
  open: () => void,
): Opening {
  let [begun, connected, refusals, isOver] = [0, 0, 0, false]
  let first: FeedRefusal | undefined
  let resolve!: (opened: Opened) => void
  const done = new Promise<Opened>((settle) => (resolve = settle))
  const late = setTimeout(() => {
    first ??= { said: `the others had no answer within ${timeoutMs} ms` }
    end()
  }, timeoutMs)

  function end(): void {
    isOver = true
    clearTimeout(late)
    resolve(first ? { connected, refusal: first } : { connected })
  }

  function goOn(): void {
    if (isOver) return
    while (!first && begun < count && begun - connected < atOnce) {
      begun++
      open()
    }
    if (begun === connected + refusals) end()
  }

  goOn()
  return {
    done,
    connected() {
      connected++
      goOn()
    },
    refused(refusal) {
      first ??= refusal
      refusals++
      goOn()
    },
  }
}
