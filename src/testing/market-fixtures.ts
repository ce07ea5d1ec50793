/** What providers answer, in their own forms and as short as those may be: all of one moment, all made up. */
import type { TrackedCoin } from '../market/figure.ts'

export const moment = Date.UTC(2026, 10, 20, 9, 30)

interface Coin {
  coingecko: string
  coinmarketcap: number
  price: number
}

const coins: Record<TrackedCoin, Coin> = {
  BTC: { coingecko: 'bitcoin', coinmarketcap: 1, price: 91204.55 },
  ETH: { coingecko: 'ethereum', coinmarketcap: 1027, price: 3012.41 },
  SOL: { coingecko: 'solana', coinmarketcap: 5426, price: 141.27 },
  XRP: { coingecko: 'ripple', coinmarketcap: 52, price: 2.118 },
  ADA: { coingecko: 'cardano', coinmarketcap: 2010, price: 0.4631 },
  LINK: { coingecko: 'chainlink', coinmarketcap: 1975, price: 13.05 },
  BNB: { coingecko: 'binancecoin', coinmarketcap: 1839, price: 884.9 },
}

export function coinGeckoCoin(symbol: TrackedCoin) {
  const { coingecko: id, price } = coins[symbol]
  return {
    id,
    symbol: symbol.toLowerCase(),
    current_price: price,
    market_cap: price * 2e7,
    total_volume: price * 5e5,
    high_24h: price * 1.02,
    low_24h: price * 0.98,
    price_change_percentage_24h: -1.27463,
    last_updated: '2026-11-20T09:29:43.118Z',
    price_change_percentage_1h_in_currency: 0.1842,
    price_change_percentage_24h_in_currency: -1.27463,
    price_change_percentage_7d_in_currency: -3.8739,
  }
}

export const coinGeckoMarkets = symbols().map(coinGeckoCoin)

export const coinGeckoGlobal = {
  data: {
    total_market_cap: { btc: 34811902.4, usd: 3175114902334.19 },
    total_volume: { btc: 1588032.1, usd: 144835701266.42 },
    market_cap_percentage: { btc: 57.3133, eth: 11.4507, usdt: 5.9021 },
    market_cap_change_percentage_24h_usd: -0.9114205,
    updated_at: 1795166712,
  },
}

export const cmcStatus = { timestamp: '2026-11-20T09:30:00.233Z', error_code: 0, error_message: null, credit_count: 1 }

export function cmcCoin(symbol: TrackedCoin) {
  const { coinmarketcap: id, price } = coins[symbol]
  const last_updated = '2026-11-20T09:29:00.000Z'
  const usd = {
    price,
    volume_24h: price * 5e5,
    percent_change_1h: 0.1711,
    percent_change_24h: -1.2802,
    percent_change_7d: -3.9014,
    market_cap: price * 2e7,
    last_updated,
  }
  return { id, symbol, last_updated, quote: { USD: usd } }
}

export const cmcQuotes = {
  status: cmcStatus,
  data: Object.fromEntries(symbols().map((symbol) => [coins[symbol].coinmarketcap, cmcCoin(symbol)])),
}

export const cmcGlobal = {
  status: cmcStatus,
  data: {
    btc_dominance: 57.402118,
    eth_dominance: 11.466902,
    quote: {
      USD: {
        total_market_cap: 3170022118440.31,
        total_volume_24h: 145201337902.6,
        total_market_cap_yesterday_percentage_change: -0.931862,
        last_updated: '2026-11-20T09:29:00.000Z',
      },
    },
    last_updated: '2026-11-20T09:29:00.000Z',
  },
}

export function cmcError(error_code: number | string, error_message: string) {
  return { status: { ...cmcStatus, error_code, error_message, credit_count: 0 } }
}

export function binanceCoin(symbol: TrackedCoin) {
  const { price } = coins[symbol]
  return {
    symbol: `${symbol}USDT`,
    priceChangePercent: '-1.275',
    lastPrice: price.toFixed(8),
    highPrice: (price * 1.02).toFixed(8),
    lowPrice: (price * 0.98).toFixed(8),
    quoteVolume: (price * 5e5).toFixed(8),
    openTime: moment - 86_400_000,
    closeTime: moment,
  }
}

export const binanceTickers = symbols().map(binanceCoin)

/** Candles of so many days, the last of them today's. They close at 90,000, 90,001 and so on. */
export function binanceKlines(days: number) {
  const dayMs = 86_400_000
  const today = Date.UTC(2026, 10, 20)
  return Array.from({ length: days }, (_, index) => {
    const opensAt = today - (days - 1 - index) * dayMs
    const close = (90_000 + index).toFixed(8)
    return [
      opensAt,
      close,
      close,
      close,
      close,
      '20118.11203000',
      opensAt + dayMs - 1,
      '1866011209.44',
      27112,
      '1',
      '2',
      '0',
    ]
  })
}

export const taapiBulk = {
  data: [{ id: 'rsi14', indicator: 'rsi', result: { value: 44.8701926417 }, errors: [] as string[] }],
}

export const finnhubQuotes = {
  DIA: { c: 462.1, d: 1.1, dp: 0.2386, h: 463, l: 460, o: 461, pc: 461, t: 1795122000 },
  SPY: { c: 661.42, d: -2.18, dp: -0.3285, h: 664.9, l: 659.71, o: 663.8, pc: 663.6, t: 1795122000 },
  QQQM: { c: 249.37, d: -1.63, dp: -0.6494, h: 251, l: 248.8, o: 250.7, pc: 251, t: 1795122000 },
}

/** What Finnhub says of a symbol it does not know. */
export const finnhubNothing = { c: 0, d: null, dp: null, h: 0, l: 0, o: 0, pc: 0, t: 0 }

export const fearGreed = {
  name: 'Fear and Greed Index',
  data: [{ value: '28', value_classification: 'Fear', timestamp: '1795132800', time_until_update: '52200' }],
  metadata: { error: null },
}

function symbols(): TrackedCoin[] {
  return Object.keys(coins) as TrackedCoin[]
}
