/** `90k`: axes have little room. */
export function compact(value: number): string {
  if (value < 1000) return String(Number(value.toPrecision(3)))
  return value < 1e6 ? `${Number((value / 1000).toPrecision(3))}k` : `${Number((value / 1e6).toPrecision(3))}M`
}

/** `99.9`, and `max` at the end. */
export function percentileText(percentile: number): string {
  return percentile === 100 ? 'max' : String(percentile)
}
