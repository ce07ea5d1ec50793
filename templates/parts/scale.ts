/** Geometry of the charts: pure numbers in, pure numbers out. */

type Span = readonly [number, number]
export type Point = readonly [x: number, y: number]

/** Maps one span onto another; a span without length maps onto the middle. */
export function scale([from, to]: Span, [start, end]: Span): (value: number) => number {
  if (from === to) return () => (start + end) / 2
  return (value) => start + ((value - from) / (to - from)) * (end - start)
}

/** `M0,10L5,8`, with one decimal: a tenth of a pixel is enough. */
export function linePath(points: readonly Point[]): string {
  return points.map(([x, y], index) => `${index === 0 ? 'M' : 'L'}${short(x)},${short(y)}`).join('')
}

/** Round values that cover low to high, about `count` of them. */
export function niceTicks(low: number, high: number, count: number): number[] {
  const span = high - low || Math.abs(high) || 1
  const rough = span / count
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = power * (steps.find((one) => one * power >= rough) ?? 10)
  const first = Math.floor(low / step)
  const last = Math.max(Math.ceil(high / step), first + 1)
  // Ten digits drop the noise of binary fractions: 3 * 0.1 is 0.3.
  return Array.from({ length: last - first + 1 }, (_, index) => Number(((first + index) * step).toPrecision(10)))
}

export function short(value: number): number {
  return Math.round(value * 10) / 10
}

const steps = [1, 2, 2.5, 5, 10]
