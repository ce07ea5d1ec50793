import type { Figure, FigureId, MarketChange } from './figure.ts'
import type { MarketState } from './state.ts'

/** The figures of a dated snapshot; they are as old as it is, and say so. */
export function figuresOf({
  asOf,
  coins,
  global,
  fearGreed,
  btcRsi14,
  indices,
}: MarketState): Record<FigureId, Figure> {
  const at = Date.parse(asOf)
  const figures: Record<FigureId, Figure> = {}
  const put = (id: FigureId, value: number | string | null, source: string) => {
    if (value !== null) figures[id] = { value, at, source, status: 'stale' }
  }
  for (const coin of coins) {
    for (const [field, key] of coinFields) put(`${coin.symbol}.${field}`, coin[key], coin.source)
  }
  if (global) for (const [id, key] of globalFields) put(id, global[key], global.source)
  if (fearGreed) {
    put('fng', fearGreed.value, fearGreed.source)
    put('fng.class', fearGreed.classification, fearGreed.source)
  }
  if (btcRsi14) put('BTC.rsi14', btcRsi14.value, btcRsi14.source)
  for (const { symbol, priceUsd, changePct, source } of indices) {
    put(`${symbol}.price`, priceUsd, source)
    put(`${symbol}.change`, changePct, source)
  }
  return figures
}

/** The same as a moment of the clock. The same snapshot is the same moment wherever it is shown: `hash` is that of its text. */
export function snapshotOf(state: MarketState, hash: string): MarketChange {
  return { kind: 'snapshot', epoch: `s${hash.slice(0, 11)}`, seq: 1, figures: figuresOf(state) }
}

/** A figure's field beside that of {@link MarketState}'s coins. */
export const coinFields = [
  ['price', 'priceUsd'],
  ['change1h', 'change1hPct'],
  ['change24h', 'change24hPct'],
  ['change7d', 'change7dPct'],
  ['high24h', 'high24hUsd'],
  ['low24h', 'low24hUsd'],
  ['volume24h', 'volume24hUsd'],
  ['marketCap', 'marketCapUsd'],
] as const

export const globalFields = [
  ['market.cap', 'marketCapUsd'],
  ['market.capChange24h', 'marketCapChange24hPct'],
  ['market.volume24h', 'volume24hUsd'],
  ['market.btcDominance', 'btcDominancePct'],
  ['market.ethDominance', 'ethDominancePct'],
] as const
