const longestWaitMs = 30_000

/**
 * How long to wait before the next attempt, and for how long nobody may shorten that; undefined when there is to be none.
 * Full jitter, so that those who were lost together do not come back together. `code` is how the connection ended
 * (docs/feed.md), `failures` how many did so before in a row, `random` from 0 to 1.
 */
export function waitAfter(
  code: number,
  failures: number,
  random: number,
): { waitMs: number; heldMs: number } | undefined {
  if (code === 1003 || code === 1007 || code === 1009) return undefined
  if (code === 1008) {
    const heldMs = 60_000 + random * longestWaitMs
    return { waitMs: heldMs, heldMs }
  }
  const isFull = code === 1013
  const upToMs = isFull ? longestWaitMs : Math.min(longestWaitMs, 1_000 * 2 ** failures)
  return { waitMs: random * upToMs, heldMs: 0 }
}
