/** What the providers' forms are in figures. */
import type { FigureId } from '../figure.ts'
import type { FearGreed, FundQuote, GlobalFigures, ProviderName, Quote, Rsi } from '../quote.ts'

/** Figures that a source told together. The first that has a value decides whether the others are to be believed. */
export interface Told {
  source: ProviderName
  sourceTime: number | undefined
  figures: readonly (readonly [FigureId, number | string | undefined])[]
}

/** The price, and what is measured against it. */
export function priceOf(quote: Quote, source: ProviderName): Told {
  const { symbol, sourceTime } = quote
  return {
    source,
    sourceTime,
    figures: [[`${symbol}.price`, quote.priceUsd], ...ofDay(quote)],
  }
}

/** All but the price. Figures of the day only where `isWanted`: those that come with the price go with it. */
export function detailsOf(quote: Quote, source: ProviderName, isWanted: (id: FigureId) => boolean): Told {
  const { symbol, sourceTime } = quote
  return {
    source,
    sourceTime,
    figures: [
      [`${symbol}.marketCap`, quote.marketCapUsd],
      [`${symbol}.volume24h`, quote.volume24hUsd],
      [`${symbol}.change1h`, quote.change1hPct],
      [`${symbol}.change7d`, quote.change7dPct],
      ...ofDay(quote).filter(([id]) => isWanted(id)),
    ],
  }
}

export function globalOf(figures: GlobalFigures, source: ProviderName): Told {
  return {
    source,
    sourceTime: figures.sourceTime,
    figures: [
      ['market.cap', figures.marketCapUsd],
      ['market.volume24h', figures.volume24hUsd],
      ['market.btcDominance', figures.btcDominancePct],
      ['market.ethDominance', figures.ethDominancePct],
      ['market.capChange24h', figures.marketCapChange24hPct],
    ],
  }
}

export function fearGreedOf({ value, classification, sourceTime }: FearGreed, source: ProviderName): Told {
  return {
    source,
    sourceTime,
    figures: [
      ['fng', value],
      ['fng.class', classification],
    ],
  }
}

export function rsiOf({ value, sourceTime }: Rsi, source: ProviderName): Told {
  return { source, sourceTime, figures: [['BTC.rsi14', value]] }
}

export function fundOf({ symbol, priceUsd, changePct, sourceTime }: FundQuote, source: ProviderName): Told {
  return {
    source,
    sourceTime,
    figures: [
      [`${symbol}.price`, priceUsd],
      [`${symbol}.change`, changePct],
    ],
  }
}

function ofDay({ symbol, change24hPct, high24hUsd, low24hUsd }: Quote): [FigureId, number | undefined][] {
  return [
    [`${symbol}.change24h`, change24hPct],
    [`${symbol}.high24h`, high24hUsd],
    [`${symbol}.low24h`, low24hUsd],
  ]
}
