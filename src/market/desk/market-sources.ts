import type { FearGreed, FundQuote, GlobalFigures, Provider, Quote, QuoteStream, Rsi } from '../quote.ts'

/** All who are listened to and asked, of each kind the first choice first. A kind without any source has no figures. */
export interface MarketSources {
  streams: readonly QuoteStream[]
  /** For prices of coins that no stream tells of. */
  prices: readonly Provider<readonly Quote[]>[]
  /** For what streams do not know: market caps, volumes, changes of an hour and a week. */
  details: readonly Provider<readonly Quote[]>[]
  global: readonly Provider<GlobalFigures>[]
  fearGreed: readonly Provider<FearGreed>[]
  rsi: readonly Provider<Rsi>[]
  funds: readonly Provider<readonly FundQuote[]>[]
}
