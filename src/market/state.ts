import { z } from 'zod'

const finite = z.number().finite()
const nullable = finite.nullable()

/** Last good quotes at one moment. `null` means that the source gave no figure; none is ever made up. */
export const marketStateSchema = z.strictObject({
  /** A dated snapshot from the content folder. */
  kind: z.enum(['sample']),
  /** ISO 8601, the moment all figures belong to. */
  asOf: z.iso.datetime({ offset: true }),
  coins: z.array(
    z.strictObject({
      symbol: z.string().regex(/^[A-Z0-9]{2,10}$/),
      name: z.string().min(1),
      rank: z.number().int().positive(),
      priceUsd: finite.positive(),
      change1hPct: nullable,
      change24hPct: nullable,
      change7dPct: nullable,
      high24hUsd: nullable,
      low24hUsd: nullable,
      volume24hUsd: nullable,
      marketCapUsd: nullable,
      circulatingSupply: nullable,
      /** USD, oldest first, evenly spaced over seven days. */
      sparkline7d: z.array(finite),
      source: z.string().min(1),
    }),
  ),
  global: z
    .strictObject({
      marketCapUsd: finite,
      marketCapChange24hPct: nullable,
      volume24hUsd: finite,
      btcDominancePct: finite,
      ethDominancePct: nullable,
      source: z.string().min(1),
    })
    .nullable(),
  /** 0 to 100. */
  fearGreed: z
    .strictObject({ value: finite.min(0).max(100), classification: z.string(), source: z.string() })
    .nullable(),
  /** Relative strength index of BTC, 14 days, 0 to 100. */
  btcRsi14: z.strictObject({ value: finite.min(0).max(100), source: z.string() }).nullable(),
  /** US index funds that stand in for the indices. */
  indices: z.array(
    z.strictObject({
      symbol: z.string(),
      name: z.string(),
      priceUsd: finite.positive(),
      changePct: nullable,
      source: z.string(),
    }),
  ),
})

export interface MarketState extends Omit<z.infer<typeof marketStateSchema>, 'kind'> {
  /** `sample` is the dated snapshot of the content, `demo` a simulation. */
  kind: 'sample' | 'live' | 'demo'
}
export type CoinQuote = MarketState['coins'][number]
export type GlobalStats = NonNullable<MarketState['global']>
export type IndexQuote = MarketState['indices'][number]
