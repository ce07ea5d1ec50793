/** `1.2 MB`, in powers of 1000. */
export function bytes(count: number): string {
  if (count < 1000) return `${count} B`
  const units = ['kB', 'MB', 'GB', 'TB']
  let value = count / 1000
  // 999.95 would be told as 1000.0.
  while (value >= 999.95 && units.length > 1) {
    value /= 1000
    units.shift()
  }
  return `${value.toFixed(1)} ${units[0]}`
}

/** `85 ms`, or `5.1 s` from a second on. */
export function milliseconds(ms: number): string {
  return Math.round(ms) < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`
}
