/**
 * When a `Retry-After` field asks to come again, in milliseconds from `now`: seconds or a date (RFC 9110, section
 * 10.2.3). Undefined when it is neither.
 */
export function retryAfterMs(field: string | string[] | undefined, now: number): number | undefined {
  const text = [field].flat()[0]?.trim() ?? ''
  if (/^\d{1,12}(\.\d+)?$/.test(text)) return Number(text) * 1000
  const at = /^[A-Z][a-z]+, .* GMT$/.test(text) ? Date.parse(text) : NaN
  return Number.isNaN(at) ? undefined : Math.max(0, at - now)
}
