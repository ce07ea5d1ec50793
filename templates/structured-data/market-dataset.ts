import type { PageContext } from 'enddel'
import { wordsIn } from '../words.ts'
import { organization } from './publisher.ts'

/** The market's figures as data (https://schema.org/Dataset). None of them stands here: they would be old when they are read. */
export function marketDataset(page: PageContext): object {
  const { market, quote } = wordsIn(page.locale).t
  return {
    '@context': 'https://schema.org',
    '@type': 'Dataset',
    '@id': page.url(page.href('/market#dataset')),
    name: market.title,
    description: `${market.lead} ${market.coinsCaption}.`,
    url: page.url(page.href('/market')),
    inLanguage: page.locale,
    isAccessibleForFree: true,
    creator: organization(page),
    variableMeasured: [
      quote.price,
      quote.change,
      market.marketCap,
      market.volume24h,
      market.btcDominance,
      market.ethDominance,
      market.fearGreed,
    ],
    distribution: [
      { '@type': 'DataDownload', encodingFormat: 'application/json', contentUrl: page.url(marketDataPath) },
    ],
  }
}

/** All figures with their sources and ages; the engine answers it. */
export const marketDataPath = '/api/crypto/dashboard-summary'
