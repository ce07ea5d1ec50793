import { ProviderError, type Provider, type Rsi } from '../quote.ts'

/** An RSI of our own, from daily closes, oldest first. `rsi14` gives none when they are too few. */
export function rsiFromCloses(
  { name, fetch }: Provider<readonly number[]>,
  rsi14: (closes: readonly number[]) => number | undefined,
): Provider<Rsi> {
  return {
    name,
    async fetch(signal) {
      const closes = await fetch(signal)
      const value = rsi14(closes)
      if (value === undefined) throw new ProviderError(name, { kind: 'shape', detail: `only ${closes.length} closes` })
      return { value, sourceTime: undefined }
    },
  }
}
