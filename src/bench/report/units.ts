/** How figures are written, in every output alike. Units stand in the headings of columns, so these are bare numbers. */

/** Requests, answers, pages or messages a second: `87,947`, and `43.1` below a hundred. */
export function rate(perSecond: number): string {
  return perSecond < 100 ? decimals(perSecond, 1) : decimals(perSecond, 0)
}

export function milliseconds(ms: number): string {
  return decimals(ms, 2)
}

export function microseconds(us: number): string {
  return decimals(us, 1)
}

export function cores(count: number): string {
  return decimals(count, 2)
}

export function count(items: number): string {
  return decimals(items, 0)
}

export function kibibytes(bytes: number): string {
  return decimals(bytes / 1024, 1)
}

export function mebibytes(bytes: number): string {
  return decimals(bytes / 1024 ** 2, 0)
}

/** `1.37 (1.31–1.43)`; without an interval the ratio alone. Below 0.1 with one more digit. */
export function ratio(value: number, interval?: { low: number; high: number }): string {
  const digits = value < 0.1 ? 3 : 2
  const middle = decimals(value, digits)
  return interval ? `${middle} (${decimals(interval.low, digits)}–${decimals(interval.high, digits)})` : middle
}

/** With two digits, such as `1,400`, for what is no better known. */
export function roughly(value: number): string {
  return rough.format(value)
}

/** `71 %`. */
export function percent(share: number): string {
  return `${decimals(share * 100, 0)} %`
}

/** `22 November 2026, 18:30 UTC`. */
export function moment(iso: string): string {
  const date = new Date(iso)
  return Number.isNaN(date.getTime()) ? iso : `${days.format(date)}, ${clock.format(date)} UTC`
}

const days = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' })
const clock = new Intl.DateTimeFormat('en-GB', { timeStyle: 'short', timeZone: 'UTC' })
const formats = [0, 1, 2, 3].map(
  (digits) => new Intl.NumberFormat('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits }),
)

const rough = new Intl.NumberFormat('en-US', { maximumSignificantDigits: 2 })

function decimals(value: number, digits: 0 | 1 | 2 | 3): string {
  return formats[digits]!.format(value)
}
