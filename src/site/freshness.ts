/** How long a page may be used, in the terms of RFC 9111 and RFC 5861; all in milliseconds. */
export interface Freshness {
  /** Used without asking. */
  freshForMs: number
  /** After that: used while a new one is made (stale-while-revalidate). */
  staleForMs: number
  /** After freshness: used when making a new one fails (stale-if-error). */
  staleIfErrorMs: number
}

const second = 1000
const minute = 60 * second
const hour = 60 * minute

/** Stale for as long again as it was fresh; kept for a day when all that is behind it fails. */
export function custom(freshForMs: number): Freshness {
  return { freshForMs, staleForMs: freshForMs, staleIfErrorMs: 24 * hour }
}

const presets = {
  realTime: custom(30 * second),
  shortTerm: custom(5 * minute),
  mediumTerm: custom(hour),
  longTerm: custom(3 * hour),
  default: custom(5 * minute),
}

export const freshnessPresets: readonly string[] = Object.keys(presets)

export type FreshnessPreset = keyof typeof presets

export function resolveFreshness(freshness: FreshnessPreset | Freshness = 'default'): Freshness {
  return typeof freshness === 'string' ? presets[freshness] : freshness
}

/** Browsers cannot be told of a new page, so they ask again after a minute at most; shared caches can, and keep it. */
const browserMaxAgeMs = minute

/** The Cache-Control a page is sent with. */
export function cacheControl({ freshForMs, staleForMs, staleIfErrorMs }: Freshness): string {
  return [
    'public',
    `max-age=${seconds(Math.min(freshForMs, browserMaxAgeMs))}`,
    `s-maxage=${seconds(freshForMs)}`,
    `stale-while-revalidate=${seconds(staleForMs)}`,
    `stale-if-error=${seconds(staleIfErrorMs)}`,
  ].join(', ')
}

function seconds(ms: number): number {
  return Math.floor(ms / second)
}
