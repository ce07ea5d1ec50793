import type { Ask, Pacer } from './pace.ts'

/** Each connection asks again as soon as it can, until the time is over or so many `requests` were sent. */
export function closedPace(options: { seconds: number; requests: number | undefined; ask: Ask }): Pacer {
  const { seconds, requests = Infinity, ask } = options
  let asked = 0
  let endAt = 0
  const pacer: Pacer = {
    start(connections, now) {
      endAt = now + seconds * 1000
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
