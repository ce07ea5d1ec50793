import type { Board } from './board.ts'
import { trackedCoins, trackedFunds } from './figure.ts'
import type { MarketMode } from './market-view.ts'

/**
 * The dashboard's summary: the fields of `/api/crypto/dashboard-summary` as they have always been, and of every figure its
 * source and age. A figure nobody has given is null, never a guess.
 */
export function summaryOf(board: Board, market: MarketMode, now: number) {
  const { epoch, seq } = board.clock()
  const value = (id: string) => board.get(id)?.value ?? null
  const all = [...board.since(0)]
  const newest = all.reduce((latest, [, { at }]) => Math.max(latest, at), 0)

  return {
    btc_price_usd: value('BTC.price'),
    btc_change_24h: value('BTC.change24h'),
    btc_market_cap_percentage: value('market.btcDominance'),
    btc_rsi_14: value('BTC.rsi14'),
    eth_market_cap_percentage: value('market.ethDominance'),
    ...Object.fromEntries(
      Object.keys(trackedCoins)
        .filter((symbol) => symbol !== 'BTC')
        .flatMap((symbol) => [
          [`${symbol.toLowerCase()}_price_usd`, value(`${symbol}.price`)],
          [`${symbol.toLowerCase()}_change_24h`, value(`${symbol}.change24h`)],
        ]),
    ),
    market_cap_usd: value('market.cap'),
    market_cap_change_percentage_24h_usd: value('market.capChange24h'),
    volume_24h_usd: value('market.volume24h'),
    fng_value: value('fng'),
    us_stock_indices: Object.fromEntries(Object.keys(trackedFunds).map((symbol) => [symbol, fundOf(board, symbol)])),
    data_sources: Object.fromEntries(all.map(([id, { source }]) => [id, source])),
    figures: Object.fromEntries(
      all.map(([id, { value, source, status, at }]) => [
        id,
        { value, source, status, at: isoOf(at), age_seconds: Math.max(0, Math.round((now - at) / 1000)) },
      ]),
    ),
    partial_failure: all.some(([, { status }]) => status === 'delayed' || status === 'stale'),
    market,
    epoch,
    seq,
    last_updated: newest > 0 ? isoOf(newest) : null,
    timestamp: isoOf(now),
  }
}

export type Summary = ReturnType<typeof summaryOf>

function fundOf(board: Board, symbol: string) {
  const price = board.get(`${symbol}.price`)
  const percent = board.get(`${symbol}.change`)?.value ?? null
  if (typeof price?.value !== 'number')
    return { price: null, change: null, change_percent: null, status: 'unavailable' }
  const change = typeof percent === 'number' ? price.value - price.value / (1 + percent / 100) : null
  return { price: price.value, change, change_percent: percent, status: price.status }
}

function isoOf(ms: number): string {
  return new Date(ms).toISOString()
}
