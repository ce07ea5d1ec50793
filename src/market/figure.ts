/**
 * The market as a set of named figures on one clock. What a page prints, what the feed sends and what a browser shows are
 * figures; the last value of each is all there is to know, so nobody needs to hear of every step between.
 */

/**
 * `live` is within its usual interval, `delayed` over three of them, `stale` beyond its limit, `closed` the last of a
 * market that is not trading.
 */
export type FigureStatus = 'live' | 'delayed' | 'stale' | 'closed'

export interface Figure {
  value: number | string
  /** When it was so, by the source's clock where it has one; milliseconds since 1970. */
  at: number
  /** Who said so, in lower case: `binance`. */
  source: string
  status: FigureStatus
}

/** `BTC.price`, `market.cap`, `fng` (Fear & Greed, 0 to 100): figures-of.ts has all there are. */
export type FigureId = string

/** A moment of the market. Within an epoch `seq` only grows; another epoch says that nothing is known of the one before. */
export interface Clock {
  epoch: string
  seq: number
}

/** What became different at `seq`, or, in a snapshot, all there is. */
export interface MarketChange extends Clock {
  kind: 'change' | 'snapshot'
  figures: Readonly<Record<FigureId, Figure>>
}

/** A figure's name is a symbol or a group, a dot and a field; at most 32 characters. */
export const figureIdPattern = /^[A-Za-z0-9]{1,12}(?:\.[A-Za-z0-9]{1,16})?$/

/** Coins whose figures are followed, with their names. */
export const trackedCoins = {
  BTC: 'Bitcoin',
  ETH: 'Ethereum',
  SOL: 'Solana',
  XRP: 'XRP',
  ADA: 'Cardano',
  LINK: 'Chainlink',
  BNB: 'BNB',
} as const
export type TrackedCoin = keyof typeof trackedCoins

/** Funds that stand in for the US indices. */
export const trackedFunds = { DIA: 'Dow Jones', SPY: 'S&P 500', QQQM: 'Nasdaq 100' } as const
