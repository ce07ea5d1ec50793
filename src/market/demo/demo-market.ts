import { chance, createWalk, type Walk } from './demo-walk.ts'
import { trackedCoins, trackedFunds, type TrackedCoin } from '../figure.ts'
import type { FearGreed, FundQuote, GlobalFigures, Quote, Rsi } from '../quote.ts'

/** A market that never was, at any time: every figure follows from the seed and the time. */
export interface DemoMarket {
  coin(symbol: TrackedCoin, time: number): Quote
  global(time: number): GlobalFigures
  fearGreed(time: number): FearGreed
  rsi(time: number): Rsi
  fund(symbol: keyof typeof trackedFunds, time: number): FundQuote
}

export function createDemoMarket(seed: string): DemoMarket {
  const names = [...Object.keys(trackedCoins), ...Object.keys(trackedFunds), 'cap', 'volume', 'btc', 'eth', 'rsi']
  const walks = new Map(names.map((name) => [name, createWalk(`${seed} ${name}`, 0.25)]))
  const walk = (name: string) => walks.get(name)!

  return {
    coin: (symbol, time) => ({ ...coinAt(symbol, walk(symbol), walk('volume'), time), sourceTime: time }),
    global: (time) => ({
      marketCapUsd: Math.round(3.2e12 * walk('cap')(time)),
      volume24hUsd: Math.round(1.3e11 * walk('volume')(time)),
      marketCapChange24hPct: changePct(walk('cap'), day, time),
      btcDominancePct: rounded(57 * walk('btc')(time), 2),
      ethDominancePct: rounded(11.5 * walk('eth')(time), 2),
      sourceTime: time,
    }),
    fearGreed(time) {
      const today = Math.floor(time / day)
      const value = Math.round(15 + 70 * chance(seed, today))
      return { value, classification: moodOf(value), sourceTime: today * day, nextInMs: (today + 1) * day - time }
    },
    rsi: (time) => ({ value: rounded(50 * walk('rsi')(time), 2), sourceTime: time }),
    fund: (symbol, time) => ({
      symbol,
      priceUsd: rounded(funds[symbol] * walk(symbol)(time), 2),
      changePct: changePct(walk(symbol), time % day, time),
      sourceTime: time,
    }),
  }
}

const hour = 3_600_000
const day = 24 * hour

/** Prices in USD around which they move, and how many coins there are. */
const coins: Record<TrackedCoin, { price: number; supply: number }> = {
  BTC: { price: 91_000, supply: 19.95e6 },
  ETH: { price: 3_000, supply: 120.7e6 },
  SOL: { price: 138, supply: 559e6 },
  XRP: { price: 2.1, supply: 60.3e9 },
  ADA: { price: 0.47, supply: 36.6e9 },
  LINK: { price: 13.4, supply: 697e6 },
  BNB: { price: 880, supply: 137.7e6 },
}

const funds: Record<keyof typeof trackedFunds, number> = { DIA: 464, SPY: 661, QQQM: 244 }

function coinAt(symbol: TrackedCoin, walk: Walk, volume: Walk, time: number): Omit<Quote, 'sourceTime'> {
  const { price, supply } = coins[symbol]
  const priceUsd = asPrice(price * walk(time))
  // Every half hour of the day gone by, and now, lest the price be outside of its range.
  const ofDay = Array.from({ length: 48 }, (_, step) => walk(time - step * (hour / 2)))
  return {
    symbol,
    priceUsd,
    change1hPct: changePct(walk, hour, time),
    change24hPct: changePct(walk, day, time),
    change7dPct: changePct(walk, 7 * day, time),
    high24hUsd: asPrice(price * Math.max(...ofDay)),
    low24hUsd: asPrice(price * Math.min(...ofDay)),
    volume24hUsd: Math.round(0.025 * price * supply * volume(time)),
    marketCapUsd: Math.round(priceUsd * supply),
  }
}

function changePct(walk: Walk, spanMs: number, time: number): number {
  return rounded((walk(time) / walk(time - spanMs) - 1) * 100, 4)
}

/** The names that alternative.me gives them. */
function moodOf(value: number): string {
  if (value < 25) return 'Extreme Fear'
  if (value < 45) return 'Fear'
  if (value <= 55) return 'Neutral'
  return value < 75 ? 'Greed' : 'Extreme Greed'
}

function asPrice(price: number): number {
  return rounded(price, price < 10 ? 4 : 2)
}

function rounded(value: number, digits: number): number {
  return Number(value.toFixed(digits))
}
