const period = 14

/**
 * Fewer closes give no value. Smoothing never forgets how it began: after 100 closes the first average still counts for
 * (13/14)^85, a fifth of a percent; after 30 it would be a third.
 */
const fewest = 100

/**
 * The relative strength index over 14 closes, 0 to 100, with the smoothing of its author (J. Welles Wilder, New Concepts
 * in Technical Trading Systems, 1978). Oldest first. Undefined with too few, and when nothing moved.
 */
export function rsi14(closes: readonly number[]): number | undefined {
  if (closes.length < fewest) return undefined
  const moves = closes.slice(1).map((close, index) => close - closes[index]!)
  const gain = smoothed(moves.map((move) => Math.max(move, 0)))
  const loss = smoothed(moves.map((move) => Math.max(-move, 0)))
  // The same as 100 - 100 / (1 + gain / loss), and right when there was no loss.
  const value = (100 * gain) / (gain + loss)
  return Number.isFinite(value) ? value : undefined
}

/** A plain average of the first, into which each further one goes with a fourteenth. */
function smoothed(values: readonly number[]): number {
  const first = values.slice(0, period).reduce((sum, value) => sum + value, 0) / period
  return values.slice(period).reduce((average, value) => (average * (period - 1) + value) / period, first)
}
