import type { Ask, Pacer } from './pace.ts'

/** Each connection asks again as soon as it can, until the time is over or so many `requests` were sent. */
export function closedPace({ requests = Infinity, ask }: { requests: number | undefined; ask: Ask }): Pacer {
  let asked = 0
  let endAt = 0
  const pacer: Pacer = {
    start(connections, now, ms) {
      endAt = now + ms
      for (const connection of connections) pacer.onFree(connection, now)
    },
    onFree(connection, now) {
      if (!pacer.isOver(now)) ask(connection, asked++, undefined)
    },
    isOver: (now) => asked >= requests || now >= endAt,
    asked: () => asked,
    unsent: () => 0,
    spunMs: () => 0,
    stop() {},
  }
  return pacer
}
