import type { FeedMessage } from './feed-message.ts'

/** How far clients are: of each epoch they know, the highest seq that one of them knows. */
export type FeedFront = Readonly<Record<string, number>>

interface Follower {
  readonly epoch: string
  readonly seq: number
  resume(): void
}

export interface Settling<Client> {
  /** How many clients were not told all that others were; resolves at once when all are as far. */
  missed: Promise<number>
  heard(client: Client, message: FeedMessage): void
  left(client: Client): void
}

export function frontOf(clients: Iterable<Follower>): FeedFront {
  const front: Record<string, number> = {}
  for (const { epoch, seq } of clients) front[epoch] = Math.max(seq, front[epoch] ?? 0)
  return front
}

export function mergeFronts(fronts: readonly FeedFront[]): FeedFront {
  return frontOf(fronts.flatMap((front) => Object.entries(front).map(([epoch, seq]) => ({ epoch, seq, resume() {} }))))
}

/**
 * Waits until all have come as far as `front`. A client that has not may still know all: the clock goes on with figures
 * that are not its topics, and a snapshot of another client may tell of that. So after half of the time those that are
 * behind ask what they missed, and it has to be nothing that was so before `endedAt`.
 */
export function settle<Client extends Follower>(
  clients: Iterable<Client>,
  { front, endedAt, waitMs }: { front: FeedFront; endedAt: number; waitMs: number },
): Settling<Client> {
  // With two epochs on their way nobody can tell here which one is the newer.
  const hasOneEpoch = Object.keys(front).length === 1
  const isThere = ({ epoch, seq }: Client) => hasOneEpoch && seq >= (front[epoch] ?? Infinity)
  const behind = new Set([...clients].filter((client) => !isThere(client)))
  let [missed, hasAsked] = [0, false]
  let finish!: (missed: number) => void
  const done = new Promise<number>((resolve) => (finish = resolve))
  const timers = [setTimeout(ask, waitMs / 2), setTimeout(end, waitMs)]
  if (behind.size === 0) end()

  function ask() {
    hasAsked = true
    for (const client of behind) client.resume()
  }

  function end() {
    timers.forEach(clearTimeout)
    finish(missed + behind.size)
  }

  function remove(client: Client) {
    if (behind.delete(client) && behind.size === 0) end()
  }

  return {
    missed: done,
    left: remove,
    heard(client, message) {
      if (!behind.has(client) || (message.type !== 'delta' && message.type !== 'snapshot')) return
      if (hasAsked) {
        if (message.type === 'snapshot' || (message.times && message.times.oldest <= endedAt)) missed++
        remove(client)
      } else if (message.type === 'snapshot' || isThere(client)) remove(client)
    },
  }
}
